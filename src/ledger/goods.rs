//! Goods in units: what comes in goes out or lies somewhere.

/// Where units went, for one business.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GoodsLine {
    /// Made by suppliers and delivered to the business.
    Supplied,
    /// Sent by the business to partners, kits included.
    ShippedToPartners,
    /// Sent by the business to customers (drop-shipped).
    ShippedToCustomers,
    /// Handed by partners to customers out of their stock.
    SoldFromStock,
    /// Used up by partners.
    OwnUse,
    /// Sent back by leavers and laid on the business's shelf.
    Returned,
    /// Left with leavers and counted as worth nothing.
    WrittenOff,
}

impl GoodsLine {
    /// All lines, in the order of their columns.
    pub const ALL: [Self; 7] = [
        Self::Supplied,
        Self::ShippedToPartners,
        Self::ShippedToCustomers,
        Self::SoldFromStock,
        Self::OwnUse,
        Self::Returned,
        Self::WrittenOff,
    ];

    /// The name in tables and messages.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Supplied => "supplied",
            Self::ShippedToPartners => "shipped_to_partners",
            Self::ShippedToCustomers => "shipped_to_customers",
            Self::SoldFromStock => "sold_from_stock",
            Self::OwnUse => "own_use",
            Self::Returned => "returned",
            Self::WrittenOff => "written_off",
        }
    }
}

/// Units by line since the beginning, for one business.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct GoodsBook {
    /// Units by line.
    pub(crate) units: [u64; 7],
    /// Units that came back and wait to be sent out again.
    pub(crate) shelf: u64,
}

impl GoodsBook {
    /// Adds units to a line.
    #[inline]
    pub fn add(&mut self, line: GoodsLine, units: u64) {
        self.units[line as usize] += units;
    }

    /// Units of a line.
    pub fn get(&self, line: GoodsLine) -> u64 {
        self.units[line as usize]
    }

    /// Adds another worker's units.
    pub fn merge(&mut self, other: &Self) {
        for (mine, theirs) in self.units.iter_mut().zip(other.units) {
            *mine += theirs;
        }
        self.shelf += other.shelf;
    }

    /// Sends out what was `shipped` since the last call and takes in what was `returned`: the shelf
    /// serves first, suppliers make the rest. Returns the units that have to be bought.
    pub fn replenish(&mut self, shipped: u64, returned: u64) -> u64 {
        self.shelf += returned;
        let from_shelf = self.shelf.min(shipped);
        self.shelf -= from_shelf;
        let bought = shipped - from_shelf;
        self.add(GoodsLine::Supplied, bought);
        bought
    }
}
