//! `downline plot`: the pictures of a saved result, drawn again.

use std::io::Write;
use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::Failure;
use crate::output::plot::{self, Size};
use crate::output::{Act, OutputError, Saved, write_file};
use crate::scenario::nearest;

/// `downline plot`
#[derive(Debug, Args)]
pub(crate) struct Plot {
    /// Folder that `downline run`, `compare`, `sweep` or `odds` wrote
    pub(crate) results: PathBuf,
    /// Draw these pictures only, by their names parted by commas
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    pub(crate) only: Vec<String>,
    /// Kinds of files, parted by commas
    #[arg(long, value_enum, value_delimiter = ',', default_values_t = [Kind::Svg, Kind::Png])]
    pub(crate) format: Vec<Kind>,
    /// For what the pictures are laid out
    #[arg(long, value_enum, default_value_t = Sheet::File)]
    pub(crate) size: Sheet,
    /// Pixels of a PNG for each of the picture's, in a row
    #[arg(long, default_value_t = 2, value_parser = clap::value_parser!(u32).range(1..=4))]
    pub(crate) scale: u32,
    /// Folder for the pictures [default: that of the result, in whose manifest they are listed]
    #[arg(long, short = 'o', value_name = "FOLDER")]
    pub(crate) out: Option<PathBuf>,
    /// Replace files that are there
    #[arg(long)]
    pub(crate) force: bool,
}

/// Kinds of picture files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Kind {
    /// Lines and letters, sharp at any size
    Svg,
    /// Pixels
    Png,
}

/// Sheets for which pictures are laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Sheet {
    /// 1200 pixels wide, 750 high or as high as a few bars need
    #[value(alias = "1200x750")]
    File,
    /// 952 pixels wide, as high as it needs, for the column of a page
    Column,
    /// 390 pixels wide, as high as it needs
    Phone,
}

impl Sheet {
    const fn size(self) -> Size {
        match self {
            Self::File => Size::File,
            Self::Column => Size::Column,
            Self::Phone => Size::Phone,
        }
    }

    /// What stands behind a picture's name in the file's.
    const fn suffix(self) -> &'static str {
        match self {
            Self::File => "",
            Self::Column => "-column",
            Self::Phone => "-phone",
        }
    }
}

/// Why a picture that was asked for is not drawn.
#[derive(Debug, thiserror::Error)]
pub(crate) enum PictureError {
    /// No picture of any result has the name.
    #[error("no picture is called `{asked}`{} The pictures of `{}` are `{}`", 
        did_you_mean(.nearest.as_deref()), .folder.display(), .has.join("`, `"))]
    Unknown { asked: String, nearest: Option<String>, folder: PathBuf, has: Vec<&'static str> },
    /// Results of another kind have it.
    #[error("`{}` has no picture `{asked}`, but `{}`{}", 
        .folder.display(), .has.join("`, `"), needs(.asked))]
    Missing { asked: String, folder: PathBuf, has: Vec<&'static str> },
}

fn did_you_mean(nearest: Option<&str>) -> String {
    nearest.map_or(".".to_owned(), |name| format!(", did you mean `{name}`?"))
}

/// What makes a result that has a picture.
fn needs(name: &str) -> &'static str {
    match name {
        "tornado" => ": `downline run --robust` makes one that has it",
        "sweep" => ": `downline sweep` makes one that has it",
        "compare" => ": `downline compare` makes one that has it",
        "personas" | "tree" => ": a scenario with `[persona.NAME]` makes one that has it",
        _ => "",
    }
}

/// Draws the pictures.
pub(super) fn plot(arguments: &Plot, out: &mut impl Write) -> Result<(), Failure> {
    let saved = Saved::read(&arguments.results)?;
    let mut made: Vec<(String, Vec<u8>)> = Vec::new();
    for name in names(arguments, &saved)? {
        // The result has every picture of that list, and each is laid out in every size.
        let Some(sketch) = plot::sketch(saved.outcome(), name, arguments.size.size())? else {
            continue;
        };
        let name = format!("{name}{}", arguments.size.suffix());
        for kind in [Kind::Svg, Kind::Png] {
            match kind {
                _ if !arguments.format.contains(&kind) => {}
                Kind::Svg => made.push((format!("{name}.svg"), sketch.svg().into_bytes())),
                Kind::Png => made.push((format!("{name}.png"), sketch.png(arguments.scale)?)),
            }
        }
    }
    let folder = match &arguments.out {
        None => {
            saved.put(&made, arguments.force)?;
            &arguments.results
        }
        Some(folder) => {
            put_into(folder, &made, arguments.force)?;
            folder
        }
    };
    for (name, _) in &made {
        writeln!(out, "{}", folder.join(name).display())?;
    }
    Ok(())
}

/// Names of the pictures that are asked for, each once, in the order of the story.
fn names(arguments: &Plot, saved: &Saved) -> Result<Vec<&'static str>, PictureError> {
    let has = plot::pictures_of(saved.outcome());
    for asked in &arguments.only {
        let (asked, folder) = (asked.clone(), arguments.results.clone());
        if plot::picture_names().all(|known| known != asked) {
            let nearest = nearest(&asked, plot::picture_names()).map(str::to_owned);
            return Err(PictureError::Unknown { asked, nearest, folder, has });
        }
        if !has.contains(&asked.as_str()) {
            return Err(PictureError::Missing { asked, folder, has });
        }
    }
    let is_asked =
        |name: &&str| arguments.only.is_empty() || arguments.only.iter().any(|asked| asked == name);
    Ok(has.into_iter().filter(is_asked).collect())
}

/// Writes files into a folder that may be there already: all of them, or none where one is there.
fn put_into(folder: &PathBuf, made: &[(String, Vec<u8>)], force: bool) -> Result<(), OutputError> {
    std::fs::create_dir_all(folder).map_err(|cause| OutputError::File {
        act: Act::Write,
        path: folder.clone(),
        cause,
    })?;
    for (name, _) in made.iter().filter(|_| !force) {
        let path = folder.join(name);
        if path.symlink_metadata().is_ok() {
            return Err(OutputError::Exists { path });
        }
    }
    made.iter().try_for_each(|(name, content)| write_file(&folder.join(name), content, force))
}
