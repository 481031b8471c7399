//! The most that a person and the company pay.
//!
//! # What it pays
//! Nothing: what is too much is taken off by claims below zero, on the bonus that they reduce, so
//! that every sum of a bonus and row stays at or above zero, and none rises.
//!
//! # Terms
//! *Cap on a person*: `amount` a period and position, or owner of several positions. Bonuses use it
//! up in the order of a run; of the one that passes it, an owner's positions keep shares in
//! proportion to what they earned. *Cap on the company*: `share` of the commissionable value of all
//! orders of the period. Each earner's first `exempt_amount` is paid first and counts; the rest of
//! the cap is what is kept of all that is beyond. Sums below zero, which returns leave, neither use
//! up a cap nor make room in it.
//!
//! # Switches
//! `method` of the company's cap: `pro_rata` splits what can be kept over persons in proportion;
//! `lower_ranks_first` keeps the highest rank whole, then the next, and cuts in proportion within
//! the one where the cap ends; `hard_stop` pays bonus by bonus in the order of a run, by joining,
//! until the cap is reached. `cap_order` of the plan: which cap is first. What is kept of a person
//! who is cut is in whole rounding units; `split_remainder` of the plan says where those go that a
//! split leaves over.
//!
//! # References
//! `MLMForge`, content/guides/fundamentals.md and binary.md (the three methods, the cap over
//! several positions); `LifeWave`'s pay plan (a company's cap, the first pay of each earner
//! exempt).

use super::run::Run;
use super::{Bonus, Claim, Part};
use crate::scenario::{CapMethod, CapOrder, CapPer, CompanyCap, PersonCap, Plan, SplitRemainder};
use crate::units::{Cents, Rounding, split_by_largest_remainder};

/// Takes off what is too much, first by one cap, then by the other.
pub(super) fn run(run: &mut Run<'_>) {
    match run.plan.cap_order {
        CapOrder::PersonFirst => {
            persons(run);
            company(run);
        }
        CapOrder::CompanyFirst => {
            company(run);
            persons(run);
        }
    }
}

/// What a cap on a person will leave of a row's bonus, for bonuses that are worked out before it.
///
/// Bonuses use up the cap in the order of a run, so what comes later changes nothing. The cap on
/// the company is not asked.
pub(super) fn capped_earning(run: &Run<'_>, bonus: Bonus, row: u32) -> Cents {
    let earned = run.sums.get(bonus, row);
    let Some((cap, most)) = person_cap(run.plan) else { return earned };
    if earned <= Cents::ZERO || !has(&cap.bonuses, bonus) {
        return earned;
    }
    let used_by = |position: u32| -> Cents {
        let earlier = Bonus::ALL.into_iter().take_while(|&earlier| earlier < bonus);
        let named = earlier.filter(|&earlier| has(&cap.bonuses, earlier));
        named.map(|earlier| above_zero(run, earlier, position)).sum()
    };
    if !is_together(run, cap) {
        let mut room = (most - used_by(row)).max(Cents::ZERO);
        return use_up(run.plan, &mut room, earned);
    }
    let owner = run.period.owner(row);
    let rows = 0..run.period.rows();
    let positions: Vec<u32> =
        rows.filter(|&position| run.period.owner(position) == owner).collect();
    let used: Cents = positions.iter().map(|&position| used_by(position)).sum();
    let amounts: Vec<Cents> =
        positions.iter().map(|&position| above_zero(run, bonus, position)).collect();
    let place = positions.iter().position(|&position| position == row).expect("her own position");
    kept_of(run.plan, (most - used).max(Cents::ZERO), &amounts)[place]
}

/// The cap on a person and its amount, where the plan has one.
fn person_cap(plan: &Plan) -> Option<(&PersonCap, Cents)> {
    let cap = plan.person_cap.as_ref()?;
    Some((cap, cap.amount?))
}

/// Whether the positions of an owner are seen together.
fn is_together(run: &Run<'_>, cap: &PersonCap) -> bool {
    cap.per == CapPer::Owner && !run.period.owners.is_empty()
}

/// Whether a cap's list names a bonus; an empty one names all.
fn has(named: &[Bonus], bonus: Bonus) -> bool {
    named.is_empty() || named.contains(&bonus)
}

/// The bonuses of the plan that count against a cap, in the order of a run.
fn capped<'p>(plan: &Plan, named: &'p [Bonus]) -> impl Iterator<Item = Bonus> + use<'p> {
    plan.bonuses().into_iter().filter(move |&bonus| has(named, bonus))
}

fn above_zero(run: &Run<'_>, bonus: Bonus, row: u32) -> Cents {
    run.sums.get(bonus, row).max(Cents::ZERO)
}

/// Sends what a cap takes off a bonus of a row.
fn cut(run: &mut Run<'_>, part: Part, bonus: Bonus, row: u32, kept: Cents) {
    let base = run.sums.get(bonus, row);
    if Cents::ZERO < base && kept < base {
        run.send(Claim { base, amount: kept - base, ..Claim::new(bonus, part, row, row) });
    }
}

fn persons(run: &mut Run<'_>) {
    let plan = run.plan;
    let Some((cap, most)) = person_cap(plan) else { return };
    let together = is_together(run, cap);
    let mut room = vec![most; run.period.status.len()];
    for bonus in capped(plan, &cap.bonuses) {
        if together {
            owners(run, bonus, &mut room);
            continue;
        }
        for row in 0..run.period.rows() {
            let sum = above_zero(run, bonus, row);
            let kept = use_up(plan, &mut room[row as usize], sum);
            cut(run, Part::PersonCap, bonus, row, kept);
        }
    }
}

/// Lets a bonus use up what each owner has left of the cap.
fn owners(run: &mut Run<'_>, bonus: Bonus, room: &mut [Cents]) {
    let mut totals = vec![Cents::ZERO; room.len()];
    for row in 0..run.period.rows() {
        totals[run.period.owner(row) as usize] += above_zero(run, bonus, row);
    }
    // Positions of those who have too much, one owner's after another's.
    let mut beyond: Vec<(u32, u32)> = (0..run.period.rows())
        .map(|row| (run.period.owner(row), row))
        .filter(|&(owner, _)| room[owner as usize] < totals[owner as usize])
        .collect();
    beyond.sort_unstable();
    for positions in beyond.chunk_by(|one, other| one.0 == other.0) {
        let left = room[positions[0].0 as usize];
        let amounts: Vec<Cents> =
            positions.iter().map(|&(_, row)| above_zero(run, bonus, row)).collect();
        for (&(_, row), kept) in positions.iter().zip(kept_of(run.plan, left, &amounts)) {
            cut(run, Part::PersonCap, bonus, row, kept);
        }
    }
    for (left, total) in room.iter_mut().zip(totals) {
        *left = (*left - total).max(Cents::ZERO);
    }
}

fn company(run: &mut Run<'_>) {
    let plan = run.plan;
    let Some(cap) = &plan.company_cap else { return };
    let mut earned = vec![Cents::ZERO; run.period.status.len()];
    for bonus in capped(plan, &cap.bonuses) {
        for (sum, amount) in earned.iter_mut().zip(run.sums.of(bonus)) {
            *sum += amount.max(Cents::ZERO);
        }
    }
    let most = run.volume().max(Cents::ZERO).at_rate(cap.share, Rounding::Down);
    if earned.iter().copied().sum::<Cents>() <= most {
        return;
    }
    let exempt: Cents = earned.iter().map(|&sum| sum.min(cap.exempt_amount)).sum();
    let room = (most - exempt).max(Cents::ZERO);
    let open: Vec<Cents> = earned.iter().map(|&sum| sum - sum.min(cap.exempt_amount)).collect();
    let kept = match cap.method {
        CapMethod::ProRata => kept_of(plan, room, &open),
        CapMethod::LowerRanksFirst => higher_ranks(run, room, &open),
        CapMethod::HardStop => return hard_stop(run, cap, room),
    };
    for (row, ((&all, &open), kept)) in (0..).zip(earned.iter().zip(&open).zip(kept)) {
        cut_person(run, cap, row, all, open - kept);
    }
}

/// Keeps the highest ranks whole as far as there is room, and of the one where it ends a part.
fn higher_ranks(run: &Run<'_>, mut room: Cents, open: &[Cents]) -> Vec<Cents> {
    let mut kept = vec![Cents::ZERO; open.len()];
    let mut by_rank: Vec<Vec<usize>> = vec![Vec::new(); run.plan.ranks.len() + 1];
    for row in 0..run.period.rows() {
        by_rank[run.qualification.rank(row)].push(row as usize);
    }
    for rows in by_rank.iter().rev() {
        let amounts: Vec<Cents> = rows.iter().map(|&row| open[row]).collect();
        for (&row, part) in rows.iter().zip(kept_of(run.plan, room, &amounts)) {
            kept[row] = part;
        }
        room = (room - amounts.into_iter().sum()).max(Cents::ZERO);
    }
    kept
}

/// Takes off a person's cut from her bonuses in proportion; the running sum is rounded, so that the
/// parts are the cut.
fn cut_person(run: &mut Run<'_>, cap: &CompanyCap, row: u32, all: Cents, off: Cents) {
    if off == Cents::ZERO {
        return;
    }
    let (mut so_far, mut taken) = (Cents::ZERO, Cents::ZERO);
    for bonus in Bonus::ALL.into_iter().filter(|&bonus| has(&cap.bonuses, bonus)) {
        let sum = above_zero(run, bonus, row);
        so_far += sum;
        let due = off.times_over(i128::from(so_far.0), i128::from(all.0), Rounding::Down);
        cut(run, Part::CompanyCap, bonus, row, sum - (due - taken));
        taken = due;
    }
}

/// Pays bonus by bonus, by joining, until there is no room; what is exempt is paid anyhow.
fn hard_stop(run: &mut Run<'_>, cap: &CompanyCap, mut room: Cents) {
    let mut exempt = vec![cap.exempt_amount; run.period.status.len()];
    for bonus in capped(run.plan, &cap.bonuses) {
        for row in 0..run.period.rows() {
            let sum = above_zero(run, bonus, row);
            let free = sum.min(exempt[row as usize]);
            exempt[row as usize] -= free;
            let more = use_up(run.plan, &mut room, sum - free);
            cut(run, Part::CompanyCap, bonus, row, free + more);
        }
    }
}

/// What is kept of an amount that uses up the room of a cap: all, or the whole units that fit.
fn use_up(plan: &Plan, room: &mut Cents, amount: Cents) -> Cents {
    let units = room.0 / plan.rounding_unit.0 * plan.rounding_unit.0;
    let kept = if amount <= *room { amount } else { Cents(units) };
    *room = (*room - amount).max(Cents::ZERO);
    kept
}

/// What is kept of amounts for which there is only so much room, in proportion to them.
fn kept_of(plan: &Plan, room: Cents, amounts: &[Cents]) -> Vec<Cents> {
    let all: Cents = amounts.iter().copied().sum();
    if all <= room {
        return amounts.to_vec();
    }
    let weights: Vec<u64> = amounts.iter().map(|amount| amount.0.unsigned_abs()).collect();
    let unit = plan.rounding_unit;
    let units = Cents(room.0 / unit.0);
    let parts = match plan.split_remainder {
        SplitRemainder::Largest => split_by_largest_remainder(units, &weights).0,
        SplitRemainder::Business => {
            let part = |amount: &Cents| {
                units.times_over(i128::from(amount.0), i128::from(all.0), Rounding::Down)
            };
            amounts.iter().map(part).collect()
        }
    };
    // A whole unit can be more than somebody has.
    let kept = parts.into_iter().zip(amounts);
    kept.map(|(part, &amount)| part.times(unit.0.unsigned_abs()).min(amount)).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use proptest::test_runner::RngSeed;

    use super::*;
    use crate::plan::{Period, Qualification, State, Sums};
    use crate::scenario::LoadedCase;
    use crate::world::{Genealogy, NO_UPLINE, Status, Volume};

    /// A plan with three bonuses and a cap on persons, on the first and the third or on all.
    fn plan(amount: i64, per: CapPer, all: bool) -> Plan {
        let text = "
            partner = [{ id = 'A' }]
            plan.unilevel = {}
            plan.growth.goals = [1]
            plan.pool.one = {}
            plan.person_cap.amount = 1.00";
        let mut plan = LoadedCase::from_text("case", text).expect("a sound case").case.plan;
        let cap = plan.person_cap.as_mut().expect("a cap");
        (cap.amount, cap.per) = (Some(Cents(amount)), per);
        cap.bonuses = if all { Vec::new() } else { vec![Bonus::Pool, Bonus::Growth] };
        plan
    }

    /// What a row has of each bonus; returns may have left less than nothing.
    fn sums_of_a_row() -> [std::ops::Range<i64>; 3] {
        [-300..3_000, -300..3_000, 0..3_000]
    }

    const BONUSES: [Bonus; 3] = [Bonus::Growth, Bonus::Unilevel, Bonus::Pool];

    proptest! {
        #![proptest_config(ProptestConfig {
            failure_persistence: None,
            rng_seed: RngSeed::Fixed(20_260_303),
            ..ProptestConfig::with_cases(2_000)
        })]

        #[test]
        fn what_the_cap_will_leave_is_what_it_leaves(
            rows in prop::collection::vec((0_u32..4, sums_of_a_row()), 4..9),
            (amount, of_owner, all) in (0_i64..4_000, any::<bool>(), any::<bool>()),
        ) {
            let per = if of_owner { CapPer::Owner } else { CapPer::Position };
            let plan = plan(amount, per, all);
            let count = rows.len();
            let genealogy = Genealogy::from_sponsors(&vec![NO_UPLINE; count]);
            let (status, volumes) = (vec![Status::Active; count], vec![Volume::default(); count]);
            let before = vec![[0; 3]; count];
            // The first four own the others.
            let owner = |(row, (owner, _)): (u32, &(u32, _))| if row < 4 { row } else { *owner };
            let owners: Vec<u32> = (0..).zip(&rows).map(owner).collect();
            let period = Period {
                owners: &owners,
                ..Period::new(&genealogy, &status, &volumes, &before)
            };
            let qualification = Qualification::new(&plan, &period, &State::default());
            let (mut sums, mut ignore) = (Sums::default(), |_: Claim| {});
            sums.open(&plan, &[], count);
            let mut run = Run::new(&plan, &period, &qualification, &mut sums, &mut ignore);
            let cells: Vec<(Bonus, u32)> = BONUSES
                .iter()
                .flat_map(|&bonus| (0..).take(count).map(move |row| (bonus, row)))
                .collect();
            for &(bonus, row) in &cells {
                let place = BONUSES.iter().position(|&other| other == bonus).expect("one of them");
                run.sums.set(bonus, row, Cents(rows[row as usize].1[place]));
            }
            let foreseen: Vec<Cents> =
                cells.iter().map(|&(bonus, row)| capped_earning(&run, bonus, row)).collect();
            persons(&mut run);
            let left: Vec<Cents> = cells.iter().map(|&(bonus, row)| sums.get(bonus, row)).collect();
            prop_assert_eq!(foreseen, left);
        }
    }
}
