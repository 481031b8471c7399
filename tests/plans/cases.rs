//! Case files are the examples: every file below `scenarios/cases` is worked out by the same code
//! as `downline pay`, and everything that it expects must come out to the cent.

use std::fs;
use std::path::{Path, PathBuf};

use downline::calculator::{self, Statement};
use downline::scenario::{Bonus, Case, LoadedCase};

/// Every case file below a folder of `scenarios/cases`, sorted.
pub(crate) fn files(folder: &str) -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/cases").join(folder);
    let entries = fs::read_dir(&root).unwrap_or_else(|cause| panic!("{}: {cause}", root.display()));
    let mut paths: Vec<PathBuf> =
        entries.map(|entry| entry.expect("an entry of the folder").path()).collect();
    paths.retain(|path| path.extension().is_some_and(|ending| ending == "toml"));
    paths.sort();
    paths
}

/// A case file with changes on top.
pub(crate) fn load(path: &Path, sets: &[&str]) -> Case {
    let sets: Vec<String> = sets.iter().map(|&set| set.to_owned()).collect();
    LoadedCase::from_file(path, &sets).unwrap_or_else(|problems| panic!("{problems}")).case
}

/// A case of the folder `hand` by its name, with changes on top.
pub(crate) fn hand(name: &str, sets: &[&str]) -> Case {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/cases/hand");
    load(&folder.join(name).with_extension("toml"), sets)
}

/// Why a case of the folder `hand` is refused with changes on top.
pub(crate) fn problems(name: &str, sets: &[&str]) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/cases/hand");
    let sets: Vec<String> = sets.iter().map(|&set| set.to_owned()).collect();
    let loaded = LoadedCase::from_file(&folder.join(name).with_extension("toml"), &sets);
    loaded.map(|case| case.name).expect_err("a problem").to_string()
}

/// What comes out of a case.
pub(crate) fn statement(case: &Case) -> Statement {
    calculator::work_out(case)
}

/// Everything that does not come out as a case expects, and how many figures it expects.
fn differences(path: &Path) -> (usize, Vec<String>) {
    let case = load(path, &[]);
    let (compared, mismatches) = statement(&case).compare(&case);
    let name = path.file_stem().unwrap_or_default().to_string_lossy();
    let told = mismatches.iter().map(|mismatch| {
        let (what, expected, found) = (&mismatch.what, &mismatch.expected, &mismatch.found);
        format!("{name}, expect {}: {what}: {expected} expected, {found} found", mismatch.number)
    });
    (compared, told.collect())
}

#[test]
fn every_case_file_comes_out_to_the_cent_and_says_where_it_is_from() {
    let mut told = Vec::new();
    for folder in ["worked", "hand"] {
        for path in files(folder) {
            let (compared, differences) = differences(&path);
            assert!(0 < compared, "{}: nothing is expected", path.display());
            let case = load(&path, &[]);
            assert!(!case.title.is_empty() && !case.source.is_empty(), "{}", path.display());
            told.extend(differences);
        }
    }
    assert!(told.is_empty(), "{}", told.join("\n"));
}

/// A line can be worked out again from what it says: base × share × rate, to the plan's unit.
#[test]
fn every_line_with_a_rate_says_all_that_its_amount_comes_from() {
    let (mut shared, mut told) = (0, Vec::new());
    for path in files("hand").into_iter().chain(files("worked")) {
        let case = load(&path, &[]);
        let unit = i128::from(case.plan.rounding_unit.0);
        for period in &statement(&case).periods {
            for line in period.lines.iter().filter(|line| line.rate.0 != 0) {
                let exact =
                    i128::from(line.base.0) * i128::from(line.share.0) * i128::from(line.rate.0);
                let off = (i128::from(line.amount.0) * 1_000_000_000_000 - exact).abs();
                if unit * 1_000_000_000_000 <= off {
                    told.push(format!("{}: {line:?}", path.display()));
                }
                shared += u32::from(line.share.0 != 1_000_000);
            }
        }
    }
    assert!(told.is_empty(), "{} lines\n{}", told.len(), told.join("\n"));
    assert!(20 < shared, "{shared} lines of a share");
}

/// Parts that caps, rounding, returned goods and rules give to any bonus.
const OF_ANY: [&str; 6] = [
    "sum_rounding",
    "person_cap",
    "company_cap",
    "return",
    "retail_share_min",
    "recruiting_bonuses",
];

#[test]
fn claims_of_a_bonus_are_for_its_parts_and_each_of_its_parts_is_claimed_in_some_case() {
    let all = Bonus::ALL.into_iter();
    let own = all.flat_map(|bonus| bonus.parts().iter().map(move |part| (bonus.name(), part)));
    let own: Vec<(&str, &str)> = own.map(|(bonus, part)| (bonus, part.name())).collect();
    let mut seen = Vec::new();
    let paths = files("hand").into_iter().chain(files("worked"));
    let cases = paths.map(|path| load(&path, &[]));
    // What no file shows as it is.
    let more = [
        hand("differential", &["plan.differential.pays_own=true"]),
        hand(
            "binary",
            &[
                "plan.binary.mode=cycles",
                "plan.binary.cycle_strong_points=50",
                "plan.binary.cycle_weak_points=30",
                "plan.binary.cycles_max=3",
            ],
        ),
    ];
    for case in cases.chain(more) {
        for line in statement(&case).periods.iter().flat_map(|period| &period.lines) {
            let pair = (line.bonus, line.part);
            let is_known = own.contains(&pair) || OF_ANY.contains(&line.part);
            assert!(is_known, "{}: {pair:?}", case.title);
            seen.push(pair);
        }
    }
    let unseen: Vec<_> = own.into_iter().filter(|pair| !seen.contains(pair)).collect();
    assert_eq!(unseen, []);
}
