//! What can be typed behind `downline odds`, and what it becomes: a persona of the scenario.

use std::path::PathBuf;

use clap::Args;

use super::Source;
use crate::scenario::{Problem, ProblemKind, Problems};

/// Where whoever asks stands in the scenario.
const YOU: &str = "persona.you";

/// What the number of worlds is unless somebody says.
const REPLICATES: &str = "Number of simulated worlds [default: the scenario's, and as many as give \
                          1,000 outcomes at least]";

/// `downline odds`
#[derive(Debug, Args)]
#[command(mut_arg("replicates", |argument| argument.help(REPLICATES)))]
pub(crate) struct Odds {
    /// The scenario file
    pub(crate) scenario: PathBuf,
    /// Your followers, 0 to 1,000,000,000
    #[arg(long, allow_negative_numbers = true)]
    pub(crate) followers: f64,
    /// Hours a week that you can give, 0 to 168
    #[arg(long, allow_negative_numbers = true)]
    pub(crate) hours: f64,
    /// Week in which you join; 52 weeks from it must fit the scenario's run
    #[arg(long, default_value_t = 52, allow_negative_numbers = true)]
    pub(crate) week: u32,
    /// The business that you join; needed where the scenario has several
    #[arg(long)]
    pub(crate) business: Option<String>,
    /// What you expect to earn in a year [default: drawn as others who say yes expect]
    #[arg(long, value_name = "AMOUNT", allow_negative_numbers = true)]
    pub(crate) expects: Option<f64>,
    /// Why you join; most who join a network do so for the discount and hardly sell
    #[arg(long, default_value = "part_time_seller")]
    #[arg(value_parser = ["discount_buyer", "part_time_seller", "builder"])]
    pub(crate) motive: String,
    #[command(flatten)]
    pub(crate) source: Source,
    /// Number of threads [default: all processors]
    #[arg(long, short = 'j', allow_negative_numbers = true)]
    #[arg(value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub(crate) threads: Option<u16>,
    /// Folder for the results with their page; without it nothing is written
    #[arg(long, short = 'o', value_name = "FOLDER")]
    pub(crate) out: Option<PathBuf>,
    /// Write into a folder that holds other files, which are kept, or replace a result of another
    /// scenario or one whose files were changed
    #[arg(long, requires = "out")]
    pub(crate) force: bool,
    /// Print the answer for machines
    #[arg(long)]
    pub(crate) json: bool,
    /// No progress bar
    #[arg(long, short = 'q')]
    pub(crate) quiet: bool,
}

/// An option that says a key of the persona.
struct Said {
    /// The key, below the persona's table.
    key: &'static str,
    /// Its value as a scenario has it.
    value: String,
    /// The option as it is typed, with its value.
    option: String,
}

impl Odds {
    /// Whoever asks, as keys of a persona: each with the option that says it.
    fn settings(&self) -> Vec<Said> {
        let said = |key, value: String, option: &str, typed: &dyn std::fmt::Display| Said {
            key,
            value,
            option: format!("--{option} {typed}"),
        };
        let (followers, hours) = (self.followers, self.hours);
        let mut all = vec![
            said("followers", format!("{followers:?}"), "followers", &followers),
            said("hours_per_week", format!("{hours:?}"), "hours", &hours),
            said("week", self.week.to_string(), "week", &self.week),
            said("motive", self.motive.clone(), "motive", &self.motive),
        ];
        let business = self.business.as_ref();
        all.extend(business.map(|name| said("business", format!("{name:?}"), "business", name)));
        all.extend(
            self.expects
                .map(|sum| said("expected_earnings_per_year", format!("{sum:?}"), "expects", &sum)),
        );
        all
    }

    /// Whoever asks, as keys of a persona.
    pub(crate) fn persona(&self) -> Vec<String> {
        let settings = self.settings().into_iter();
        settings.map(|Said { key, value, .. }| format!("{YOU}.{key}={value}")).collect()
    }

    /// Problems of what the options became, told of the options themselves.
    pub(crate) fn in_own_words(&self, problems: Problems) -> Problems {
        let settings = self.settings();
        let told = problems.0.into_iter().map(|problem| {
            let key = problem.key.strip_prefix(YOU).and_then(|key| key.strip_prefix('.'));
            let said = settings.iter().find(|said| Some(said.key) == key);
            let option = match (said, &problem.kind) {
                (Some(said), _) => said.option.clone(),
                // Left out, so that the scenario has nothing of it but the key.
                (None, ProblemKind::WhichBusiness { .. }) if key == Some("business") => {
                    "--business".to_owned()
                }
                (None, _) => return problem,
            };
            told(problem, option)
        });
        Problems(told.collect())
    }
}

/// A problem of one option: no place in a file, and none of the words of files.
fn told(problem: Problem, option: String) -> Problem {
    let Problem { message, hint, .. } = problem;
    let (message, hint) = match &problem.kind {
        // The value is told already; only what is wanted instead is news.
        ProblemKind::Unlike { wanted } => (format!("wanted is {wanted}"), None),
        ProblemKind::Outside { allowed } => (format!("allowed is {allowed}"), None),
        ProblemKind::NoSuchBusiness { name } => {
            (format!("you name the business `{name}`, which there is not"), hint)
        }
        ProblemKind::WhichBusiness { names } => {
            let all: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
            let message =
                format!("needed, for the scenario has several: there is {}", all.join(", "));
            (message, names.first().map(|name| format!("add `--business {name}`")))
        }
        ProblemKind::BeyondTheRun { week, end, weeks } => {
            let message = format!(
                "you join in week {week} and are followed for 52 weeks, to the end of week {end}, \
                 but the run has only {weeks}"
            );
            (message, hint)
        }
        _ => (message, hint),
    };
    Problem { file: option, line: 0, column: 0, message, hint, ..problem }
}

#[cfg(test)]
mod tests {
    use clap::Parser as _;

    use super::super::{Arguments, Command};
    use crate::scenario::Loaded;

    /// What is told of a line's options, in a scenario with two businesses.
    fn refusal(options: &str) -> String {
        let text = "weeks = 104\n[market]\npeople = 1_000\n[business.glow]\nfounders = 10\n\
                    founder_roots = 1\n[business.shine]\nfounders = 10\nfounder_roots = 1\n";
        let words = ["downline", "odds", "a.toml"].into_iter().chain(options.split(' '));
        let Command::Odds(odds) = Arguments::parse_from(words).command else { panic!("{options}") };
        let loaded = Loaded::from_text("a", text).expect("sound");
        let problems = loaded.varied("--set", &odds.persona()).expect_err("a problem");
        odds.in_own_words(problems).to_string()
    }

    #[test]
    fn what_is_wrong_with_an_option_is_told_of_the_option() {
        let sound = "--followers 5 --hours 4 --business glow";
        for (options, wanted) in [
            (
                "--followers=-5 --hours 900 --business glow",
                "--followers -5: allowed is 0 to 1000000000 (followers)\n\n\
                 --hours 900: allowed is 0 to 168 (hours)\n\n2 problems found",
            ),
            (
                "--followers 5 --hours NaN --business glow",
                "--hours NaN: wanted is a number of hours\n\n1 problem found",
            ),
            (
                "--followers 5 --hours 4 --business glo",
                "--business glo: you name the business `glo`, which there is not\n  \
                 = did you mean `glow`?\n\n1 problem found",
            ),
            (
                "--followers 5 --hours 4",
                "--business: needed, for the scenario has several: there is `glow`, `shine`\n  \
                 = add `--business glow`\n\n1 problem found",
            ),
            (
                &format!("{sound} --week 54"),
                "--week 54: you join in week 54 and are followed for 52 weeks, to the end of week \
                 105, but the run has only 104\n  = week 53 is the latest, or make the run longer \
                 (`weeks`)\n\n1 problem found",
            ),
            (
                &format!("{sound} --expects=-3"),
                "--expects -3: allowed is 0.01 to 1000000000 (currency units a year)\n\n\
                 1 problem found",
            ),
        ] {
            assert_eq!(refusal(options), wanted, "{options}");
        }
    }
}
