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
