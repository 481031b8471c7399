//! The columns of the tables that several scenarios make together.
//!
//! *Invariant*: as for `columns`.
//!
//! *Absent*: file formats.

use super::Table;
use super::column::{flag, float, integer, text};
use crate::experiment::compare::{Difference, ValueRow};
use crate::experiment::interval::{Estimate, PairedDifference};
use crate::experiment::robust::RobustRow;
use crate::output::sweep::SweepCell;

/// What each variant differs by.
pub const DIFFERENCES: Table<Difference> = Table {
    name: "differences",
    meaning: "Of `downline compare`: one row for each variant but the baseline and each measure; \
              money is in cents, as the unit says",
    columns: &[
        text("variant", "name", "Which scenario", |row| &row.variant),
        text("key", "name", "The measure's dotted name", |row| &row.key),
        text("unit", "name", "The measure's unit", |row| row.unit.words()),
        float("baseline", "unit", "Mean of the baseline over its worlds", |row| {
            mean(row.baseline.as_ref())
        }),
        float("value", "unit", "Mean of the variant over its worlds", |row| {
            mean(row.value.as_ref())
        }),
        float(
            "difference",
            "unit",
            "Mean of the variant less the baseline over the worlds that define both",
            |row| mean(difference(row)),
        ),
        float("low", "unit", "Lower end of its 95 % interval", |row| {
            end(difference(row).and_then(|d| d.low))
        }),
        float("high", "unit", "Upper end of it", |row| end(difference(row).and_then(|d| d.high))),
        float("smallest", "unit", "Smallest difference of a world", |row| {
            end(difference(row).map(|d| d.smallest))
        }),
        float("largest", "unit", "Largest difference of a world", |row| {
            end(difference(row).map(|d| d.largest))
        }),
        integer("worlds", "worlds", "Worlds that define both", |row| {
            difference(row).map_or(0, |d| d.replicates.into())
        }),
        float("paired_variance", "unit squared", "Variance of the difference", |row| {
            end(row.paired.and_then(|paired| paired.paired_variance))
        }),
        float(
            "independent_variance",
            "unit squared",
            "What it would be with luck of their own: the sum of both variances",
            |row| end(row.paired.and_then(|paired| paired.independent_variance)),
        ),
        float(
            "fewer_replicates",
            "factor",
            "The one of the other: how many times fewer worlds give the same precision; empty \
             where the difference does not vary",
            |row| end(row.paired.as_ref().and_then(PairedDifference::fewer_replicates)),
        ),
    ],
};

/// Every number of every world.
pub const VALUES: Table<ValueRow> = Table {
    name: "values",
    meaning: "Of `downline compare`: one row for each scenario, measure and world, from which \
              every difference can be taken again",
    columns: &[
        integer("place", "number", "Place of the scenario in the list, from zero", |row| {
            row.variant.into()
        }),
        text("variant", "name", "Which scenario", |row| &row.name),
        text("key", "name", "The measure's dotted name", |row| &row.key),
        integer("replicate", "number", "Replicate, from zero", |row| row.replicate.into()),
        float("value", "unit", "The value; empty where the world does not define it", |row| {
            end(row.value)
        }),
    ],
};

/// What halving and doubling each assumed rate does.
pub const ROBUST: Table<RobustRow> = Table {
    name: "robust",
    meaning: "Of `downline run --robust`: two rows for each assumed number in force, halved and \
              doubled",
    columns: &[
        text("key", "name", "The key's path", |row| &row.key),
        text("unit", "name", "What its number counts", |row| &row.unit),
        text("value", "text", "Its value in the scenario", |row| &row.value),
        float("factor", "factor", "0.5 or 2", |row| row.factor.number()),
        text("tried", "text", "The value that was tried", |row| &row.tried),
        text(
            "outcome",
            "name",
            "`tested`; `unchanged` where the value stays what it is; `refused` where another key \
             contradicts it",
            |row| row.outcome.name(),
        ),
        flag("clipped", "", "Whether a bound of the key held the value", |row| row.is_clipped),
        text("verdict", "name", "Class of the verdict under it; empty where refused", |row| {
            row.class.map_or("", |class| class.name())
        }),
        flag("flips", "", "Whether that is another class than without it", |row| row.flips),
        float(
            "headline",
            "of 100",
            "What the businesses end with less what the partners do, of each 100 put in (cash, own \
             use as a cost): mean over the worlds",
            |row| mean(row.headline.as_ref()),
        ),
        float("headline_low", "of 100", "Lower end of its 95 % interval", |row| {
            end(row.headline.and_then(|headline| headline.low))
        }),
        float("headline_high", "of 100", "Upper end of it", |row| {
            end(row.headline.and_then(|headline| headline.high))
        }),
        float("difference", "of 100", "The same less that of the unchanged scenario", |row| {
            mean(row.difference.as_ref())
        }),
        float("low", "of 100", "Lower end of its 95 % interval, world by world", |row| {
            end(row.difference.and_then(|difference| difference.low))
        }),
        float("high", "of 100", "Upper end of it", |row| {
            end(row.difference.and_then(|difference| difference.high))
        }),
        integer("worlds", "worlds", "Worlds under the change; 0 where refused", |row| {
            row.headline.map_or(0, |headline| headline.replicates.into())
        }),
        text("note", "text", "Why it is refused; empty where it is not", |row| &row.note),
    ],
};

/// The points of a sweep.
pub const SWEEP: Table<SweepCell> = Table {
    name: "sweep",
    meaning: "Of `downline sweep`: one row for each point of the grid, the first key varying \
              fastest; what is of 100 is of each 100 put in (cash, own use as a cost)",
    columns: &[
        text("key", "name", "Path of the first key", |cell| &cell.key),
        float("value", "that of the key", "Its value", |cell| {
            end(cell.row.values.first().copied())
        }),
        text("second_key", "name", "Path of the second key; empty where there is one", |cell| {
            &cell.second
        }),
        float("second_value", "that of the key", "Its value; empty where there is none", |cell| {
            end(cell.row.values.get(1).copied())
        }),
        text("verdict", "name", "Class of the verdict", |cell| cell.row.verdict.name()),
        float(
            "difference",
            "of 100",
            "What the businesses end with less what the partners do: mean over the worlds",
            |cell| cell.row.difference_of_100.mean,
        ),
        float("low", "of 100", "Lower end of its 95 % interval", |cell| {
            end(cell.row.difference_of_100.low)
        }),
        float("high", "of 100", "Upper end of it", |cell| end(cell.row.difference_of_100.high)),
        float("businesses", "of 100", "What the businesses end with: mean", |cell| {
            cell.row.businesses_of_100.mean
        }),
        float("partners", "of 100", "What the partners end with: mean", |cell| {
            cell.row.partners_of_100.mean
        }),
        integer("worlds", "worlds", "Worlds under the point", |cell| {
            cell.row.difference_of_100.replicates.into()
        }),
        text("scenario_hash", "hash", "SHA-256 of the scenario with these values", |cell| {
            &cell.row.scenario_hash
        }),
    ],
};

fn difference(row: &Difference) -> Option<&Estimate> {
    row.paired.as_ref().map(|paired| &paired.difference)
}

/// A mean, or what a table writes as no value.
fn mean(estimate: Option<&Estimate>) -> f64 {
    estimate.map_or(f64::NAN, |estimate| estimate.mean)
}

fn end(number: Option<f64>) -> f64 {
    number.unwrap_or(f64::NAN)
}
