//! `downline man` and `downline completions`: made from the arguments themselves, so that neither
//! can miss one.

use std::io::{self, Write};

use clap::{Command, CommandFactory as _};
use clap_mangen::Man;
use clap_mangen::roff::{Roff, bold, roman};

use super::Failure;
use super::arguments::{Arguments, Completions};

/// What the program says with its exit code.
const EXIT_CODES: [(&str, &str); 4] = [
    ("0", "Done; also when the reader of stdout closes the pipe."),
    ("1", "The books did not close, or a case came out otherwise than it expects."),
    ("2", "Bad arguments, a bad scenario, or an output that could not be written."),
    ("130", "Interrupted; nothing is left half-written."),
];

/// Variables of the environment that the program heeds.
const ENVIRONMENT: [(&str, &str); 5] = [
    ("COLUMNS", "Columns of a page, 60 to 100; the terminal's where it is not set."),
    ("NO_COLOR", "No colours, whatever its value unless it is empty."),
    ("CLICOLOR", "No colours where it is 0."),
    ("CLICOLOR_FORCE", "Colours in pipes, too, unless it is empty or NO_COLOR is set."),
    ("RAYON_NUM_THREADS", "Number of threads where --threads does not say."),
];

/// Files that the program reads and writes.
const FILES: [(&str, &str); 4] = [
    ("NAME.toml", "A scenario; `downline new` writes one, `downline schema` describes it."),
    ("output/NAME/summary.json", "Every measure of a run with its interval."),
    ("output/NAME/*.parquet", "Tables of a run, described in their own metadata."),
    ("output/NAME/manifest.json", "Version, seed, scenario and checksums of all files."),
];

/// Prints the manual page with all commands and their arguments.
pub(super) fn man(out: &mut impl Write) -> Result<(), Failure> {
    // Built without the command `help`, whose copies of the others would be in the way.
    let mut command = Arguments::command().disable_help_subcommand(true);
    command.build();
    let page = Man::new(command.clone()).manual("Downline");
    page.render_title(out)?;
    page.render_name_section(out)?;
    page.render_synopsis_section(out)?;
    page.render_description_section(out)?;
    page.render_options_section(out)?;
    for inner in command.get_subcommands() {
        section(inner, out)?;
    }
    let mut roff = Roff::new();
    let lists: [(&str, &[(&str, &str)]); 3] =
        [("EXIT STATUS", &EXIT_CODES), ("ENVIRONMENT", &ENVIRONMENT), ("FILES", &FILES)];
    for (title, entries) in lists {
        roff.control("SH", [title]);
        for (name, text) in entries {
            roff.control("TP", []);
            roff.text([bold(*name)]);
            roff.text([roman(*text)]);
        }
    }
    roff.to_writer(out)?;
    page.render_version_section(out)?;
    Ok(())
}

/// A command with its arguments, as a section of the page.
fn section(command: &Command, out: &mut impl Write) -> io::Result<()> {
    let mut roff = Roff::new();
    roff.control("SH", [format!("DOWNLINE {}", command.get_name().to_uppercase()).as_str()]);
    roff.to_writer(out)?;
    let page = Man::new(command.clone());
    let mut parts: Vec<u8> = Vec::new();
    page.render_synopsis_section(&mut parts)?;
    page.render_description_section(&mut parts)?;
    page.render_options_section(&mut parts)?;
    // Sections of a page of its own are parts of this one's.
    let parts = String::from_utf8_lossy(&parts).replace("\n.SH ", "\n.SS ");
    let parts = parts.strip_prefix(".SH ").map_or(parts.clone(), |rest| format!(".SS {rest}"));
    out.write_all(parts.as_bytes())
}

/// Prints what a shell needs to complete commands.
pub(super) fn completions(arguments: &Completions, out: &mut impl Write) -> Result<(), Failure> {
    // The generator panics where it cannot write, so a pipe that closes must not reach it.
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut Arguments::command(), "downline", &mut script);
    out.write_all(&script)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use clap::ValueEnum as _;
    use clap_complete::Shell;

    use super::*;

    /// Every command with the long names of its arguments.
    fn commands() -> Vec<(String, Vec<String>)> {
        let command = Arguments::command();
        let inner = command.get_subcommands().map(|inner| {
            let names = inner.get_arguments().filter_map(|argument| argument.get_long());
            (inner.get_name().to_owned(), names.map(str::to_owned).collect())
        });
        inner.collect()
    }

    #[test]
    fn the_manual_page_has_every_command_and_argument_in_its_section() {
        let mut page = Vec::new();
        man(&mut page).expect("a page");
        let page = String::from_utf8(page).expect("text").replace("\\-", "-");
        let all = commands();
        assert!(10 < all.len());
        for (name, arguments) in all {
            let title = format!("\n.SH \"DOWNLINE {}\"\n", name.to_uppercase());
            let (_, section) = page.split_once(&title).unwrap_or_else(|| panic!("{title}\n{page}"));
            let section = section.split("\n.SH ").next().expect("a section");
            assert!(section.contains("\n.SS DESCRIPTION\n"), "{name}: {section}");
            for argument in arguments {
                assert!(section.contains(&format!("--{argument}")), "{name}: --{argument}");
            }
        }
        for part in ["EXIT STATUS", "ENVIRONMENT", "NO_COLOR", "FILES", "VERSION"] {
            assert!(page.contains(part), "{part}");
        }
    }

    #[test]
    fn every_shell_completes_every_command_and_argument() {
        for &shell in Shell::value_variants() {
            let mut script = Vec::new();
            completions(&Completions { shell }, &mut script).expect("a script");
            let script = String::from_utf8(script).expect("text");
            for (name, arguments) in commands() {
                assert!(script.contains(&name), "{shell}: {name}");
                for argument in arguments {
                    let written = match shell {
                        Shell::Fish => format!("-l {argument}"),
                        _ => format!("--{argument}"),
                    };
                    assert!(script.contains(&written), "{shell}: {name} {written}");
                }
            }
        }
    }
}
