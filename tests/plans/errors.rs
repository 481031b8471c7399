//! Plans and cases that cannot be, or that contradict themselves: each with the exact message, and
//! the place where it is.

use std::fmt::Write as _;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::{env, fs};

use downline::calculator;
use downline::scenario::LoadedCase;

/// Cases, each with what a user is told about it, in one file; lines of `=` and `-` part them.
const FILE: &str = "tests/plans/errors.txt";

/// The line between two cases.
const NEXT: &str = "\n================\n";

/// The line between a case and what is told.
const TOLD: &str = "\n----------------\n";

/// What a user is told about a case.
fn told(text: &str) -> String {
    match LoadedCase::from_text("case", text) {
        Ok(_) => "no problem".to_owned(),
        Err(problems) => problems.to_string(),
    }
}

#[test]
fn whatever_is_wrong_is_told_with_its_place() {
    // With RENEW_ERRORS set the file is written anew, to be read before it is kept.
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(FILE);
    let file = fs::read_to_string(&path).unwrap_or_else(|cause| panic!("{FILE}: {cause}"));
    let (mut renewed, mut wrong, mut cases) = (Vec::new(), String::new(), 0);
    for block in file.trim_end().split(NEXT) {
        let (text, expected) = block.split_once(TOLD).unwrap_or((block, ""));
        let found = told(text);
        if found != expected {
            let _ = writeln!(wrong, "{text}\n-- expected\n{expected}\n-- found\n{found}\n");
        }
        renewed.push(format!("{text}{TOLD}{found}"));
        cases += 1;
    }
    if env::var_os("RENEW_ERRORS").is_some() {
        #[expect(clippy::disallowed_methods, reason = "whoever renews the texts asks for it")]
        fs::write(&path, renewed.join(NEXT) + "\n").expect("the file can be written");
    }
    assert!(wrong.is_empty(), "\n{wrong}");
    assert!(40 < cases, "only {cases} cases");
}

/// What somebody is told who works out a case whose numbers cannot be counted: by a problem of the
/// case, or by the program as it stops.
fn refusal(text: &str) -> String {
    let case = match LoadedCase::from_text("case", text) {
        Ok(loaded) => loaded.case,
        Err(problems) => return problems.to_string(),
    };
    match catch_unwind(AssertUnwindSafe(|| calculator::work_out(&case))) {
        Ok(statement) => format!("{} were paid", statement.periods[0].rewards),
        Err(cause) => {
            let text = cause.downcast_ref::<String>().cloned();
            text.or_else(|| cause.downcast_ref::<&str>().map(|&text| text.to_owned()))
                .unwrap_or_default()
        }
    }
}

/// A case with an order of Bea's, written so many times.
fn orders(order: &str, times: usize) -> String {
    let orders = vec![format!("{{ by = \"Bea\", {order} }}"); times].join(", ");
    format!(
        "plan.activity.minimum_points = 0\n\
         plan.point_value = 1_000_000.00\n\
         plan.unilevel = {{ base = \"wholesale\", rates = [1.0] }}\n\
         partner = [{{ id = \"Ada\" }}, {{ id = \"Bea\", sponsor = \"Ada\" }}]\n\
         period = [{{ order = [{orders}] }}]"
    )
}

#[test]
fn money_and_points_that_cannot_be_counted_stop_the_work_and_never_wrap() {
    let most = "points = 4_000_000_000, cv = 1_000_000_000_000.00";
    assert_eq!(refusal(&orders(most, 1)), "1000000000000.00 were paid");
    let all = orders("cv = 1_000_000_000_000.00", 1_000);
    assert_eq!(refusal(&all), "1000000000000000.00 were paid");
    for (what, text, expected) in [
        ("points of a person", orders("points = 4_000_000_000", 2), "points"),
        ("money of an order", orders("points = 5_000_000_000", 1), "allowed is 0 to 4000000000"),
        ("points at their worth", orders("points = 4_000_000_000", 1), "worth more than"),
        ("money of all", orders("cv = 1_000_000_000_000.00", 1_001), "worth more than"),
    ] {
        let told = refusal(&text);
        assert!(told.contains(expected), "{what}: {told}");
    }
}

#[test]
fn a_plan_that_pays_exactly_the_whole_for_sure_is_the_last_that_is_allowed() {
    let plan = |pool: &str| {
        format!(
            "plan.activity.minimum_points = 0
             partner = [{{ id = 'A' }}]
             period = [{{ order = [
                 {{ by = 'A', cv = 700.00 }}, {{ by = 'A', kind = 'customer', cv = 300.00 }},
             ] }}]
             plan.pool.all.share = {pool}
             plan.differential = {{ rate = 0.30, pays_own = true }}
             plan.stairstep.steps = [{{ from_points = 0, rate = 0.20 }}]
             [plan.unilevel]
             base = 'wholesale'
             rates = [0.25, 0.10]
             own_orders = 'self'
             customer_orders = 'seller'"
        )
    };
    // The statement of a lone partner is what is sure.
    assert_eq!(refusal(&plan("0.25")), "1000.00 were paid");
    let told = refusal(&plan("0.250001"));
    assert!(told.contains("these bonuses pay at least 1.000001 of each euro"), "{told}");
}

#[test]
fn a_key_that_another_file_wrote_is_refused_where_it_stands_and_can_be_taken_back() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = |name: &str, text: &str| {
        let path = folder.path().join(name);
        #[expect(clippy::disallowed_methods, reason = "a file of the test's own")]
        fs::write(&path, text).expect("the file can be written");
        path
    };
    let layer = "plan.infinity.top = { blocked_by = 'higher', blocker_levels = 2 }";
    file("base.toml", &format!("partner = [{{ id = 'A' }}]\n{layer}\n"));
    let over = "extends = 'base.toml'\nplan.infinity.top.blocked_by = 'nobody'\n";
    let path = file("over.toml", over);
    let problems = LoadedCase::from_file(&path, &[]).expect_err("a key without a use");
    let problem = &problems.0[0];
    assert!(problem.file.ends_with("base.toml"), "{problems}");
    assert_eq!((problems.0.len(), problem.line, problem.column), (1, 2, 63), "{problems}");
    assert!(
        problem.hint.as_ref().is_some_and(|hint| hint.contains("set `infinity.top.blocked_by`"))
    );
    let sets = ["plan.infinity.top.blocker_levels=0".to_owned()];
    assert!(LoadedCase::from_file(&path, &sets).is_ok());
    // An empty text is no value of its own: it only takes another one back.
    let ranked = "plan.rank.low.order = 1\nplan.unilevel.compression_rank = 'low'\n";
    let path = file("ranked.toml", &format!("partner = [{{ id = 'A' }}]\n{ranked}"));
    assert!(LoadedCase::from_file(&path, &[]).is_err());
    let sets = ["plan.unilevel.compression_rank=\"\"".to_owned()];
    let case = LoadedCase::from_file(&path, &sets).expect("no problem").case;
    assert_eq!(case.plan.unilevel.expect("a unilevel").compression_rank, None);
    let sets = ["plan.unilevel.stop_at_rank=\"\"".to_owned()];
    assert!(LoadedCase::from_file(&path, &sets).is_err());
}
