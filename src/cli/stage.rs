//! The order in which every command makes a folder of results: a stage beside it, the worlds, the
//! files, the pictures, the page, the manifest, and the move into place.
//!
//! *Invariant*: a bad target is refused before anything runs, and whoever is interrupted at any
//! point leaves nothing behind.
//!
//! *Absent*: what runs and which tables there are; what is told on the terminal.

use std::io::{self, Write};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use super::Failure;
use super::arguments::{Format, Output};
use super::progress::Watch;
use crate::experiment::results::Card;
use crate::output::plot::{self, Picture};
use crate::output::{
    Folder, Origin, Outcome, OutputError, PAGE, RunClock, Subject, TableFormat, file_names, finish,
    page,
};
use crate::simulation::WeekCounts;

/// A result while it is made.
pub(super) struct Stage {
    /// Where it is put together; nothing where nobody wants files.
    folder: Option<Folder>,
    clock: RunClock,
    watch: Watch,
}

/// Where a result goes.
#[derive(Clone, Copy)]
pub(super) struct Target<'a> {
    /// Its folder.
    pub(super) path: &'a Path,
    /// The scenario or experiment, by which a former result is known.
    pub(super) name: &'a str,
    /// Whether what is there gives way.
    pub(super) force: bool,
}

/// What beside the tables is made of a result.
#[derive(Clone, Copy)]
pub(super) struct Shown {
    /// Picture files.
    pub(super) pictures: bool,
    /// The page.
    pub(super) page: bool,
}

impl From<&Output> for Shown {
    fn from(output: &Output) -> Self {
        Self { pictures: !output.no_pictures, page: !output.no_report }
    }
}

/// A result in its place.
pub(super) struct Placed {
    /// Its folder.
    pub(super) path: PathBuf,
    /// The names of its files, sorted.
    pub(super) files: Vec<String>,
    has_page: bool,
}

impl Stage {
    /// Makes everything ready before the first week. From here on an interruption is heard, so
    /// that the hidden folder never stays behind.
    ///
    /// Fails when the target is refused or threads cannot be started.
    pub(super) fn open(
        target: Option<Target<'_>>,
        threads: Option<u16>,
        watch: Watch,
    ) -> Result<Self, Failure> {
        let open = |Target { path, name, force }| Folder::open(path, name, force);
        let folder = target.map(open).transpose()?;
        use_threads(threads)?;
        Ok(Self { folder, clock: RunClock::start(), watch })
    }

    /// What the worlds call after each week.
    pub(super) fn watcher(&self) -> impl Fn(u32, &WeekCounts) -> ControlFlow<()> + Sync {
        self.watch.watcher()
    }

    /// Writes the tables by `fill`, then what is shown of the outcome, and puts all of it in
    /// place; nothing where nobody wants files.
    ///
    /// Fails when somebody interrupts it, when something cannot be drawn or written, or when the
    /// target is no longer free.
    pub(super) fn put(
        self,
        origin: &Origin<'_>,
        outcome: Outcome<'_>,
        shown: Shown,
        fill: impl FnOnce(&mut Folder) -> Result<(), OutputError>,
    ) -> Result<Option<Placed>, Failure> {
        let Self { folder, clock, watch } = self;
        let Some(mut folder) = folder else {
            watch.interrupted()?;
            watch.done();
            return Ok(None);
        };
        watch.writing();
        fill(&mut folder)?;
        if shown.pictures {
            tell_missing_letters(origin.card);
            put_pictures(&mut folder, outcome)?;
        }
        if shown.page {
            let Origin { resolved, command, .. } = *origin;
            let page = page(&[Subject { outcome, resolved, command }])?;
            folder.write(PAGE, |sink| sink.write_all(page.as_bytes()))?;
        }
        watch.interrupted()?;
        let files = file_names(&folder);
        let words = std::env::args().skip(1).collect();
        let record = clock.stop(rayon::current_num_threads(), watch.partner_weeks(), words);
        let path = finish(folder, origin, &record)?;
        watch.done();
        Ok(Some(Placed { path, files, has_page: shown.page }))
    }
}

impl Placed {
    /// Says where the results are, and their page.
    pub(super) fn tell(&self, out: &mut impl Write) -> io::Result<()> {
        writeln!(out, "Results: {}", self.path.display())?;
        if self.has_page {
            writeln!(out, "Page: {}", self.path.join(PAGE).display())?;
        }
        Ok(())
    }
}

/// Uses so many threads from now on, if a number is asked for.
fn use_threads(threads: Option<u16>) -> Result<(), Failure> {
    if let Some(threads) = threads {
        rayon::ThreadPoolBuilder::new().num_threads(usize::from(threads)).build_global()?;
    }
    Ok(())
}

/// Writes both forms of every picture.
/// Says which letters of a heading no bitmap can show.
fn tell_missing_letters(card: &Card) {
    let missing = plot::missing_letters(&[&card.title, &card.currency]);
    if !missing.is_empty() {
        let letters: String = missing.iter().collect();
        // A terminal that takes no text is told nothing.
        let _ = writeln!(
            anstream::stderr(),
            "note: the pictures' typeface lacks `{letters}` of the title or the currency: PNG \
             pictures show `?` there"
        );
    }
}

fn put_pictures(folder: &mut Folder, outcome: Outcome<'_>) -> Result<(), Failure> {
    for Picture { name, svg, png } in plot::draw_all(outcome)? {
        folder.write(&format!("{name}.svg"), |sink| sink.write_all(svg.as_bytes()))?;
        folder.write(&format!("{name}.png"), |sink| sink.write_all(&png))?;
    }
    Ok(())
}

/// The format in which tables are asked for.
pub(super) const fn format_of(format: Format) -> TableFormat {
    match format {
        Format::Parquet => TableFormat::Parquet,
        Format::Csv => TableFormat::Csv,
    }
}
