//! Up to 4,096 neighbouring partners as columns that never move.
//!
//! *Invariant*: a chunk's set `active` and its list `dormant`, which is ascending, hold its slots:
//! every slot is in the one that its status names, or in none when it has left.
//!
//! *Absent*: partners of other chunks, and what the columns mean to anybody.

use super::column::Column;
use super::counts::Counts;
use super::flags::Flags;
use super::genealogy::NO_UPLINE;
use super::partners::NewPartner;
use super::people::People;
use super::several::Several;
use super::slots::Slots;
use super::totals::{ChunkSums, FirstYear, FirstYears, Snapshot, Snapshots};
use super::weeks::Weeks;
use crate::ledger::{MoneyColumn, Purses};
use crate::scenario::Motive;
use crate::units::{BusinessId, Cents, CommunityId, NEVER, WEEKS_PER_YEAR, Week};

/// Rows in a chunk.
pub const CHUNK: usize = 4_096;

/// Chunks of a network from which on waking another thread brings more than it costs.
pub const CHUNKS_MANY: usize = 12;

/// Quarters of a year by which recent stock is kept apart.
pub const QUARTERS: usize = 4;

/// What a partner sold to customers outside.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Sold {
    /// What customers paid.
    pub value: Cents,
    /// Of it, her retail profit: the discount that she had on what she sold.
    pub margin: Cents,
    /// Customers won.
    pub won: u32,
    /// What agency and manager took out of her fees.
    pub agents: Cents,
    /// What the business paid them on top.
    pub agents_on_top: Cents,
}

impl Sold {
    /// What was sold since an earlier moment.
    #[must_use]
    pub fn since(&self, before: &Self) -> Self {
        Self {
            value: self.value - before.value,
            margin: self.margin - before.margin,
            won: self.won - before.won,
            agents: self.agents - before.agents,
            agents_on_top: self.agents_on_top - before.agents_on_top,
        }
    }
}

/// When things happened first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Career {
    /// Weeks since joining at the first income, or [`NEVER`].
    pub earned_weeks: u32,
    /// Posts at the first income.
    pub earned_posts: u32,
    /// Weeks since joining when the net was first at or above zero, once any money had moved, or
    /// [`NEVER`].
    pub even_weeks: u32,
    /// Posts by then.
    pub even_posts: u32,
    /// Whether the net fell below zero again.
    pub fell_back: bool,
}

macro_rules! chunk_columns {
    (
        from $new:ident {
            $($(#[$doc:meta])* $column:ident: $kind:ident$(<$($of:tt),*>)? = $from:expr,)*
        }
        alike {
            $($(#[$like:meta])* $same:ident: $same_kind:ident$(<$($same_of:tt),*>)? = $start:expr,)*
        }
    ) => {
        /// Columns of up to [`CHUNK`] neighbouring rows.
        #[derive(Debug, Clone)]
        pub struct Chunk {
            /// Whose partners they are.
            pub business: BusinessId,
            /// Row of slot 0.
            pub first_row: u32,
            /// Slots of active partners.
            pub active: Slots,
            /// Slots of dormant partners, ascending.
            pub dormant: Vec<u16>,
            /// Whether anybody's money or stock moved since the last audit.
            pub touched: bool,
            /// Totals when the burn-in ended, by slot; empty without one.
            pub at_opening: Snapshots,
            /// Totals when the calendar year began, by slot.
            pub at_year_start: Snapshots,
            /// Totals when the calendar year ended, by slot.
            pub at_year_end: Snapshots,
            /// The first 52 weeks of those for whom they are over; nothing before anybody's are.
            pub first_years: Option<Box<FirstYears>>,
            /// Of the stock, units of the kit, by slot; empty where no plan takes volume back.
            pub kit_stock: Vec<u32>,
            /// What each sold, by slot; empty where nothing asks.
            pub sold: Vec<Sold>,
            /// The same when the burn-in ended; empty without one.
            pub sold_at_opening: Vec<Sold>,
            /// Sums over the columns of money and stock at the last audit.
            pub audited: ChunkSums,
            /// Money by group, signs as she feels them, by slot.
            pub purse: Purses,
            /// Slots with anything in the open period's volumes.
            pub moved: Slots,
            /// Slots with points in the periods before.
            pub with_points: Slots,
            /// Slots that ever had an income.
            pub earned: Slots,
            /// Slots whose net has reached zero and not fallen back.
            pub even: Slots,
            /// Slots whose net has fallen back.
            pub fallen: Slots,
            $($(#[$doc])* pub $column: $kind$(<$($of),*>)?,)*
            $($(#[$like])* pub $same: $same_kind$(<$($same_of),*>)?,)*
        }

        impl Chunk {
            pub(super) fn new(business: BusinessId, first_row: u32, $new: &NewPartner) -> Self {
                Self {
                    business,
                    first_row,
                    active: Slots::default(),
                    dormant: Vec::new(),
                    touched: false,
                    at_opening: Snapshots::default(),
                    at_year_start: Snapshots::default(),
                    at_year_end: Snapshots::default(),
                    first_years: None,
                    kit_stock: Vec::new(),
                    sold: Vec::new(),
                    sold_at_opening: Vec::new(),
                    audited: ChunkSums::default(),
                    purse: Purses::default(),
                    moved: Slots::default(),
                    with_points: Slots::default(),
                    earned: Slots::default(),
                    even: Slots::default(),
                    fallen: Slots::default(),
                    $($column: $kind::new($from),)*
                    $($same: $same_kind::new($start),)*
                }
            }

            /// Bytes of each column, by its name.
            fn column_bytes(&self) -> impl Iterator<Item = (&'static str, usize)> {
                [
                    $((stringify!($column), self.$column.bytes()),)*
                    $((stringify!($same), self.$same.bytes()),)*
                ]
                .into_iter()
            }

            pub(super) fn extend(&mut self, new: &[NewPartner]) {
                let rows = self.len();
                (rows..rows + new.len()).for_each(|slot| self.active.insert(slot));
                self.purse.grow(new.len());
                $(self.$column.extend(new.iter().map(|$new| $from));)*
                $(self.$same.grow(new.len(), $start);)*
            }
        }
    };
}

chunk_columns! {
    from new {
        /// Who she is.
        person: People = new.person,
        /// Where she lives.
        community: Counts = new.community.0,
        /// Week of joining, from zero.
        joined: Counts = new.joined,
        /// Week of the year in which the renewal is due, from zero.
        anniversary: Counts = new.anniversary % WEEKS_PER_YEAR,
        /// Whether she was there from the start.
        founder: Flags = new.founder,
        /// Why she joined.
        motive: Column<Motive> = new.attributes.motive,
        /// Whether the business serves those of her customers for whom she has no stock.
        drop_ship: Flags = new.attributes.drop_ship,
        /// Followers at joining.
        followers_joined: Column<f32> = new.attributes.followers,
        /// Followers now.
        followers: Column<f32> = new.attributes.followers,
        /// Orders from the same views beside the average account: engagement, skill, audience size.
        pull: Column<f32> = new.attributes.pull,
        /// Selling skill beside others.
        skill: Column<f32> = new.attributes.skill,
        /// Engagement times skill, without the audience's size.
        talent: Column<f32> = new.attributes.talent,
        /// Hours a week at full motivation.
        hours: Column<f32> = new.attributes.hours,
        /// Units a week that she would use herself.
        appetite: Column<f32> = new.attributes.appetite,
        /// People of her own circle.
        circle: Column<u16> = new.attributes.circle,
        /// Of these, not yet customers.
        circle_left: Column<u16> = new.attributes.circle,
        /// Expected earnings of a week, in currency units; nothing where they matter to nothing.
        expectation: Column<f32> = new.attributes.expectation,
        /// Whether this row is of somebody who was a partner before.
        is_return: Flags = new.is_return,
    }
    alike {
        /// Week of leaving, from zero, or [`NEVER`].
        left: Weeks = NEVER,
        /// Mood, 1 at joining.
        motivation: Column<f32> = 1.0,
        /// Weekly profit as she perceives it, in currency units.
        perceived: Column<f32> = 0.0,
        /// Customers in her own community.
        customers_home: Counts = 0,
        /// Customers elsewhere.
        customers_away: Counts = 0,
        /// Direct recruits ever.
        recruits: Counts = 0,
        /// Direct recruits who are active.
        active_recruits: Counts = 0,
        /// Posts ever.
        posts: Counts = 0,
        /// Minutes worked ever.
        minutes: Counts = 0,
        /// Units at hand.
        stock: Counts = 0,
        /// What they cost.
        stock_cost: MoneyColumn = Cents::ZERO,
        /// Of these, bought in this quarter of the year and the three before.
        stock_recent: Several<QUARTERS> = [0; QUARTERS],
        /// Own points of the periods before the open one, newest first.
        points_before: Several<3> = [0; 3],
        /// Points of the period before, for the discount.
        points_last: Counts = 0,
        /// Price paid for what she used herself.
        own_use: MoneyColumn = Cents::ZERO,
        /// Cost of what was written off.
        written_off: MoneyColumn = Cents::ZERO,
        /// The row in which she came back after leaving this one, or none.
        next_row: Column<u32> = NO_UPLINE,
        /// Weeks since joining at the first income, or [`NEVER`].
        earned_weeks: Weeks = NEVER,
        /// Posts at the first income.
        earned_posts: Counts = 0,
        /// Weeks since joining when the net was first at or above zero, or [`NEVER`].
        even_weeks: Weeks = NEVER,
        /// Posts by then.
        even_posts: Counts = 0,
    }
}

impl Chunk {
    /// Rows in the chunk.
    pub fn len(&self) -> usize {
        self.person.len()
    }

    /// Whether the chunk has no row.
    pub fn is_empty(&self) -> bool {
        self.person.is_empty()
    }

    /// A partner's row among all of her business.
    ///
    /// # Panics
    /// When a chunk has no such slot.
    #[inline]
    pub fn row_of(&self, slot: usize) -> u32 {
        self.first_row + u32::try_from(slot).expect("a chunk has 4,096 slots")
    }

    /// Where a partner lives.
    #[inline]
    pub fn community_of(&self, slot: usize) -> CommunityId {
        CommunityId(self.community.of(slot))
    }

    /// Whether the yearly renewal is due in a week: on each anniversary but not in the week of
    /// joining.
    #[inline]
    pub fn renewal_is_due(&self, slot: usize, week: Week) -> bool {
        self.joined.of(slot) < week && week % WEEKS_PER_YEAR == self.anniversary.of(slot)
    }

    /// What a partner has sold; nothing where nobody asks.
    pub fn sold(&self, slot: usize) -> Sold {
        self.sold.get(slot).copied().unwrap_or_default()
    }

    /// What a partner sold, to write; the column begins to exist.
    pub fn sold_mut(&mut self, slot: usize) -> &mut Sold {
        let rows = self.len();
        self.sold.resize(rows, Sold::default());
        &mut self.sold[slot]
    }

    /// Followers now; a part of one counts as none.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "followers are not below zero"
    )]
    pub fn whole_followers(&self, slot: usize) -> u32 {
        self.followers[slot] as u32
    }

    /// A partner's net: the sum of her groups.
    #[inline]
    pub fn net(&self, slot: usize) -> Cents {
        self.purse.net(slot)
    }

    /// When things happened first.
    pub fn career(&self, slot: usize) -> Career {
        Career {
            earned_weeks: self.earned_weeks.of(slot),
            earned_posts: self.earned_posts.of(slot),
            even_weeks: self.even_weeks.of(slot),
            even_posts: self.even_posts.of(slot),
            fell_back: self.fallen.contains(slot),
        }
    }

    /// The first 52 weeks, once they are over.
    pub fn first_year(&self, slot: usize) -> Option<FirstYear> {
        self.first_years.as_ref()?.of(slot)
    }

    /// The first 52 weeks are over.
    pub fn set_first_year(&mut self, slot: usize, year: &FirstYear) {
        self.first_years.get_or_insert_default().set(slot, year);
    }

    /// A partner's totals now.
    pub fn snapshot(&self, slot: usize) -> Snapshot {
        Snapshot {
            purse: self.purse.of(slot),
            own_use: self.own_use.of(slot),
            minutes: self.minutes.of(slot),
        }
    }

    /// All partners' totals now.
    pub fn snapshots(&self) -> Snapshots {
        Snapshots {
            purse: self.purse.clone(),
            own_use: self.own_use.clone(),
            minutes: self.minutes.clone(),
        }
    }

    /// Bytes that the chunk takes up, columns and lists alike, by name.
    pub fn bytes_by_column(&self) -> impl Iterator<Item = (&'static str, usize)> {
        let sold = self.sold.capacity() + self.sold_at_opening.capacity();
        let first_years = self.first_years.as_ref().map_or(0, |years| years.bytes());
        let lists = [
            ("sets of slots", size_of::<Self>()),
            ("money", self.purse.bytes()),
            ("dormant", self.dormant.capacity() * size_of::<u16>()),
            ("totals at the opening", self.at_opening.bytes()),
            ("totals at the year's start", self.at_year_start.bytes()),
            ("totals at the year's end", self.at_year_end.bytes()),
            ("first_years", first_years),
            ("kit_stock", self.kit_stock.capacity() * size_of::<u32>()),
            ("sold", sold * size_of::<Sold>()),
        ];
        self.column_bytes().chain(lists)
    }

    /// Recomputes the chunk's sums from its columns.
    pub fn recompute(&mut self) {
        self.audited = ChunkSums {
            groups: self.purse.sums(),
            stock: self.stock.sum(),
            stock_cost: self.stock_cost.sum(),
            own_use: self.own_use.sum(),
            written_off: self.written_off.sum(),
        };
        self.touched = false;
    }
}
