//! Every key of matrix, generation, infinity and matching, changed on a hand-worked case: each
//! changes what comes out.

use downline::calculator::Statement;

use crate::cases;

/// Lines of one bonus, and what is said of its seats.
fn of(statement: &Statement, bonus: &str) -> Vec<String> {
    let mut told = Vec::new();
    for period in &statement.periods {
        let lines = period.lines.iter().filter(|line| line.bonus == bonus);
        told.extend(lines.map(|line| {
            let (level, rate, amount) = (line.level, line.rate, line.amount);
            let (earner, source) = (&line.earner, &line.source);
            format!("{} {earner} {source} {level} {rate} {amount}", period.period)
        }));
        if bonus == "matrix" {
            let seats = period.partners.iter().map(|partner| partner.matrix_seats);
            told.push(format!("{:?}", seats.collect::<Vec<_>>()));
        }
    }
    told
}

/// Hand case, changes made before, the key and the value that it is flipped to.
const FLIPS: &[(&str, &[&str], &str)] = &[
    ("matrix", &[], "width=3"),
    ("matrix", &[], "depth=4"),
    ("matrix", &[], "base=\"points\""),
    ("matrix", &[], "rates=[0.05]"),
    ("matrix", &[], "rank_rates=[]"),
    ("matrix", &["recruits_by_level=[0]"], "rank_depths=[]"),
    ("matrix", &[], "rank_depths=[{ rank = \"gold\", levels = 2 }]"),
    ("matrix", &[], "broad_share=1"),
    ("matrix", &[], "recruits_by_level=[1]"),
    ("matrix", &[], "compression=\"skip_inactive\""),
    ("matrix", &["rates=[]", "rank_rates=[]"], "amounts=[1.00, 0.50]"),
    ("generation", &[], "base=\"points\""),
    ("generation", &[], "boundary_rank=\"executive\""),
    ("generation", &[], "rates=[0.01, 0.01]"),
    ("generation", &[], "rank_rates=[]"),
    ("generation", &[], "includes_closer=false"),
    ("generation", &["includes_closer=false"], "closer_opens_next=false"),
    ("generation", &[], "inactive_closes=false"),
    ("generation", &[], "empty_counts=false"),
    ("generation", &[], "broad_share=0.5"),
    ("infinity", &[], "field.base=\"points\""),
    ("infinity", &[], "field.rank=\"platinum\""),
    ("infinity", &[], "field.rate=0.03"),
    ("infinity", &[], "step.rank_rates=[]"),
    ("infinity", &[], "field.from_level=2"),
    ("infinity", &[], "field.blocked_by=\"higher\""),
    ("infinity", &["field.blocker_levels=0"], "field.blocked_by=\"nobody\""),
    ("infinity", &[], "field.blocker_levels=2"),
    ("infinity", &[], "step.differential=false"),
    ("matching", &[], "rates=[0.01]"),
    ("matching", &[], "rank_rates=[]"),
    ("matching", &[], "by=\"level\""),
    ("matching", &[], "boundary_rank=\"silver\""),
    ("matching", &["../infinity.one.rate=0.05"], "of=[]"),
    ("matching", &[], "matches_matches=true"),
    ("matching", &["../person_cap.amount=20.00"], "before_caps=true"),
];

/// A key below its bonus as a change of the case; `../` leads to another bonus.
fn set(bonus: &str, key: &str) -> String {
    match key.strip_prefix("../") {
        Some(other) => format!("plan.{other}"),
        None => format!("plan.{bonus}.{key}"),
    }
}

#[test]
fn every_key_changes_what_comes_out() {
    for &(bonus, before, flip) in FLIPS {
        let mut sets: Vec<String> = before.iter().map(|key| set(bonus, key)).collect();
        let plain = work_out(bonus, &sets);
        sets.push(set(bonus, flip));
        let flipped = work_out(bonus, &sets);
        assert_ne!(of(&plain, bonus), of(&flipped, bonus), "{bonus}: {flip}");
    }
}

fn work_out(bonus: &str, sets: &[String]) -> Statement {
    let sets: Vec<&str> = sets.iter().map(String::as_str).collect();
    cases::statement(&cases::hand(bonus, &sets))
}

/// Hand case, a change that contradicts something, the text that is blamed and the reason.
const CONTRADICTIONS: &[(&str, &str, &str, &str)] = &[
    ("matrix", "amounts=[1.00]", "amounts=[1.00]", "rates or an amount for each member, not both"),
    ("matrix", "depth=2", "rank = \"silver\", rates", "3 levels, but the matrix is 2 deep"),
    ("matrix", "rates=[0.1, 0.1, 0.1, 0.1]", "rates=", "4 levels, but the matrix is 3 deep"),
    ("matrix", "rates=[0.6, 0.6]", "rates=", "120 %, more than the whole"),
    ("matrix", "rank_depths=[{ rank = \"silvr\" }]", "silvr", "no rank `silvr`"),
    ("matrix", "rank_depths=[{ rank = \"gold\", levels = 9 }]", "levels = 9", "9 levels, but"),
    ("matrix", "rank_rates=[{ rank = \"silvr\" }]", "silvr", "no rank `silvr`"),
    ("generation", "boundary_rank=\"directr\"", "directr", "no rank `directr`"),
    ("generation", "rates=[0.9, 0.9]", "rates=", "180 %, more than the whole"),
    ("infinity", "field.rank=\"golden\"", "golden", "no rank `golden`"),
    ("infinity", "step.rank=\"diamond\"", "rank = \"platinum\"", "below the rank of the layer"),
    ("infinity", "step.rate=0.025", "rank_rates = [", "`platinum` has 2 %, less than the 2.5 %"),
    ("infinity", "step.blocker_levels=1", "differential = true", "stopped by rates, not by ranks"),
    ("infinity", "field.rank_rates=[{ rank = \"gold\" }, { rank = \"gold\" }]", "gold", "twice"),
    ("matching", "of=[\"matching\"]", "of=", "cannot be matched by name"),
    ("matching", "of=[\"pool\"]", "of=", "`pool` is worked out after matching"),
    ("matching", "of=[\"unilevel\", \"binary\"]", "of=", "the plan has no bonus `binary`"),
    ("matching", "boundary_rank=\"gilded\"", "gilded", "no rank `gilded`"),
];

#[test]
fn what_contradicts_is_told_with_the_key_to_blame() {
    for &(bonus, change, blamed, reason) in CONTRADICTIONS {
        let problems = cases::problems(bonus, &[&set(bonus, change)]);
        assert!(problems.contains(blamed) && problems.contains(reason), "{change}:\n{problems}");
    }
    let sets = ["plan.matching.by=\"level\"", "plan.matching.boundary_rank=\"gold\""];
    let problems = cases::problems("matching", &sets);
    assert!(problems.contains("counts levels"), "{problems}");
    let sets = ["plan.infinity.field.rate=0.7", "plan.infinity.more.rate=0.7"];
    let problems = cases::problems("infinity", &sets);
    assert!(problems.contains("the rates add up to 141 %"), "{problems}");
}
