//! What rows did in the open commission period.
//!
//! *Absent*: what of it counts (`plan`).

use super::chunk::{CHUNK, Chunk};
use super::counts::Counts;
use crate::ledger::MoneyColumn;
use crate::machine::ask;
use crate::units::Cents;

/// What a row did in the open commission period.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Volume {
    /// Own points (PV).
    pub points: u32,
    /// Commissionable value of own orders and drop-shipped sales (CV).
    pub wholesale: Cents,
    /// Retail profit on sales to customers; below zero when sold under cost.
    pub margin: Cents,
}

/// The volumes of a chunk's rows. A column is there once anybody had something in it.
#[derive(Debug, Clone)]
pub struct VolumeChunk {
    points: Counts,
    wholesale: MoneyColumn,
    margin: MoneyColumn,
}

impl VolumeChunk {
    fn new() -> Self {
        let (wholesale, margin) = (MoneyColumn::default(), MoneyColumn::default());
        Self { points: Counts::new(0), wholesale, margin }
    }

    /// The volume of a slot.
    #[inline]
    pub fn of(&self, slot: usize) -> Volume {
        let (wholesale, margin) = (self.wholesale.of(slot), self.margin.of(slot));
        Volume { points: self.points.of(slot), wholesale, margin }
    }

    /// Own points of all slots.
    pub fn all_points(&self) -> &Counts {
        &self.points
    }

    /// Leaves nothing in any slot.
    pub fn empty(&mut self) {
        self.points.fill(0);
        self.wholesale.empty();
        self.margin.empty();
    }

    /// Asks for the commissionable value of slots.
    pub fn ask(&self, slots: impl Iterator<Item = usize>) {
        slots.for_each(|slot| self.wholesale.ask(slot));
    }

    /// Commissionable value of a slot.
    #[inline]
    pub fn wholesale(&self, slot: usize) -> Cents {
        self.wholesale.of(slot)
    }

    /// Points of a slot.
    #[inline]
    pub fn points(&self, slot: usize) -> u32 {
        self.points.of(slot)
    }

    /// Writes the volume of a slot.
    #[inline]
    pub fn set(&mut self, slot: usize, volume: Volume) {
        self.points.set(slot, volume.points);
        self.wholesale.set(slot, volume.wholesale);
        self.margin.set(slot, volume.margin);
    }

    /// Takes the volume of a slot and leaves nothing.
    #[inline]
    pub fn take(&mut self, slot: usize) -> Volume {
        let volume = self.of(slot);
        self.set(slot, Volume::default());
        volume
    }

    fn bytes(&self) -> usize {
        self.points.bytes() + self.wholesale.bytes() + self.margin.bytes()
    }
}

/// The volumes of all rows, in chunks that never move.
#[derive(Debug, Clone, Default)]
pub struct Volumes {
    rows: usize,
    /// As those of the partners.
    pub chunks: Vec<VolumeChunk>,
}

impl Volumes {
    /// Appends so many rows without volume.
    pub fn grow(&mut self, mut rows: usize) {
        while 0 < rows {
            if self.rows.is_multiple_of(CHUNK) {
                self.chunks.push(VolumeChunk::new());
            }
            let here = rows.min(CHUNK - self.rows % CHUNK);
            let chunk = self.chunks.last_mut().expect("a chunk was just made");
            chunk.points.grow(here, 0);
            chunk.wholesale.grow(here, Cents::ZERO);
            chunk.margin.grow(here, Cents::ZERO);
            self.rows += here;
            rows -= here;
        }
    }

    /// Number of rows.
    pub fn len(&self) -> usize {
        self.rows
    }

    /// Whether there are no rows.
    pub fn is_empty(&self) -> bool {
        self.rows == 0
    }

    /// The volume of a row.
    #[inline]
    pub fn of(&self, row: u32) -> Volume {
        self.chunks[row as usize / CHUNK].of(row as usize % CHUNK)
    }

    /// Writes the volume of a row.
    pub fn set(&mut self, row: u32, volume: Volume) {
        self.chunks[row as usize / CHUNK].set(row as usize % CHUNK, volume);
    }

    /// All volumes, by row.
    pub fn iter(&self) -> impl Iterator<Item = Volume> + '_ {
        (0..self.rows).map(|row| self.chunks[row / CHUNK].of(row % CHUNK))
    }

    /// Bytes that the volumes take up.
    pub fn bytes(&self) -> usize {
        self.chunks.capacity() * size_of::<VolumeChunk>()
            + self.chunks.iter().map(VolumeChunk::bytes).sum::<usize>()
    }
}

/// Volumes by row, as a plan reads them.
#[derive(Debug, Clone, Copy)]
pub enum VolumesView<'a> {
    /// One after the other.
    Rows(&'a [Volume]),
    /// As a network keeps them.
    Chunks(&'a Volumes),
}

impl VolumesView<'_> {
    /// The volume of a row.
    #[inline]
    pub fn of(&self, row: u32) -> Volume {
        match self {
            Self::Rows(rows) => rows[row as usize],
            Self::Chunks(volumes) => volumes.of(row),
        }
    }

    /// Commissionable value of a row.
    #[inline]
    pub fn wholesale(&self, row: u32) -> Cents {
        let (chunk, slot) = (row as usize / CHUNK, row as usize % CHUNK);
        match self {
            Self::Rows(rows) => rows[row as usize].wholesale,
            Self::Chunks(volumes) => volumes.chunks[chunk].wholesale(slot),
        }
    }

    /// Points of a row.
    #[inline]
    pub fn points(&self, row: u32) -> u32 {
        let (chunk, slot) = (row as usize / CHUNK, row as usize % CHUNK);
        match self {
            Self::Rows(rows) => rows[row as usize].points,
            Self::Chunks(volumes) => volumes.chunks[chunk].points(slot),
        }
    }

    /// Reads the points of up to 64 rows of a chunk from `first` on; what stands for rows that are
    /// not there is left as it is.
    pub fn read_points(&self, first: usize, points: &mut [u32; 64]) {
        match self {
            Self::Rows(rows) => {
                for (points, volume) in points.iter_mut().zip(&rows[first..]) {
                    *points = volume.points;
                }
            }
            Self::Chunks(volumes) => {
                volumes.chunks[first / CHUNK].points.read(first % CHUNK, points);
            }
        }
    }

    /// Asks for the commissionable value of a row.
    #[inline]
    pub fn ask(&self, row: usize) {
        match self {
            Self::Rows(rows) => ask(rows, row),
            Self::Chunks(volumes) => volumes.chunks[row / CHUNK].wholesale.ask(row % CHUNK),
        }
    }

    /// Number of rows.
    pub fn len(&self) -> usize {
        match self {
            Self::Rows(rows) => rows.len(),
            Self::Chunks(volumes) => volumes.len(),
        }
    }

    /// Whether there are no rows.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// All volumes, by row.
    pub fn iter(&self) -> impl Iterator<Item = Volume> + '_ {
        let rows = u32::try_from(self.len()).expect("rows fit 32 bits");
        (0..rows).map(|row| self.of(row))
    }
}

/// Points of three periods before by row, newest first, as a plan reads them.
#[derive(Debug, Clone, Copy)]
pub enum PointsView<'a> {
    /// One after the other.
    Rows(&'a [[u32; 3]]),
    /// As a network keeps them.
    Chunks(&'a [Chunk]),
}

impl PointsView<'_> {
    /// The points of a row.
    #[inline]
    pub fn of(&self, row: u32) -> [u32; 3] {
        let (chunk, slot) = (row as usize / CHUNK, row as usize % CHUNK);
        match self {
            Self::Rows(rows) => rows[row as usize],
            Self::Chunks(chunks) => chunks[chunk].points_before.of(slot),
        }
    }

    /// Reads the points that up to 64 rows of a chunk from `first` on had in one of the periods;
    /// what stands for rows that are not there is left as it is.
    pub fn read(&self, first: usize, place: usize, points: &mut [u32; 64]) {
        match self {
            Self::Rows(rows) => {
                for (points, before) in points.iter_mut().zip(&rows[first..]) {
                    *points = before[place];
                }
            }
            Self::Chunks(chunks) => {
                chunks[first / CHUNK].points_before.read(first % CHUNK, place, points);
            }
        }
    }
}

macro_rules! views {
    ($view:ident of $kind:ty, $chunks:ty) => {
        impl<'a> From<&'a [$kind]> for $view<'a> {
            fn from(rows: &'a [$kind]) -> Self {
                Self::Rows(rows)
            }
        }

        impl<'a> From<&'a Vec<$kind>> for $view<'a> {
            fn from(rows: &'a Vec<$kind>) -> Self {
                Self::Rows(rows)
            }
        }

        impl<'a, const N: usize> From<&'a [$kind; N]> for $view<'a> {
            fn from(rows: &'a [$kind; N]) -> Self {
                Self::Rows(rows)
            }
        }

        impl<'a> From<&'a $chunks> for $view<'a> {
            fn from(chunks: &'a $chunks) -> Self {
                Self::Chunks(chunks)
            }
        }
    };
}

views!(VolumesView of Volume, Volumes);
views!(PointsView of [u32; 3], Vec<Chunk>);

/// What a row's customers, first orders and posts came to in the open commission period; kept only
/// where a plan asks for it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Detail {
    /// Points of customers' orders that the business ships.
    pub customer_points: u32,
    /// Number of customers' orders.
    pub orders: u32,
    /// Commissionable value of customers' orders that the business ships; part of the row's.
    pub customer_value: Cents,
    /// Points of goods that customers bought from her stock.
    pub resold_points: u32,
    /// What customers paid for goods, whoever shipped them, as far as it is proved.
    pub sales: Cents,
    /// What customers got back for goods that they returned.
    pub returns: Cents,
    /// List value of own orders.
    pub list_value: Cents,
    /// Commissionable value of orders within the window of the fast start; part of the row's.
    pub early_value: Cents,
    /// Points of those orders; part of the row's.
    pub early_points: u32,
    /// Price of the kits bought.
    pub kit_price: Cents,
    /// Kits bought.
    pub kits: u32,
    /// Posts.
    pub posts: u32,
    /// Customers who ordered.
    pub customers: u32,
    /// Followers.
    pub followers: u32,
}
