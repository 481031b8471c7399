//! Goods in units, and at what they cost the partners: what comes in goes out or lies somewhere.

use crate::units::Cents;

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
    /// What the units of each line had cost the partners who gave them away.
    cost: [Cents; 7],
    /// What the goods of kits count as; orders are paid for and stand in the journal.
    kits: Cents,
    /// Of the units shipped to partners, those that they bought beyond need; a memo.
    loaded: u64,
    /// Units that came back and wait to be sent out again.
    pub(crate) shelf: u64,
}

impl GoodsBook {
    /// Adds units to a line.
    #[inline]
    pub fn add(&mut self, line: GoodsLine, units: u64) {
        self.units[line as usize] += units;
    }

    /// Adds units of partners to a line, with what these had cost them.
    #[inline]
    pub fn add_at_cost(&mut self, line: GoodsLine, units: u64, cost: Cents) {
        self.add(line, units);
        self.cost[line as usize] += cost;
    }

    /// Adds the units of a kit, with what they count as.
    pub fn add_kit(&mut self, units: u64, cost: Cents) {
        self.add(GoodsLine::ShippedToPartners, units);
        self.kits += cost;
    }

    /// What the units of a line had cost the partners who gave them away.
    pub fn cost(&self, line: GoodsLine) -> Cents {
        self.cost[line as usize]
    }

    /// What the goods of all kits count as.
    pub fn kits(&self) -> Cents {
        self.kits
    }

    /// Notes that units which were shipped to a partner are beyond her need.
    pub fn note_loaded(&mut self, units: u64) {
        self.loaded += units;
    }

    /// Units bought beyond need.
    pub fn loaded(&self) -> u64 {
        self.loaded
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
        for (mine, theirs) in self.cost.iter_mut().zip(other.cost) {
            *mine += theirs;
        }
        self.kits += other.kits;
        self.loaded += other.loaded;
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
