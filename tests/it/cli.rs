//! Whole commands: exit code, stdout and stderr, each complete.
//!
//! Transcripts are in `transcripts/`. Whoever changes a text on purpose renews them with
//! `RENEW=1 cargo test --release --test it cli`, and reads the difference.
//!
//! *Invariant*: every error text that a scenario file can cause stands in a transcript.
//!
//! *Absent*: broken disks, pipes and signals (`failure`).

use crate::command::{Desk, RUN_RECORD, compare};

/// The smallest scenario without a problem.
const SMALL: &str = "weeks = 8\nreplicates = 2\n\n[market]\npeople = 2_000\n\n\
                     [business.glow]\nfounders = 20\nfounder_roots = 2\nplan.unilevel = {}\n";

/// What `check` says about texts, each a file of its own.
fn checked(texts: &[(&str, &str)]) -> String {
    let desk = Desk::new();
    for (name, text) in texts {
        desk.put(&format!("{name}.toml"), text);
    }
    let lines: Vec<String> = texts.iter().map(|(name, _)| format!("check {name}.toml")).collect();
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    let transcript = desk.transcript(&lines);
    assert!(!transcript.contains("exit 0") && !transcript.contains("-- stdout"), "{transcript}");
    transcript
}

#[test]
fn a_case_is_sent_to_pay_and_a_scenario_to_run() {
    let desk = Desk::new();
    desk.put("june.toml", "plan.unilevel = {}\n[[partner]]\nid = \"A\"\n");
    let hint = "june.toml looks like a case: `downline pay june.toml` works it out\n";
    for command in ["check june.toml", "run june.toml", "compare june.toml --vary weeks=[8,9]"] {
        let said = desk.run(command);
        assert_eq!(said.code, Some(2));
        assert!(said.stderr.starts_with(hint), "{command}: {}", said.stderr);
        assert_eq!(said.stderr.matches("looks like").count(), 1, "{}", said.stderr);
    }
    assert_eq!(desk.run("pay june.toml").code, Some(0));
    desk.put("town.toml", "weeks = 9\n[business.b]\nplan.unilevel = {}\n");
    let said = desk.run("pay town.toml");
    let hint = "town.toml looks like a scenario: `downline run town.toml` runs it\n";
    assert_eq!(said.code, Some(2));
    assert!(said.stderr.starts_with(hint), "{}", said.stderr);
}

#[test]
fn a_business_that_looks_like_a_slip_is_asked_about() {
    let desk = Desk::new();
    let base = "weeks = 9\n[business.glow]\ndiscount = 0.3\nfounders = 50\npack_units = 2\n\
                founder_roots = 5\nplan.unilevel = {}\n";
    desk.put("base.toml", base);
    desk.put("mine.toml", "extends = \"base.toml\"\n[business.glo]\ndiscount = 0.5\n");
    let said = desk.run("check mine.toml");
    let told =
        "note: `business.glo` is a business of its own beside `business.glow`: is that meant?";
    assert!(said.stderr.contains(told), "{}", said.stderr);
    assert_eq!(desk.run("check base.toml").stderr, "");
    let far = "extends = \"base.toml\"\n[business.river]\ndiscount = 0.5\n";
    desk.put("far.toml", far);
    assert!(!desk.run("check far.toml").stderr.contains("is that meant"));
}

#[test]
fn a_key_that_is_varied_or_swept_cannot_be_set_for_all() {
    let desk = Desk::new();
    let set = "--set business.glow.discount=0.9";
    for (command, flag) in [
        (format!("compare tiny.toml --vary business.glow.discount=[0.2,0.3] {set}"), "--vary"),
        (format!("sweep tiny.toml --key business.glow.discount=0.2..0.4:3 {set}"), "--key"),
    ] {
        let said = desk.run(&command);
        let told = format!(
            "error: `business.glow.discount` is both set by `--set` and varied by `{flag}`: leave \
             one out\n"
        );
        assert_eq!((said.code, said.stderr), (Some(2), told), "{command}");
    }
}

/// A fund of 1.49 for three amounts of 0.50, in whole units of money.
#[test]
fn a_pool_that_falls_short_pays_nobody_more_than_her_amount() {
    let desk = Desk::new();
    let people = "[[partner]]\nid = \"A\"\ncv = 100.00\npoints = 100\n[[partner]]\nid = \"B\"\n\
                  [[partner]]\nid = \"C\"\n";
    let plan = "plan.rounding_unit = 1.00\nplan.activity.minimum_points = 0\n\
                plan.rank.lead.order = 1\nplan.pool.p = { share = 0.0149, \
                shares_by = \"rank_amounts\", \
                rank_amounts = [{ rank = \"lead\", amount = 0.50 }] }\n";
    desk.put("short.toml", &format!("{plan}{people}"));
    let said = desk.run("pay short.toml");
    assert_eq!(said.code, Some(0), "{}", said.stderr);
    let told = "Period 1 of 1: volume 100.00, rewards 0.50 (0.5 % of volume), breakage 0.50";
    assert!(said.stdout.contains(told), "{}", said.stdout);
}

#[test]
fn points_of_earlier_periods_that_cannot_be_counted_are_refused_with_their_bounds() {
    let desk = Desk::new();
    let before = "plan.unilevel = {}\n[[partner]]\nid = \"A\"\npoints_before = [5_000_000_000]\n";
    desk.put("before.toml", before);
    let said = desk.run("pay before.toml");
    assert_eq!((said.code, said.stdout.as_str()), (Some(2), ""), "{}", said.stderr);
    assert!(said.stderr.contains("allowed is 0 to 4294967295 (points)"), "{}", said.stderr);
}

#[test]
fn a_case_that_is_too_large_to_count_is_an_error_and_no_panic() {
    let desk = Desk::new();
    let people: Vec<String> = (0..60)
        .map(|who| format!("[[partner]]\nid = \"{who}\"\ncv = 1.00\npoints = 4_000_000_000\n"))
        .collect();
    let plan =
        "plan.point_value = 1_000_000.00\nplan.matrix = { base = \"points\", rates = [1.0] }\n";
    desk.put("huge.toml", &format!("{plan}{}", people.concat()));
    let said = desk.run("pay huge.toml");
    assert_eq!((said.code, said.stdout.as_str()), (Some(2), ""), "{}", said.stderr);
    assert!(said.stderr.contains("are worth more than"), "{}", said.stderr);
    assert!(!said.stderr.contains("panicked"), "{}", said.stderr);
}

#[test]
fn each_line_of_a_statement_names_its_layer_in_every_format() {
    let desk = Desk::new();
    let case = concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios/cases/hand/infinity.toml");
    desk.put("infinity.toml", &std::fs::read_to_string(case).expect("a case that ships"));
    let told = desk.run("pay infinity.toml --explain A").stdout;
    for layer in ["field", "top", "step"] {
        assert!(told.contains(&format!(" infinity.{layer} ")), "{layer}: {told}");
    }
    let csv = desk.run("pay infinity.toml --format csv").stdout;
    assert!(csv.starts_with("period,earner,bonus,table,part,level,source,"), "{csv}");
    assert!(csv.contains("1,A,infinity,field,level,8,M,"), "{csv}");
    let json = desk.run("pay infinity.toml --format json").stdout;
    let json: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    let lines = json["periods"][0]["lines"].as_array().expect("lines");
    let of_m = lines.iter().filter(|line| line["earner"] == "A" && line["source"] == "M");
    let mut tables: Vec<&str> = of_m.filter_map(|line| line["table"].as_str()).collect();
    tables.sort_unstable();
    assert_eq!(tables, ["field", "step", "top"]);
}

#[test]
fn rewards_that_grow_too_large_to_count_are_an_error_and_no_panic() {
    // Each order is small enough, but each of a hundred uplines is paid all of it.
    let desk = Desk::new();
    let above = |who: u32| {
        who.checked_sub(1).map_or(String::new(), |above| format!("sponsor = \"{above}\"\n"))
    };
    let people: Vec<String> =
        (0..101).map(|who| format!("[[partner]]\nid = \"{who}\"\n{}", above(who))).collect();
    let order = "{ by = \"100\", cv = 1_000_000_000_000.00 }";
    let plan = "plan.activity.minimum_points = 0\n\
                plan.infinity.all = { rate = 1.0, blocked_by = \"nobody\" }\n";
    let case = |orders: usize| {
        let orders = vec![order; orders].join(", ");
        format!("{plan}{}[[period]]\norder = [{orders}]\n", people.concat())
    };
    desk.put("large.toml", &case(900));
    assert_eq!(desk.run("pay large.toml").code, Some(0));
    desk.put("huge.toml", &case(1_000));
    let said = desk.run("pay huge.toml");
    assert_eq!((said.code, said.stdout.as_str()), (Some(2), ""), "{}", said.stderr);
    assert_eq!(
        said.stderr,
        "error: this case has amounts that are too large to be counted (money overflow in a sum): \
         count in larger units of money or lower the rates\n"
    );
}

#[test]
fn help_goes_to_stdout_and_misuse_to_stderr() {
    let desk = Desk::new();
    compare(
        "help",
        &desk.transcript(&[
            "--help",
            "run --help",
            "compare --help",
            "sweep --help",
            "report --help",
            "plot --help",
            "odds --help",
            "check -h",
            "scenarios -h",
            "explain -h",
            "reference -h",
            "new -h",
            "schema -h",
            "completions -h",
            "man -h",
            "",
            "frobnicate",
            "rnu scenarios/tiny.toml",
            "run",
            "check",
            "explain",
            "reference poems",
            "run scenarios/tiny.toml --replicates 0",
            "run scenarios/tiny.toml --replicates many",
            "run scenarios/tiny.toml --threads 0",
            "run scenarios/tiny.toml --seed -1",
            "run scenarios/tiny.toml --format xlsx",
            "run scenarios/tiny.toml --picturesque",
            "run scenarios/tiny.toml --robust-replicates 4",
            "compare",
            "completions tcsh",
            "schema poem",
            "new",
            "pay scenarios/tiny.toml --json --format csv",
            "run scenarios/tiny.toml scenarios/ref-1.toml",
        ]),
    );
    assert_eq!(desk.names("."), ["scenarios"]);
    let version = format!("downline {}\n", env!("CARGO_PKG_VERSION"));
    assert_eq!(desk.data("--version"), version);
}

#[test]
fn scenarios_are_listed_and_copied_without_touching_what_is_there() {
    let desk = Desk::new();
    desk.put("mine/tiny.toml", "# mine\n");
    compare("scenarios", &desk.transcript(&["scenarios", "scenarios --copy mine"]));
    assert_eq!(desk.text("mine/tiny.toml"), "# mine\n");
    assert_eq!(desk.text("mine/ref-1.toml"), desk.text("scenarios/ref-1.toml"));
    assert_eq!(desk.names("mine"), desk.names("scenarios"));
    let said = desk.run("scenarios --copy mine/tiny.toml");
    assert_eq!(said.code, Some(2));
    assert!(said.stderr.starts_with("error: cannot write `mine/tiny.toml`: "), "{said:?}");
}

#[test]
fn explain_takes_a_key_a_table_or_the_end_of_either_and_suggests_for_a_slip() {
    compare(
        "explain",
        &Desk::new().transcript(&[
            "explain market.people",
            "explain business.glow.product.list_price",
            "explain founders",
            "explain reach",
            "explain [event.lockdown.factor]",
            "explain people.followers",
            "explain compression",
            "explain raech",
            "explain busines",
            "explain market.peopel",
            "explain plan.matrx",
            "explain zebra",
            "explain foo",
        ]),
    );
    let empty = Desk::new();
    let said = empty.hear(empty.command(&["explain", ""]).output().expect("the program starts"));
    assert_eq!(
        (said.code, said.stderr.as_str()),
        (
            Some(2),
            "error: name a key or table, such as `post.reach`, `downline reference keys` lists \
             them all\n"
        )
    );
}

#[test]
fn check_names_what_it_read_and_every_file_is_checked_whatever_the_others_hold() {
    let desk = Desk::new();
    desk.put("good.toml", SMALL);
    desk.put("bad.toml", "weeks = 0\n[business.glow]\n");
    desk.put("worse.toml", "extends = \"bad.toml\"\n[busines.glow]\nfounders = 3\n");
    compare(
        "check",
        &desk.transcript(&[
            "check good.toml",
            "check good.toml --set market.people=3000 --set weeks=9 -r 3 --seed 4",
            "check bad.toml good.toml worse.toml nosuch.toml",
        ]),
    );
}

#[test]
fn a_name_that_nobody_declared_gets_the_nearest_name_or_its_home() {
    compare(
        "unknown_names",
        &checked(&[
            ("key", &format!("weks = 9\n{SMALL}")),
            ("key-in-table", &format!("{SMALL}\n[post]\nraech = 0.1\n")),
            (
                "key-of-another-table",
                &format!("reach = 0.1\n{SMALL}\n[sell]\nfounders = 3\nseed = 1\n"),
            ),
            ("key-unlike-any", &format!("zebra = 1\n{SMALL}")),
            ("key-unlike-any-of-few", &format!("{SMALL}\n[growth]\nzebra = 1\n")),
            ("table", "[busines.glow]\nfounders = 3\n"),
            ("table-in-table", "[business.glow.plan.unilevl]\nrates = [9]\n"),
            ("table-misplaced", &format!("{SMALL}\n[market.event.lockdown]\nstart_week = 3\n")),
            ("name-in-quotes", "[business.\"gl ow\"]\n"),
        ]),
    );
}

#[test]
fn a_value_of_the_wrong_kind_or_size_says_what_is_wanted() {
    let glow = |keys: &str| format!("[business.glow]\nfounder_roots = 1\n{keys}\n");
    compare(
        "wrong_values",
        &checked(&[
            ("number", &format!("{}[post]\nreach = \"0.1\"\nhours_per_post = true\n", glow(""))),
            (
                "number-out-of-range",
                &format!("weeks = 9999\n{}[post]\nhours_per_post = 170\n", glow("")),
            ),
            ("nobody-at-the-start", &glow("founders = 0")),
            ("number-not-finite", &format!("{}[post]\nhours_per_post = nan\n", glow(""))),
            ("count", &format!("weeks = 10.5\nreplicates = -1\nseed = \"x\"\n{}", glow(""))),
            ("count-beyond-64-bits", &format!("seed = 99999999999999999999\n{}", glow(""))),
            ("money-third-decimal", &glow("product.list_price = 39.999")),
            ("money-third-decimal-zero", &glow("product.list_price = 39.990")),
            ("money-exponent", &glow("product.list_price = 4e1")),
            ("money-text", &glow("product.list_price = \"40 EUR\"")),
            ("money-out-of-range", &glow("product.list_price = 0.00")),
            ("rate-seven-decimals", &glow("discount = 0.3333333")),
            ("rate-out-of-range", &glow("discount = 1.2\nbuy_back.share = -0.1")),
            ("rates", &glow("plan.unilevel.rates = [0.1, \"x\", 2]")),
            ("rates-not-an-array", &glow("plan.unilevel.rates = 0.1")),
            ("rates-empty", &glow("plan.fast_start.rates = []")),
            ("flag", &glow("plan.activity.kit_counts = 1")),
            ("choice", &glow("plan.unilevel = { base = \"wholesal\", compression = 3 }")),
            ("text", &format!("title = 3\n{}", glow(""))),
            ("table-as-number", &format!("post = 3\nevent = 1\n{}", glow("discount_steps = 4"))),
            ("array-of-tables-as-table", &glow("discount_steps = { from_points = 1 }")),
            ("table-as-array", &format!("{}[[post]]\nreach = 0.1\n", glow(""))),
        ]),
    );
}

#[test]
fn whoever_is_followed_has_a_business_a_year_and_room() {
    let two = format!("{SMALL}\n[business.lush]\nfounders = 3\nfounder_roots = 1\n");
    let long = |text: &str| text.replace("weeks = 8", "weeks = 60");
    compare(
        "cohorts",
        &checked(&[
            ("week", &format!("{}\n[persona.ana]\nweek = 10\n", long(SMALL))),
            ("week-in-a-short-run", &format!("{SMALL}\n[persona.ana]\n")),
            ("business-unnamed", &long(&format!("{two}\n[persona.ana]\n[creators]\npeople = 9\n"))),
            ("business-unknown", &long(&format!("{two}\n[persona.ana]\nbusiness = \"glwo\"\n"))),
            ("clones", &long(&format!("{SMALL}\n[persona.ana]\nclones = 3\n"))),
            (
                "clones-of-all",
                &long(&format!("{SMALL}\n[persona.ana]\nclones = 2\n[persona.zoe]\n")),
            ),
            ("people", &long(&format!("{SMALL}\n[creators]\npeople = 481\n"))),
            ("offers", &long(&format!("{SMALL}\n[creators]\npeople = 9\nover_weeks = 12\n"))),
            (
                "event",
                &long(&format!(
                    "{SMALL}\n[persona.ana]\n[event.late]\nset.persona.ana.hours_per_week = 3\n"
                )),
            ),
            ("motive", &long(&format!("{SMALL}\n[persona.ana]\nmotive = \"bilder\"\n"))),
        ]),
    );
}

#[test]
fn odds_are_told_in_words_and_to_machines() {
    let desk = Desk::new();
    let you = "odds scenarios/tiny.toml --followers 1500 --hours 10 --quiet";
    compare(
        "odds",
        &desk.transcript(&[
            &format!("{you} --week 27 --replicates 4"),
            "odds scenarios/tiny.toml --followers 0 --hours 0 --week 53 -r 1 -q --expects 100 \
             --motive discount_buyer",
            &format!("{you} --week 54"),
            &format!("{you} --business shine"),
            "odds scenarios/tiny.toml --followers 1500",
            "odds scenarios/tiny.toml --followers=-5 --hours 200",
        ]),
    );
    assert_eq!(desk.names("."), ["scenarios"], "nothing is written");
    let json = desk.data(&format!("{you} --week 5 --json"));
    let json: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    assert!(1_000.0 <= json["outcomes"].as_f64().expect("a number"), "{json}");
    assert_eq!(json["asked"]["followers"], 1_500.0);
    let share = &json["measures"]["profit_share"]["estimate"];
    let [low, mean, high] = ["low", "mean", "high"].map(|name| share[name].as_f64().expect(name));
    assert!(0.0 < low && low < mean && mean < high && high < 1.0, "{share}");
}

#[test]
fn a_distribution_has_one_name_and_its_own_parameters() {
    let people = |value: &str| format!("[business.glow]\n[people]\nfollowers = {value}\n");
    compare(
        "distributions",
        &checked(&[
            ("unlike", &people("\"many\"")),
            ("unknown", &people("{ log_norml = { median = 1, sigma = 1 } }")),
            ("none", &people("{}")),
            ("two", &people("{ constant = 1, normal = { mean = 1, sd = 1 } }")),
            ("parameter-missing", &people("{ power_law = { min = 1, max = 2 } }")),
            ("parameter-unknown", &people("{ normal = { mean = 1, sd = 1, skew = 1 } }")),
            ("parameter-out-of-range", &people("{ normal = { mean = -1, sd = -1 } }")),
            ("parameters-contradict", &people("{ uniform = { min = 5, max = 2 } }")),
            ("parameters-not-a-table", &people("{ uniform = 3 }")),
        ]),
    );
}

#[test]
fn a_text_that_is_no_toml_is_shown_where_it_breaks() {
    compare(
        "no_toml",
        &checked(&[
            ("decimal-comma", "[business.glow]\ndiscount = 0,3\n"),
            ("no-value", "weeks =\n[business.glow]\n"),
            ("twice", "weeks = 3\nweeks = 4\n[business.glow]\n[business.glow]\n"),
            ("unclosed", "[business.glow\nfounders = 3\n"),
            ("thousands-comma", "[business.glow]\nfounders = 1,000\n"),
            ("percent", "[business.glow]\ndiscount = 30 % # of the list price\n"),
        ]),
    );
}

#[test]
fn each_contradiction_is_told_at_the_key_to_change() {
    let plan = |keys: &str| format!("[business.glow]\n[business.glow.plan]\n{keys}\n");
    let ranks = "rank.star = {}\nrank.moon.order = 2\n";
    compare(
        "contradictions",
        &checked(&[
            ("burn-in", "weeks = 10\nburn_in_weeks = 10\n[business.glow]\n"),
            ("burn-in-by-default", "burn_in_weeks = 200\n[business.glow]\n"),
            ("no-business", "weeks = 10\n"),
            (
                "founders-of-two",
                "[market]\npeople = 2_000\n[business.glow]\nfounders = 300\n\
                 [business.dew]\nfounders = 300\n",
            ),
            ("unrationed", "[business.glow]\n[market]\nrationing = \"none\"\n"),
            ("community", "[market]\npeople = 900\n[business.glow]\n"),
            ("founders", "[market]\npeople = 2_000\n[business.glow]\nfounders = 501\n"),
            (
                "motives",
                "[business.glow]\n[motive]\ndiscount_buyer.weight = 0\n\
             part_time_seller.weight = 0\nbuilder.weight = 0\n",
            ),
            ("roots", "[business.glow]\nfounders = 5\n"),
            (
                "event-after-the-end",
                "weeks = 10\n[business.glow]\n[event.lockdown]\nstart_week = 11\n\
                 factor.leads = 0.5\n",
            ),
            (
                "event-without-factor",
                "[business.glow]\n[event.lockdown]\nstart_week = 11\nduration_weeks = 4\n",
            ),
            (
                "deduction",
                "[business.glow]\nbuy_back = { share = 0.5, commission_deduction = 0.6 }\n",
            ),
            ("rank-order", &plan("rank.star.order = 1\nrank.moon.order = 1")),
            (
                "rank-rates-twice",
                &plan(&format!(
                    "{ranks}unilevel.rank_rates = [{{ rank = \"star\" }}, {{ rank = \"star\" }}]"
                )),
            ),
            ("rank-rates-unknown", &plan("unilevel.rank_rates = [{ rank = \"star\" }]")),
            ("rates-above-all", &plan("unilevel.rates = [0.6, 0.405]")),
            (
                "rank-rates-above-all",
                &plan(&format!(
                    "{ranks}unilevel.rank_rates = [{{ rank = \"star\", rates = [1, 0.1] }}]"
                )),
            ),
            ("compression-rank-unknown", &plan("unilevel.compression_rank = \"star\"")),
            ("compression-rank-missing", &plan("unilevel.compression = \"skip_below_rank\"")),
        ]),
    );
}

#[test]
fn what_an_event_sets_is_told_at_its_line() {
    let event = |keys: &str| format!("{SMALL}\n[event.change]\nstart_week = 3\n{keys}\n");
    compare(
        "events",
        &checked(&[
            ("nothing", &event("set = {}")),
            ("no-table", &event("set = 0.2")),
            (
                "bounds",
                &event("set.post.reach = -0.2\nset.business.glow.product.list_price = 1.234"),
            ),
            ("unknown", &event("[event.change.set]\npost.raech = 0.2\n\"post.reach\" = 0.2")),
            (
                "names",
                &event("set.business.glwo.discount = 0.2\nset.business.glow.plan.pool.x = {}"),
            ),
            ("fixed", &event("[event.change.set]\nweeks = 9\nmarket.people = 9\nevent.change = 1")),
            ("contradiction", &event("set.business.glow.buy_back.commission_deduction = 0.95")),
            ("rates", &event("ramp_weeks = 2\nset.business.glow.plan.unilevel.rates = [0.9, 0.9]")),
            (
                "ramp",
                &event(
                    "ramp_weeks = 2\nset.business.glow.buy_back.share = 0.0\n\
                             [business.glow.buy_back]\ncommission_deduction = 0.4",
                ),
            ),
            (
                "seats",
                &event(
                    "duration_weeks = 2\nset.business.glow.plan.binary = {}\n[event.then]\n\
                     start_week = 6\nset.business.glow.plan.matrix = { width = 3, rates = [0.1] }",
                ),
            ),
            (
                "both",
                &event("set.post.reach = 0.2\n[event.again]\nstart_week = 5\nset.post.reach = 0.1"),
            ),
            (
                "never-full",
                &event("ramp_weeks = 9\nset.post.reach = 0.2\nset.people.followers = 900"),
            ),
            (
                "in-an-event",
                &event("set.event.then.set.post.reach = 0.2\n[event.then]\nset.post.reach = 0.1"),
            ),
            ("period-of-sale", &event("set.business.glow.plan.clawback.counts_in = \"sale\"")),
            (
                "worked-out-again",
                &event(
                    "set.business.glow.product.list_price = 50.00\n\
                     set.business.glow.plan.unilevel.rates = [0.1]\n\
                     set.business.glow.buy_back.share = 0.5\n\
                     [business.glow.plan.clawback]\ncounts_in = \"sale\"",
                ),
            ),
        ]),
    );
}

#[test]
fn extends_says_which_file_it_cannot_follow() {
    let desk = Desk::new();
    desk.put("missing.toml", "weeks = 0\nextends = \"parents/base.toml\"\n[business.glow]\n");
    desk.put("folder.toml", "extends = \"scenarios\"\n");
    desk.put("number.toml", "extends = 3\n[business.glow]\n");
    desk.put("self.toml", "extends = \"self.toml\"\n");
    desk.put("one.toml", "extends = \"two.toml\"\n");
    desk.put("two.toml", "extends = \"one.toml\"\nweeks = 0\n");
    desk.put("child.toml", "extends = \"base.toml\"\nweeks = 0\n[post]\nraech = 1\n");
    desk.put("base.toml", "[post]\nreach = 2\n[business.glow]\nfounders = -1\n");
    compare(
        "extends",
        &desk.transcript(&[
            "check missing.toml",
            "check folder.toml",
            "check number.toml",
            "check self.toml",
            "check one.toml",
            "check child.toml",
        ]),
    );
}

#[test]
fn a_wrong_set_is_shown_like_a_line_of_a_file() {
    let desk = Desk::new();
    desk.put("small.toml", SMALL);
    let lines = [
        "weeks",
        "weeks=",
        "weeks=0",
        "weeks=many",
        "=3",
        "post.raech=0.1",
        "post.reach=0,7",
        "market.rationing=randm",
        "business.glow.discount=0.3333333",
        "business.dew.founders=3",
        "extends=other.toml",
        "[post]",
        "weeks=9 --set market.people=0 --set post.reach=-1",
    ];
    let lines: Vec<String> =
        lines.iter().map(|set| format!("check small.toml --set {set}")).collect();
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    let transcript = desk.transcript(&lines);
    assert!(!transcript.contains("exit 0"), "{transcript}");
    compare("sets", &transcript);
}

#[test]
fn a_file_that_cannot_be_read_is_a_problem_of_its_own() {
    let desk = Desk::new();
    compare(
        "unreadable_files",
        &desk.transcript(&[
            "check nosuch.toml",
            "check scenarios",
            "run nosuch.toml",
            "run scenarios",
            "run nosuch.toml --set weeks=0",
            "run tiny",
            "run scenarios/tiny",
        ]),
    );
    assert_eq!(desk.names("."), ["scenarios"]);
}

#[test]
fn a_shipped_scenario_that_is_not_here_is_offered_and_then_found() {
    let desk = Desk::bare();
    let lines = ["check scenarios/tiny.toml", "run tiny", "check tinny.toml", "scenarios"];
    compare("shipped_elsewhere", &desk.transcript(&lines));
    desk.data("scenarios --copy scenarios");
    desk.data("scenarios");
    let said = desk.data("check scenarios/tiny.toml");
    assert!(said.starts_with("scenarios/tiny.toml: no problems ("), "{said}");
}

#[test]
fn a_bad_scenario_is_refused_before_anything_is_written() {
    let desk = Desk::new();
    desk.put("bad.toml", "weeks = 0\n[business.glow]\n");
    let said = desk.run("run bad.toml");
    assert_eq!(said, desk.run("check bad.toml"));
    assert_eq!((said.code, said.stdout.as_str()), (Some(2), ""));
    assert_eq!(desk.names("."), ["bad.toml", "scenarios"]);
}

#[test]
fn a_run_prints_its_verdict_and_tables_as_data_and_says_nothing_else() {
    let desk = Desk::new();
    compare("run_tiny", &desk.transcript(&["run scenarios/tiny.toml -r 2"]));
    assert_eq!(
        desk.names("output/tiny"),
        [
            "capture.png",
            "capture.svg",
            "earnings.png",
            "earnings.svg",
            "entry.png",
            "entry.svg",
            "flows.parquet",
            "incidence.png",
            "incidence.svg",
            "income.png",
            "income.svg",
            "lorenz.png",
            "lorenz.svg",
            "manifest.json",
            "partners.parquet",
            "recruits.png",
            "recruits.svg",
            "report.html",
            "retail.png",
            "retail.svg",
            RUN_RECORD,
            "sankey.png",
            "sankey.svg",
            "summary.json",
            "tenure.png",
            "tenure.svg",
            "weeks.parquet",
            "weeks.png",
            "weeks.svg",
        ]
    );
    assert_eq!(desk.names("output"), ["tiny"]);
}

#[test]
fn a_single_world_has_no_interval_and_a_plain_plural() {
    let desk = Desk::new();
    desk.put("small.toml", SMALL);
    let stdout = desk.data("run small.toml -r 1 --no-pictures");
    assert!(stdout.contains("(1 world, own use as a cost; with time"), "{stdout}");
    assert!(stdout.contains("one world") && !stdout.contains("1 worlds"), "{stdout}");
    let of_two = desk.data("run small.toml -r 2 --no-pictures");
    assert!(of_two.contains("(2 worlds, own use as a cost; with time"), "{of_two}");
}

#[test]
fn a_line_of_the_summary_that_no_world_can_tell_is_left_out() {
    let desk = Desk::new();
    let run =
        |options: &str| desk.data(&format!("run scenarios/tiny.toml -r 2 --no-pictures {options}"));
    let broke_even = "broke even within 52 weeks";
    let rewards = "got no rewards in the last year, of all on the books";
    let whole = run("");
    for line in [broke_even, rewards, "  builders: median net"] {
        assert!(whole.contains(line), "{line} is missing in\n{whole}");
    }
    for options in ["--set weeks=10", "--set burn_in_weeks=103"] {
        let said = run(options);
        for line in [broke_even, rewards, "  builders: median net"] {
            assert!(!said.contains(line), "{options}: {line} in\n{said}");
        }
        assert!(said.contains("persons followed for their first 52 weeks"), "{said}");
    }
}

#[test]
fn a_factor_of_one_turns_an_event_off() {
    let desk = Desk::new();
    let event = "[event.lockdown]\nstart_week = 3\nduration_weeks = 2\n";
    desk.put("small.toml", &format!("{SMALL}\n{event}"));
    assert_eq!(desk.run("check small.toml").code, Some(2));
    desk.data("check small.toml --set event.lockdown.factor.leads=1");
}

#[test]
fn ways_of_running_change_the_files_but_not_the_summary() {
    let desk = Desk::new();
    desk.put("small.toml", SMALL);
    let plain = desk.data("run small.toml");
    let tables = ["flows", "partners", "weeks"];
    let others = ["manifest.json", "report.html", RUN_RECORD, "summary.json"];
    let named = |ending: &str| {
        let mut names: Vec<String> =
            tables.iter().map(|table| format!("{table}.{ending}")).collect();
        names.extend(others.map(str::to_owned));
        names.sort();
        names
    };
    let elsewhere = desk.data("run small.toml --no-pictures --format csv --out rows");
    assert!(elsewhere.ends_with("Results: rows\nPage: rows/report.html\n"), "{elsewhere}");
    let without = desk.data("run small.toml --no-pictures --no-report --out bare");
    assert!(without.ends_with("Results: bare\n"), "{without}");
    assert!(!desk.names("bare").contains(&"report.html".to_owned()));
    assert_eq!(desk.text("rows/weeks.csv").lines().count(), 1 + 2 * 8);
    let pictures = desk.names("output/small").len() - tables.len() - others.len();
    assert_eq!(pictures, 22);
    for (options, ending) in [
        ("--no-pictures", "parquet"),
        ("--no-pictures --quiet", "parquet"),
        ("--no-pictures -q --format csv", "csv"),
        ("--no-pictures --format parquet --threads 1", "parquet"),
        ("--no-pictures --format csv -j 3", "csv"),
    ] {
        assert_eq!(desk.data(&format!("run small.toml {options}")), plain, "{options}");
        assert_eq!(desk.names("output/small"), named(ending), "{options}");
    }
    for (options, threads) in [("--threads 1", "1"), ("-j 3", "3")] {
        desk.data(&format!("run small.toml --no-pictures {options}"));
        let record = desk.text("output/small/run.json");
        assert!(record.contains(&format!("\"threads\": {threads},")), "{record}");
    }
}

#[test]
fn a_set_a_seed_and_replicates_reach_the_run_and_the_manifest() {
    let desk = Desk::new();
    desk.put("small.toml", SMALL);
    let plain = desk.data("run small.toml --no-pictures");
    let line = "run small.toml --no-pictures --seed 7 -r 3 --set market.people=3000 --set weeks=9";
    assert_ne!(desk.data(line), plain);
    let manifest = desk.text("output/small/manifest.json");
    for part in ["\"seed\": 7", "\"replicates\": 3", "\"people\": 3000", "\"weeks\": 9"] {
        assert!(manifest.contains(part), "{part} is missing in\n{manifest}");
    }
    assert!(manifest.contains("\"market.people\""), "{manifest}");
}

#[test]
fn two_runs_give_equal_bytes_wherever_they_go_and_on_any_number_of_threads() {
    let desk = Desk::new();
    let of = |options: &str, folder: &str| {
        desk.data(&format!("run scenarios/tiny.toml -r 3 --out {folder} {options}"));
        let mut files = desk.files(folder);
        assert!(files.remove(RUN_RECORD).is_some(), "{folder}");
        files
    };
    let first = of("", "first");
    assert_eq!(first.len(), 28);
    for (options, folder) in [
        ("", "first"),
        ("--threads 1", "one"),
        ("--threads 3", "three"),
        ("--quiet", "somewhere/else/entirely"),
    ] {
        let files = of(options, folder);
        assert!(first.keys().eq(files.keys()), "{folder}");
        let differing: Vec<&String> =
            first.keys().filter(|name| first[*name] != files[*name]).collect();
        assert!(differing.is_empty(), "{options} {folder}: {differing:?} differ");
    }
}
