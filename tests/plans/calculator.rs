//! What the calculator makes of a case: who stands where, what belongs to which period, and which
//! cases it refuses.

use std::fmt::Write as _;
use std::fs::OpenOptions;
use std::io::Write as _;

use downline::calculator::{PeriodStatement, Statement};
use downline::scenario::{Case, Expectation, LoadedCase};
use downline::units::Cents;

use crate::cases::{files, load, statement};

/// Two levels of 10 and 5 % on orders, for everybody.
const PLAN: &str = "
plan.activity.minimum_points = 0
plan.unilevel.base = 'wholesale'
plan.unilevel.rates = [0.10, 0.05]
plan.unilevel.compression = 'none'
";

fn case(text: &str) -> Case {
    let text = format!("{PLAN}{text}");
    LoadedCase::from_text("case", &text).unwrap_or_else(|problems| panic!("{problems}")).case
}

fn worked_out(text: &str) -> Statement {
    statement(&case(text))
}

/// The claims of a period as `earner level source amount`, sorted.
fn lines(period: &PeriodStatement) -> Vec<String> {
    let line = |line: &downline::calculator::Line| {
        format!("{} {} {} {}", line.earner, line.level, line.source, line.amount)
    };
    let mut lines: Vec<String> = period.lines.iter().map(line).collect();
    lines.sort();
    lines
}

fn partners(period: &PeriodStatement) -> Vec<&str> {
    period.partners.iter().map(|partner| partner.id.as_str()).collect()
}

#[test]
fn sponsors_may_stand_behind_their_recruits_and_trees_beside_each_other() {
    let paid = ["A 1 B 5.00", "A 2 C 10.00", "B 1 C 20.00", "X 1 Y 1.00"];
    let forward = worked_out(
        "partner = [{ id = 'A' }, { id = 'B', sponsor = 'A', points = 50 }, \
         { id = 'C', sponsor = 'B', points = 200 }, \
         { id = 'X' }, { id = 'Y', sponsor = 'X', points = 10 }]",
    );
    assert_eq!(lines(&forward.periods[0]), paid);
    assert_eq!(partners(&forward.periods[0]), ["A", "B", "C", "X", "Y"]);
    let backward = worked_out(
        "partner = [{ id = 'Y', sponsor = 'X', points = 10 }, \
         { id = 'C', sponsor = 'B', points = 200 }, { id = 'X' }, \
         { id = 'B', sponsor = 'A', points = 50 }, { id = 'A' }]",
    );
    assert_eq!(lines(&backward.periods[0]), paid);
    assert_eq!(partners(&backward.periods[0]), ["X", "Y", "A", "B", "C"]);
    assert_eq!(forward.periods[0].bonuses, backward.periods[0].bonuses);
}

#[test]
fn who_joins_later_is_not_there_before_and_then_stands_behind_all() {
    // D is written first and joins last; C's own points of the first period count in it.
    let statement = worked_out(
        "partner = [{ id = 'D', sponsor = 'C', joined_period = 3 }, { id = 'A' }, \
         { id = 'B', sponsor = 'A', joined_period = 2 }, \
         { id = 'C', sponsor = 'A', joined_period = 1, points = 40 }]
         period = [{}, { order = [{ by = 'B', points = 60 }] }, \
         { order = [{ by = 'D', points = 80 }, { by = 'B', points = 20 }] }]",
    );
    let there: Vec<_> = statement.periods.iter().map(partners).collect();
    assert_eq!(there, [vec!["A", "C"], vec!["A", "C", "B"], vec!["A", "C", "B", "D"]]);
    let paid: Vec<_> = statement.periods.iter().map(lines).collect();
    assert_eq!(paid[0], ["A 1 C 4.00"]);
    assert_eq!(paid[1], ["A 1 B 6.00"]);
    assert_eq!(paid[2], ["A 1 B 2.00", "A 2 D 4.00", "C 1 D 8.00"]);
    assert_eq!(statement.periods[2].partners[0].group_points, 100);
}

#[test]
fn what_stands_with_a_partner_is_of_the_first_period_and_points_before_move_on() {
    // 100 points in a window of three periods: 40 before, 60 now, so she is active until the 40
    // have left the window.
    let text = "\
        plan.activity = { minimum_points = 100, window_periods = 3 }
         partner = [{ id = 'A', points = 60, points_before = [0, 40] }, { id = 'B', points = 60, \
         points_before = [40] }]
         period = [{}, {}, {}]";
    let statement = statement(&LoadedCase::from_text("case", text).expect("a sound case").case);
    let active = |place: usize| -> Vec<bool> {
        statement.periods.iter().map(|period| period.partners[place].active).collect()
    };
    assert_eq!(active(0), [true, false, false]);
    assert_eq!(active(1), [true, true, false]);
}

#[test]
fn orders_after_the_cut_off_count_for_the_next_period_and_at_the_end_for_none() {
    let statement = worked_out(
        "plan.late_weeks = 1
         partner = [{ id = 'A' }, { id = 'B', sponsor = 'A' }]
         period = [{ order = [{ by = 'B', points = 10, week = 3 }, \
         { by = 'B', points = 20, week = 4 }] }, \
         { order = [{ by = 'B', points = 40, week = 1 }, { by = 'B', points = 80, week = 4 }] }]",
    );
    assert_eq!(lines(&statement.periods[0]), ["A 1 B 1.00"]);
    assert_eq!(lines(&statement.periods[1]), ["A 1 B 6.00"]);
    assert_eq!(statement.periods[1].partners[1].points, 60);
}

#[test]
fn status_and_given_rank_change_from_a_period_on() {
    let statement = worked_out(
        "plan.rank.star.order = 1
         plan.unilevel.rank_rates = [{ rank = 'star', rates = [0.20] }]
         partner = [{ id = 'A' }, { id = 'B', sponsor = 'A', points = 10 }]
         period = [{ change = [{ who = 'A', rank = '' }] }, \
         { change = [{ who = 'A', rank = 'star' }], order = [{ by = 'B', points = 10 }] }, \
         { order = [{ by = 'B', points = 10 }] }, \
         { change = [{ who = 'A', status = 'left' }], order = [{ by = 'B', points = 10 }] }]",
    );
    let paid: Vec<_> = statement.periods.iter().map(lines).collect();
    assert_eq!(paid[0], ["A 1 B 1.00"]);
    assert_eq!(paid[1..3], [["A 1 B 2.00"], ["A 1 B 2.00"]]);
    assert!(paid[3].is_empty());
}

#[test]
fn a_plan_without_a_bonus_and_a_tree_without_orders_pay_nothing() {
    let text = "partner = [{ id = 'A', points = 10 }, { id = 'B', sponsor = 'A' }]";
    let bare = LoadedCase::from_text("case", text).expect("a sound case").case;
    let period = &statement(&bare).periods[0];
    assert!(period.lines.is_empty() && period.bonuses.is_empty());
    assert_eq!(period.payout_ratio, Some(0.0));
    let period = &worked_out("partner = [{ id = 'A' }]\nperiod = [{}, {}]").periods[1];
    assert!(period.lines.is_empty());
    assert_eq!((period.payout_ratio, period.partners.len()), (None, 1));
}

#[test]
fn a_line_of_thousands_is_worked_out_and_compared_link_by_link() {
    let people = 4_000;
    let mut text = String::from("[[partner]]\nid = 'p0'\npoints = 100\n");
    for person in 1..people {
        // Written in an order of its own: even ones first, then odd ones.
        let half = people / 2;
        let number = if person < half { person * 2 } else { (person - half) * 2 + 1 };
        let _ = write!(text, "[[partner]]\nid = 'p{number}'\nsponsor = 'p{}'\n", number - 1);
        let _ = writeln!(text, "points = 100\nstatus = 'dormant'");
    }
    // Everybody but the head is dormant, so that only the recruit and her recruit pay anybody.
    let _ = write!(text, "[[expect]]\nwho = 'p0'\namount = 15.00\n");
    for number in 1..people {
        let points = (people - number) * 100;
        let _ = writeln!(text, "[[expect]]\nwho = 'p{number}'\namount = 0.00");
        let _ = writeln!(text, "group_points = {points}");
    }
    let case = case(&text);
    let (compared, mismatches) = statement(&case).compare(&case);
    assert_eq!((compared, mismatches), (2 * people - 1, Vec::new()));
}

/// What is wrong with a case beside its plan, without the excerpt of the text.
fn problems(text: &str) -> Vec<String> {
    let told = LoadedCase::from_text("case", text).expect_err("a problem").to_string();
    told.lines().filter(|line| line.starts_with("case:")).map(str::to_owned).collect()
}

/// A text and the problems that it has.
const REFUSED: [(&str, &[&str]); 16] = [
    ("", &["case:1:1: there is no partner in this case"]),
    ("partner = [{ id = 'A', sponsor = 'A' }]", &["case:1:34: a circle: A → A"]),
    (
        "partner = [{ id = 'S', joined_period = 2 }, { id = 'R', sponsor = 'S', \
         joined_period = 1 }]\nperiod = [{}, {}]",
        &["case:1:67: `S` joins in period 2, this is period 1"],
    ),
    (
        "partner = [{ id = 'S', joined_period = 1 }, { id = 'R', sponsor = 'S' }]",
        &["case:1:67: `S` joins in period 1, this is before all"],
    ),
    (
        "partner = [{ id = 'S', joined_period = 1 }, { id = 'R', owner = 'S' }]",
        &["case:1:65: `S` joins in period 1, this is before all"],
    ),
    (
        "partner = [{ id = 'A' }, { id = 'B', owner = 'A' }, { id = 'C', owner = 'B' }]",
        &["case:1:73: `B` is a position of `A`, not a person"],
    ),
    (
        "partner = [{ id = 'A', joined_period = 2, points = 5 }]\nperiod = [{}, {}]",
        &["case:1:52: she joins in period 2, this belongs to the first"],
    ),
    (
        "partner = [{ id = 'A', joined_period = 2 }]\nperiod = [{ order = [{ by = 'A' }] }, {}]",
        &["case:2:29: `A` joins in period 2, this is period 1"],
    ),
    (
        "partner = [{ id = 'A', joined_period = 2 }]\nperiod = [{ change = [{ who = 'A' }] }, {}]",
        &["case:2:31: `A` joins in period 2, this is period 1"],
    ),
    (
        "partner = [{ id = 'A', joined_period = 2 }]\nperiod = [{}, {}]\n\
         expect = [{ who = 'A', amount = 0 }]",
        &["case:3:19: `A` joins in period 2, this is period 1"],
    ),
    (
        "partner = [{ id = 'A', points = 4_000_000_000 }]\n\
         period = [{ order = [{ by = 'A', points = 294_967_295 }, { by = 'A', points = 1 }] }]",
        &["case:2:79: her points add up to 4294967296, allowed are 4294967295"],
    ),
    (
        "partner = [{ id = 'A' }]\nexpect = [{ who = 'A', breakage = 0 }]",
        &["case:2:35: `breakage` is the company's: leave out `who`"],
    ),
    (
        "partner = [{ id = 'A' }]\nexpect = [{ group_points = 1, rank = 'x' }]",
        &[
            "case:2:28: `group_points` is a partner's: say whose in `who`",
            "case:2:38: `rank` is a partner's: say whose in `who`",
            "case:2:38: there is no rank `x`",
        ],
    ),
    (
        "partner = [{ id = 'A' }]\nexpect = [{ who = 'A', level = 1 }]",
        &["case:2:11: nothing is expected here"],
    ),
    (
        "partner = [{ id = 'A' }]\nbusiness = 'glow'",
        &["case:2:12: `business` names one of a scenario, and there is none"],
    ),
    (
        "partner = [{ id = 'A' }]\nperiod = [{ order = [{ by = 'A', week = 5 }] }]",
        &["case:2:41: `period[0].order[0].week` is 5, but there are only 4"],
    ),
];

#[test]
fn a_case_that_says_nothing_sensible_is_refused_at_the_key_to_blame() {
    for (text, wanted) in REFUSED {
        assert_eq!(problems(text), wanted, "{text}");
    }
}

#[test]
fn a_case_takes_its_plan_from_a_scenario_or_has_one_of_its_own() {
    let folder = tempfile::tempdir().expect("a folder");
    let scenario = "[business.glow.plan]\nactivity.minimum_points = 0\n\
                    unilevel = { base = \"wholesale\", rates = [0.25] }\n";
    let partners = "partner = [{ id = 'A' }, { id = 'B', sponsor = 'A', points = 8 }]\n";
    let own = "scenario = 'scenario.toml'\nplan.unilevel.rates = [0.5]\n";
    for (name, text) in [
        ("scenario.toml", scenario.to_owned()),
        ("case.toml", format!("scenario = 'scenario.toml'\n{partners}")),
        ("both.toml", format!("{own}{partners}")),
    ] {
        let mut options = OpenOptions::new();
        let file = options.write(true).create(true).truncate(true).open(folder.path().join(name));
        file.expect("a file").write_all(text.as_bytes()).expect("written");
    }
    let load = |name: &str| LoadedCase::from_file(&folder.path().join(name), &[]);
    let case = load("case.toml").expect("a sound case").case;
    assert_eq!(lines(&statement(&case).periods[0]), ["A 1 B 2.00"]);
    let refused = load("both.toml").expect_err("two plans").to_string();
    let wanted = "both.toml:2:1: the plan is that of the scenario, so this one is not used";
    assert!(refused.contains(wanted), "{refused}");
}

fn cent(amount: &mut Option<Cents>) -> bool {
    amount.as_mut().map(|amount| *amount += Cents(1)).is_some()
}

fn one(count: &mut Option<u64>) -> bool {
    count.as_mut().map(|count| *count += 1).is_some()
}

fn other(text: &mut Option<String>) -> bool {
    text.as_mut().map(|text| text.push_str(" or not")).is_some()
}

/// Every figure that an expectation gives, made wrong one at a time.
fn wrongs(expect: &Expectation) -> Vec<Expectation> {
    let mut wrongs = Vec::new();
    let mut change = |change: &dyn Fn(&mut Expectation) -> bool| {
        let mut wrong = expect.clone();
        if change(&mut wrong) {
            wrongs.push(wrong);
        }
    };
    change(&|wrong| cent(&mut wrong.amount));
    change(&|wrong| cent(&mut wrong.paid));
    change(&|wrong| cent(&mut wrong.unpaid));
    change(&|wrong| cent(&mut wrong.retail_profit));
    change(&|wrong| cent(&mut wrong.total));
    change(&|wrong| cent(&mut wrong.full));
    change(&|wrong| cent(&mut wrong.breakage));
    change(&|wrong| cent(&mut wrong.agents));
    change(&|wrong| wrong.rate.as_mut().map(|rate| rate.0 += 1).is_some());
    change(&|wrong| one(&mut wrong.left_points));
    change(&|wrong| one(&mut wrong.right_points));
    change(&|wrong| one(&mut wrong.group_points));
    change(&|wrong| one(&mut wrong.points));
    change(&|wrong| one(&mut wrong.uncounted_points));
    change(&|wrong| one(&mut wrong.filled_seats));
    change(&|wrong| one(&mut wrong.matrix_seats));
    change(&|wrong| one(&mut wrong.markup_percent));
    change(&|wrong| cent(&mut wrong.advance));
    change(&|wrong| cent(&mut wrong.paid_at_end));
    change(&|wrong| cent(&mut wrong.left));
    change(&|wrong| cent(&mut wrong.net));
    change(&|wrong| one(&mut wrong.structure_tier));
    change(&|wrong| wrong.broken_away.as_mut().map(|away| *away = !*away).is_some());
    change(&|wrong| other(&mut wrong.rank));
    change(&|wrong| other(&mut wrong.paid_rank));
    change(&|wrong| other(&mut wrong.title));
    change(&|wrong| other(&mut wrong.placement));
    wrongs
}

#[test]
fn a_figure_that_is_one_off_is_told_in_every_case_file() {
    let mut told = 0;
    for path in ["worked", "hand"].into_iter().flat_map(files) {
        let mut case = load(&path, &[]);
        let statement = statement(&case);
        let expectations = std::mem::take(&mut case.expectations);
        let compared: usize = expectations.iter().map(|expect| wrongs(expect).len()).sum();
        for (place, expect) in expectations.iter().enumerate() {
            for wrong in wrongs(expect) {
                case.expectations.clone_from(&expectations);
                case.expectations[place] = wrong;
                let (figures, mismatches) = statement.compare(&case);
                let numbers: Vec<usize> = mismatches.iter().map(|found| found.number).collect();
                assert_eq!((figures, numbers), (compared, vec![place + 1]), "{}", path.display());
                told += 1;
            }
        }
    }
    assert!(200 < told, "only {told} figures");
}
