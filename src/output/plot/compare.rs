//! What each scenario changes in the same worlds: dots with their intervals around zero.
//!
//! *Invariant*: a dot stands at the mean of the paired differences and its line is their 95 %
//! interval, on one scale for all dots of a panel; a dot is open where the interval covers zero.
//!
//! *Absent*: measures beyond the headlines, which the files hold.

mod narrow;

use super::axis::{Linear, round_numbers};
use super::few;
use super::numbers::{count, decimal, tick, with_unit};
use super::scene::{Align, Frame, Furniture, Point, Scene, Sheet, Tag};
use super::style::{
    BUSINESSES, Colour, Face, GRID, HEADING, INK, LABEL, LABEL_BOLD, MARGIN, PAPER, PARTNERS,
    QUIET, SMALL, SUBTITLE, TITLE, WIDTH,
};
use super::typeface::Typeface;
use super::{HASH_DIGITS, PlotError, short_name};
use crate::experiment::compare::{Comparison, Variant};
use crate::experiment::interval::Estimate;
use crate::output::headlines::{A_HEAD, CHANNEL, Group, OF_100, SHARES};
use crate::output::key_words;

/// Height of one variant in a page.
const HEIGHT: f64 = 600.0;
/// Height of several in a page, and for each of them more.
const BESIDE: f64 = 170.0;
const ROOM: f64 = 58.0;
/// Height of a row.
const ROW: f64 = 25.0;
/// Room above the rows of a panel for its title, and below them for ticks.
const ABOVE: f64 = 26.0;
const BELOW: f64 = 30.0;
/// Most variants that get a row of their own.
const ROWS_MAX: usize = 11;

/// A row of a panel.
struct Row {
    label: String,
    colour: Colour,
    difference: Estimate,
}

/// Rows on one scale.
struct Panel {
    title: String,
    /// What the numbers are, below the title, where the title does not say it.
    below: String,
    group: Group,
    rows: Vec<Row>,
    /// The baseline's own mean, where it is shown.
    before: Option<f64>,
}

/// The picture's marks.
pub(super) fn scene(comparison: &Comparison, sheet: Sheet) -> Result<Scene, PlotError> {
    let typeface = Typeface::load()?;
    let (title, naming) = title(comparison, &typeface);
    let furniture = Furniture {
        title,
        subtitle: subtitle(comparison, naming, &typeface),
        source: source(comparison),
    };
    let others = comparison.others().count();
    let is_pair = others == 1;
    let panels = if is_pair { measures(comparison) } else { variants(comparison, naming, sheet) };
    let height = if is_pair { HEIGHT } else { BESIDE + ROOM * others.min(ROWS_MAX) as f64 };
    let heights = (height, narrow::height(&panels, others));
    let (mut scene, body) = Scene::furnished(furniture, sheet, heights)?;
    if panels.is_empty() {
        scene.say_nothing_here(&body, "No measure is defined under the scenarios");
    } else if sheet == Sheet::Phone {
        narrow::draw(&mut scene, &body, &panels, (&naming.of(comparison.baseline()), others));
    } else if is_pair {
        stacked(&mut scene, &body, &panels);
    } else {
        beside(&mut scene, &body, (comparison, naming), &panels);
    }
    Ok(scene)
}

/// One variant: a panel for each unit, a row for each measure.
fn measures(comparison: &Comparison) -> Vec<Panel> {
    let Some(variant) = comparison.others().next() else { return Vec::new() };
    let currency = &comparison.card.currency;
    let panel = |group: Group, skip: &[usize]| {
        let kept = group.measures.iter().enumerate().filter(|(at, _)| !skip.contains(at));
        let rows = kept.filter_map(|(_, (words, key))| {
            let row = comparison.find(&variant.name, key)?;
            Some(Row {
                label: words.replace('\'', "’"),
                colour: colour_of(words),
                difference: row.paired.as_ref()?.difference,
            })
        });
        let title = group.titled(currency).replace("per cent", "percentage points");
        Panel { title, below: String::new(), group, rows: rows.collect(), before: None }
    };
    // Hours at a wage and the difference of both sides would stretch the scale and say nothing new.
    let panels = [panel(OF_100, &[0, 5]), panel(A_HEAD, &[4]), panel(SHARES, &[])];
    panels.into_iter().filter(|panel| !panel.rows.is_empty()).collect()
}

/// Several variants: a panel for each of four measures, a row for each variant.
fn variants(comparison: &Comparison, naming: Naming, sheet: Sheet) -> Vec<Panel> {
    let currency = &comparison.card.currency;
    let of_100 = with_unit("of each 100", currency);
    // A column has less room.
    let weeks = if sheet == Sheet::File { "first 52 weeks" } else { "52 weeks" };
    // What contracts bring for their cost, where that is measured.
    let measured =
        comparison.others().all(|of| comparison.find(&of.name, CHANNEL.measures[0].1).is_some());
    let last = if measured {
        (CHANNEL, 0, "Outside sales", with_unit("for each", currency) + " of channel cost")
    } else {
        (SHARES, 0, "Partners who lose", format!("{weeks}, % points"))
    };
    let chosen = [
        (OF_100, 1, "Businesses’ net", of_100.clone()),
        (OF_100, 2, "Partners’ net", of_100),
        (A_HEAD, 0, "Median of each world", with_unit(&format!("{weeks}, net in"), currency)),
        last,
    ];
    let panel = |(group, place, title, below): (Group, usize, &str, String)| {
        let (words, key) = group.measures[place];
        let rows = comparison.others().take(ROWS_MAX).filter_map(|variant| {
            let row = comparison.find(&variant.name, key)?;
            Some(Row {
                label: naming.of(variant),
                colour: colour_of(words),
                difference: row.paired.as_ref()?.difference,
            })
        });
        let rows = rows.collect();
        let reading = comparison.baseline().readings.iter().find(|reading| reading.key == key);
        let before = reading.and_then(|reading| reading.estimate).map(|estimate| estimate.mean);
        Panel { title: title.to_owned(), below, group, rows, before }
    };
    let panels = chosen.into_iter().map(panel);
    panels.filter(|panel| !panel.rows.is_empty()).collect()
}

fn colour_of(words: &str) -> Colour {
    if words.starts_with("businesses") { BUSINESSES } else { PARTNERS }
}

/// Panels below each other, labels at the left and numbers at the right.
fn stacked(scene: &mut Scene, body: &Frame, panels: &[Panel]) {
    let rows: usize = panels.iter().map(|panel| panel.rows.len()).sum();
    let around = (ABOVE + BELOW) * panels.len() as f64;
    let row = ((body.height() - around) / rows as f64).min(ROW * 1.3);
    let mut top = body.top;
    for panel in panels {
        let bottom = top + ABOVE + BELOW + row * panel.rows.len() as f64;
        draw(scene, &Frame { top, bottom, ..*body }, panel, (250.0, 240.0), row);
        top = bottom;
    }
}

/// Room for the names at the left of panels that stand beside each other.
const NAMES: f64 = 250.0;

/// Panels beside each other: the names once at the left, the numbers above their dots.
fn beside(
    scene: &mut Scene,
    body: &Frame,
    (comparison, naming): (&Comparison, Naming),
    panels: &[Panel],
) {
    let gap = 46.0;
    let shown = panels.iter().map(|panel| panel.rows.len()).max().unwrap_or(0);
    let room = body.height() - ABOVE - BELOW - 24.0;
    let row = (room / (shown + 1) as f64).min(110.0);
    let top = body.top + ABOVE + 20.0;
    let centre = |place: usize| top + row * (place as f64 + 0.5);
    let names: Vec<String> = comparison.others().map(|variant| naming.of(variant)).collect();
    let baseline = naming.of(comparison.baseline());
    write_name(scene, body.left, centre(0), &baseline, row, LABEL_BOLD);
    for (place, name) in names.iter().take(ROWS_MAX).enumerate() {
        write_name(scene, body.left, centre(place + 1), name, row, LABEL);
    }
    let width = (body.width() - NAMES - 14.0) / panels.len() as f64 - gap;
    for (index, panel) in panels.iter().enumerate() {
        let left = body.left + NAMES + (width + gap) * index as f64 + gap / 2.0;
        let bottom = top + row * (shown + 1) as f64;
        let plot = Frame { left, top, right: left + width, bottom };
        let title = scene.typeface.shorten(&panel.title, HEADING, width + gap - 6.0);
        let y = body.top + 16.0;
        let x = plot.centre();
        scene.write(Align::Centre, Point { x, y }, title, HEADING, INK);
        let below = scene.typeface.shorten(&panel.below, SMALL, width + gap - 6.0);
        scene.write(Align::Centre, Point { x, y: y + 18.0 }, below, SMALL, QUIET);
        let scale = axis(scene, panel, &plot, 3);
        if let Some(before) = panel.before {
            above(scene, &plot, scale.at(0.0), centre(0), panel.group.text(before), INK);
        }
        for row_of in &panel.rows {
            let place = names.iter().position(|name| *name == row_of.label);
            let y = centre(place.unwrap_or(0) + 1);
            let text = number(&panel.group, &row_of.difference);
            let tag = Tag::of(format!("{}, {}: {text}", row_of.label, panel.title));
            scene.tagged(tag, |scene| dot(scene, &scale, panel.group.factor, row_of, y));
            let x = scale.at(row_of.difference.mean * panel.group.factor);
            let text = panel.group.signed(row_of.difference.mean);
            above(scene, &plot, x, y - 9.0, text, row_of.colour.deep());
        }
    }
    if let Some(note) = hidden(comparison.others().count()) {
        let at = Point { x: body.left, y: body.bottom - 4.0 };
        scene.write(Align::Left, at, note, SMALL, QUIET);
    }
}

/// What is said of variants for which there is no room.
fn hidden(others: usize) -> Option<String> {
    let hidden = others.saturating_sub(ROWS_MAX);
    let more = count(hidden as u64, "more variant", "more variants");
    (0 < hidden).then(|| format!("{more} in the files"))
}

/// A number that stands over a place of a panel, kept off the panels beside it.
fn above(scene: &mut Scene, plot: &Frame, x: f64, y: f64, text: String, colour: Colour) {
    let half = scene.width(&text, LABEL_BOLD) / 2.0;
    let x = x.clamp(plot.left - 15.0 + half, (plot.right + 15.0 - half).max(plot.left));
    // The grid would run through the number.
    let ground =
        Frame { left: x - half - 2.0, top: y - 12.0, right: x + half + 2.0, bottom: y + 2.0 };
    scene.block(ground, PAPER);
    scene.write(Align::Centre, Point { x, y }, text, LABEL_BOLD, colour);
}

/// A name at the left of its row: a line for each varied key if the row has room for them.
fn write_name(scene: &mut Scene, x: f64, centre: f64, name: &str, row: f64, face: Face) {
    const LINE: f64 = 18.0;
    let parts: Vec<&str> = name.split(key_words::BETWEEN).collect();
    let has_room = parts.len() as f64 * LINE + 4.0 <= row;
    let lines = if has_room { parts } else { vec![name] };
    let mut y = centre + 5.0 - LINE * (lines.len() - 1) as f64 / 2.0;
    for line in lines {
        let line = name_cut(scene, line, (NAMES - 14.0, LABEL_BOLD));
        scene.write(Align::Left, Point { x, y }, line, face, INK);
        y += LINE;
    }
}

/// A name cut at its beginning: what tells variants apart stands at the end.
fn name_cut(scene: &Scene, name: &str, (room, face): (f64, Face)) -> String {
    let letters: Vec<char> = name.chars().collect();
    let cut = |from: usize| -> String {
        let kept: String = letters[from..].iter().collect();
        if from == 0 { kept } else { format!("…{kept}") }
    };
    let fits = |text: &String| scene.width(text, face) <= room;
    (0..letters.len()).map(cut).find(fits).unwrap_or_default()
}

/// A panel with room for labels and numbers beside its scale.
fn draw(scene: &mut Scene, frame: &Frame, panel: &Panel, (labels, numbers): (f64, f64), row: f64) {
    let title = super::numbers::capitalised(&panel.title);
    let title = scene.typeface.shorten(&title, HEADING, frame.width());
    scene.write(Align::Left, Point { x: frame.left, y: frame.top + 16.0 }, title, HEADING, INK);
    let bottom = frame.top + ABOVE + row * panel.rows.len() as f64;
    let plot = Frame {
        left: frame.left + labels,
        top: frame.top + ABOVE,
        right: frame.right - numbers,
        bottom,
    };
    let scale = axis(scene, panel, &plot, 6);
    for (place, row_of) in panel.rows.iter().enumerate() {
        let y = plot.top + row * (place as f64 + 0.5);
        let label = scene.typeface.shorten(&row_of.label, LABEL, labels - 12.0);
        scene.write(Align::Left, Point { x: frame.left, y: y + 5.0 }, label, LABEL, INK);
        let text = number(&panel.group, &row_of.difference);
        let tag = Tag::of(format!("{}: {text}", row_of.label));
        scene.tagged(tag, |scene| dot(scene, &scale, panel.group.factor, row_of, y));
        let text = scene.typeface.shorten(&text, LABEL_BOLD, numbers - 6.0);
        let at = Point { x: frame.right, y: y + 5.0 };
        scene.write(Align::Right, at, text, LABEL_BOLD, row_of.colour.deep());
    }
}

/// Grid, zero and ticks; the scale in shown units.
fn axis(scene: &mut Scene, panel: &Panel, plot: &Frame, wanted: u32) -> Linear {
    let factor = panel.group.factor;
    let (mut low, mut high) = (0.0_f64, 0.0_f64);
    for row in &panel.rows {
        let Estimate { mean, low: from, high: to, .. } = row.difference;
        low = low.min(from.unwrap_or(mean) * factor);
        high = high.max(to.unwrap_or(mean) * factor);
    }
    if high - low <= 0.0 {
        (low, high) = (-1.0, 1.0);
    }
    let ticks = round_numbers(low, high, wanted);
    let ends = (ticks[0], ticks[ticks.len() - 1]);
    let scale = Linear { numbers: ends, pixels: (plot.left, plot.right) };
    let text = |number: f64| {
        if 0.0 < number { format!("+{}", tick(number)) } else { tick(number) }
    };
    // Where long numbers would meet every other one is written, counted from zero.
    let longest = ticks.iter().map(|&number| text(number).chars().count()).max().unwrap_or(0);
    let room = (plot.right - plot.left) / (ticks.len() - 1).max(1) as f64;
    let every = if room < TICK_CHARACTER * (longest + 1) as f64 { 2 } else { 1 };
    let zero = ticks.iter().position(|&number| number == 0.0).unwrap_or(0);
    for (place, &number) in ticks.iter().enumerate() {
        let x = scale.at(number);
        let (width, colour) = if number == 0.0 { (1.5, INK) } else { (1.0, GRID) };
        scene.upright(x, plot.top, plot.bottom + 4.0, width, colour);
        if place.abs_diff(zero).is_multiple_of(every) {
            let at = Point { x, y: plot.bottom + 17.0 };
            scene.write(Align::Centre, at, text(number), SMALL, QUIET);
        }
    }
    scale
}

/// Room that a character of a tick takes, in pixels.
const TICK_CHARACTER: f64 = 8.5;

/// The interval as a line and the mean as a dot.
fn dot(scene: &mut Scene, scale: &Linear, factor: f64, row: &Row, y: f64) {
    let Estimate { mean, low, high, replicates, .. } = row.difference;
    let colour = few::shade(row.colour, replicates < few::WORLDS);
    let at = |value: f64| scale.at(value * factor);
    if let (Some(low), Some(high)) = (low, high) {
        scene.level(at(low), at(high), y, 2.5, colour);
        for end in [low, high] {
            scene.upright(at(end), y - 4.0, y + 4.0, 1.5, colour);
        }
    }
    let centre = Point { x: at(mean), y };
    scene.disc(centre, 6.5, PAPER);
    scene.disc(centre, 5.5, colour);
    if covers_zero(&row.difference) {
        scene.disc(centre, 3.0, PAPER);
    }
}

fn covers_zero(difference: &Estimate) -> bool {
    !difference.lies_above(0.0) && !difference.lies_below(0.0)
}

/// A difference with its interval.
fn number(group: &Group, difference: &Estimate) -> String {
    let mean = group.signed(difference.mean);
    match (difference.low, difference.high) {
        (Some(low), Some(high)) => format!("{mean} ({} to {})", group.text(low), group.text(high)),
        _ => mean,
    }
}

/// What the scenarios are called in sentences and rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Naming {
    /// By what their titles say.
    Titles,
    /// By the names of their files, or by what is varied, in words.
    Names,
}

impl Naming {
    fn of(self, variant: &Variant) -> String {
        match self {
            Self::Titles => variant.title.clone(),
            Self::Names => key_words::variant_in_words(&variant.name),
        }
    }

    /// The same within a sentence.
    fn said(self, variant: &Variant) -> String {
        match self {
            Self::Titles => format!("“{}”", variant.title.replace('\'', "’")),
            Self::Names => short_name(&key_words::variant_in_words(&variant.name)),
        }
    }
}

/// The finding, and how it names the scenarios: by their titles if these tell them apart and there
/// is room for them, and else by their names.
fn title(comparison: &Comparison, typeface: &Typeface) -> (String, Naming) {
    let fits = |text: &String| {
        let lines = typeface.wrap(text, TITLE, WIDTH - 2.0 * MARGIN, 2);
        lines.last().is_none_or(|line| !line.ends_with('…'))
    };
    if have_titles(comparison, typeface) {
        let said = [true, false].map(|both| sentence(comparison, Naming::Titles, both));
        if let Some(said) = said.into_iter().find(fits) {
            return (said, Naming::Titles);
        }
    }
    let said = sentence(comparison, Naming::Names, true);
    let is_pair = comparison.others().count() == 1;
    let short = (!is_pair && !fits(&said)).then(|| sentence(comparison, Naming::Names, false));
    (short.unwrap_or(said), Naming::Names)
}

/// Whether all scenarios have titles, no two the same, and short enough where they name rows.
fn have_titles(comparison: &Comparison, typeface: &Typeface) -> bool {
    let titles: Vec<&str> = comparison.variants.iter().map(|one| one.title.as_str()).collect();
    let is_pair = comparison.others().count() == 1;
    let fits = |title: &str| is_pair || typeface.width(title, LABEL_BOLD) <= NAMES - 14.0;
    titles.iter().enumerate().all(|(place, title)| {
        !title.is_empty()
            && !title.contains('\n')
            && !titles[..place].contains(title)
            && fits(title)
    })
}

/// What changes for the partners; `both` names the baseline, too.
fn sentence(comparison: &Comparison, naming: Naming, both: bool) -> String {
    // The partners' net at cash.
    let (_, key) = OF_100.measures[2];
    let differences = comparison.others().filter_map(|variant| {
        let row = comparison.find(&variant.name, key)?;
        Some((variant, row.paired.as_ref()?.difference))
    });
    let all: Vec<(&Variant, Estimate)> = differences.collect();
    let baseline = naming.said(comparison.baseline());
    let best = all.iter().max_by(|a, b| a.1.mean.total_cmp(&b.1.mean));
    let Some(best) = best else {
        return format!("Nothing to compare with {baseline}");
    };
    let of = with_unit("100", &comparison.card.currency);
    let is_pair = all.len() == 1;
    if comparison.card.replicates < 2 {
        return "One simulated world under each scenario: more would tell them apart".to_owned();
    }
    // Whatever is said has to be told apart from the baseline.
    let apart = || all.iter().filter(|(_, difference)| !covers_zero(difference));
    let better =
        apart().filter(|one| 0.0 < one.1.mean).max_by(|a, b| a.1.mean.total_cmp(&b.1.mean));
    let worst = apart().min_by(|a, b| a.1.mean.total_cmp(&b.1.mean));
    let Some((variant, told)) = better.or(worst) else {
        let them = if is_pair { naming.said(best.0) } else { "any of the others".to_owned() };
        return format!(
            "These worlds cannot tell whether the partners fare better under {baseline} or {them}"
        );
    };
    let more = if told.mean < 0.0 { "less" } else { "more" };
    let size = decimal((told.mean * OF_100.factor).abs(), OF_100.decimals);
    // A number stays on the line of its word.
    let size = format!("{size}\u{a0}{more} of each {of}");
    let name = naming.said(variant);
    let than = if both { format!(" than under {baseline}") } else { String::new() };
    let is_best = variant.name == best.0.name;
    if is_pair {
        format!("Under {name} the partners end with {size}{than}")
    } else if 0.0 < told.mean {
        let fare = if is_best { "best" } else { "better" };
        format!("The partners fare {fare} under {name}: they end with {size}{than}")
    } else if apart().count() == all.len() {
        format!("The partners fare best under {baseline}: under {name} they end with {size}")
    } else {
        format!("The partners fare worse under {name}: they end with {size}{than}")
    }
}

fn subtitle(comparison: &Comparison, naming: Naming, typeface: &Typeface) -> String {
    let worlds = u64::from(comparison.card.replicates);
    let worlds = count(worlds, "simulated world", "simulated worlds");
    let is_pair = comparison.others().count() == 1;
    let own = if is_pair { "" } else { " (first row: its own numbers)" };
    let said = |naming: Naming| {
        format!(
            "Differences from {}{own}, the same people with the same luck in {worlds} each · \
             lines: 95\u{a0}% intervals of the paired differences · open dots: zero is inside{}",
            naming.said(comparison.baseline()),
            few::note("pale", false, comparison.card.replicates < few::WORLDS)
        )
    };
    let text = said(naming);
    let lines = typeface.wrap(&text, SUBTITLE, WIDTH - 2.0 * MARGIN, 2);
    if lines.last().is_some_and(|line| line.ends_with('…')) { said(Naming::Names) } else { text }
}

fn source(comparison: &Comparison) -> [String; 2] {
    let names: Vec<&str> = comparison.variants.iter().map(|one| one.name.as_str()).collect();
    let card = &comparison.card;
    let hash: String = card.scenario_hash.chars().take(HASH_DIGITS).collect();
    [
        format!("Scenarios {}", names.join(" · ")),
        format!(
            "Downline {} · comparison hash {hash} · {} weeks under assumed rates · seed {}",
            env!("CARGO_PKG_VERSION"),
            card.weeks,
            card.seed
        ),
    ]
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::super::scene::Mark;
    use super::*;
    use crate::experiment::compare::{Difference, Variant};
    use crate::experiment::interval::PairedDifference;
    use crate::experiment::results::{Reading, Unit};
    use crate::output::headlines::GROUPS;

    /// A comparison of variants whose measures all differ by so much, a hundredth more each.
    pub(super) fn comparison(names: &[&str], mean: f64, half: f64) -> Comparison {
        let results = sample::typical();
        let keys: Vec<&str> =
            GROUPS.iter().flat_map(|group| group.measures).map(|(_, key)| *key).collect();
        let unit = Unit::Share;
        let variant = |(place, name): (usize, &&str)| Variant {
            name: (*name).to_owned(),
            title: String::new(),
            scenario_hash: String::new(),
            is_baseline: place == 0,
            verdict: results.verdict.clone(),
            readings: keys
                .iter()
                .map(|key| Reading {
                    key: (*key).to_owned(),
                    unit,
                    estimate: Some(sample::estimate(-12_345.678, 0.1)),
                })
                .collect(),
        };
        let row = |name: &str, key: &str, mean: f64| Difference {
            variant: name.to_owned(),
            key: key.to_owned(),
            unit,
            baseline: None,
            value: None,
            paired: Some(PairedDifference {
                difference: sample::estimate(mean, half),
                variance_saved: None,
                paired_variance: None,
                independent_variance: None,
            }),
        };
        let mut differences = Vec::new();
        for (place, name) in names.iter().enumerate().skip(1) {
            let mean = mean * (1.0 + place as f64 / 100.0);
            differences.extend(keys.iter().map(|key| row(name, key, mean)));
        }
        Comparison {
            card: results.card,
            variants: names.iter().enumerate().map(variant).collect(),
            differences,
            values: Vec::new(),
        }
    }

    const LONG: &str = "business.lumiere-naturals.plan.unilevel.rates=[0.15, 0.1, 0.05, 0.02], \
                        market.people=1000000";

    #[test]
    fn no_text_lies_over_another_however_many_variants_and_however_large_the_numbers() {
        let many: Vec<String> = (0..30).map(|number| format!("variant {number}")).collect();
        let many: Vec<&str> = many.iter().map(String::as_str).collect();
        for names in [vec!["a", "b"], vec![LONG, LONG], vec!["a", "b", LONG], many] {
            for (mean, half) in
                [(0.123, 0.01), (0.0, 0.0), (-0.3, 0.5), (-12_345.0, 1.0), (98_765.4, 43_210.0)]
            {
                for sheet in [Sheet::File, Sheet::Column, Sheet::Phone] {
                    let scene = scene(&comparison(&names, mean, half), sheet).expect("a scene");
                    let what = format!("{sheet:?} {names:?} {mean} {half}");
                    assert_eq!(scene.faults(), Vec::<String>::new(), "{what}");
                    assert_eq!(scene.strays(), Vec::<String>::new(), "{what}");
                }
            }
        }
    }

    #[test]
    fn the_title_says_what_changes_for_the_partners_or_that_nothing_is_told_apart() {
        let title = |names: &[&str], mean, half| {
            told(&comparison(names, mean, half)).replace('\u{a0}', " ")
        };
        assert_eq!(
            title(&["a", "b"], 0.12, 0.01),
            "Under b the partners end with 12.1 more of each 100 EUR than under a"
        );
        assert_eq!(
            title(&["a", "b", "c"], -0.2, 0.01),
            "The partners fare best under a: under c they end with 20.4 less of each 100 EUR"
        );
        assert_eq!(
            title(&["a", "b", "c"], 0.2, 0.01),
            "The partners fare best under c: they end with 20.4 more of each 100 EUR than under \
             a"
        );
        assert_eq!(
            title(&["a", "b"], 0.0, 0.0),
            "These worlds cannot tell whether the partners fare better under a or b"
        );
        // What cannot be told apart is neither best nor worst, however large it is.
        let mut some = comparison(&["a", "b", "c"], 0.2, 0.01);
        let of_c = some.differences.iter_mut().filter(|row| row.variant == "c");
        for difference in of_c.filter_map(|row| row.paired.as_mut()) {
            difference.difference = sample::estimate(0.4, 0.9);
        }
        let told_of = |comparison: &Comparison| told(comparison).replace('\u{a0}', " ");
        assert_eq!(
            told_of(&some),
            "The partners fare better under b: they end with 20.2 more of each 100 EUR than under a"
        );
        let mut one = comparison(&["a", "b"], 0.2, 0.1);
        one.card.replicates = 1;
        assert!(told(&one).starts_with("One simulated world"));
    }

    /// The headline.
    fn told(comparison: &Comparison) -> String {
        title(comparison, &typeface()).0
    }

    fn typeface() -> Typeface {
        Typeface::load().expect("a font")
    }

    #[test]
    fn scenarios_are_called_by_short_titles_that_tell_them_apart_and_else_by_their_names() {
        let told = |names: &[&str], titles: &[&str]| {
            let mut comparison = comparison(names, 0.12, 0.01);
            for (variant, title) in comparison.variants.iter_mut().zip(titles) {
                (*title).clone_into(&mut variant.title);
            }
            assert_eq!(
                scene(&comparison, Sheet::File).expect("a scene").faults(),
                Vec::<String>::new()
            );
            let typeface = Typeface::load().expect("a font");
            let (title, naming) = title(&comparison, &typeface);
            let subtitle = subtitle(&comparison, naming, &typeface);
            let from = subtitle.split(',').next().unwrap_or_default().to_owned();
            (title.replace('\u{a0}', " "), from)
        };
        let (quiet, lockdown) = ("Quiet years", "Half a year of lockdown");
        assert_eq!(
            told(&["a", "b"], &[quiet, lockdown]),
            (
                "Under “Half a year of lockdown” the partners end with 12.1 more of each 100 EUR \
                 than under “Quiet years”"
                    .to_owned(),
                "Differences from “Quiet years”".to_owned()
            )
        );
        let long = "A network of people whose title goes on for quite a while, as titles do";
        assert_eq!(
            told(&["a", "b"], &[long, &long.replace("people", "friends")]),
            (
                format!(
                    "Under “{}” the partners end with 12.1 more of each 100 EUR",
                    long.replace("people", "friends")
                ),
                "Differences from “A network of people whose title goes on for quite a while"
                    .to_owned()
            )
        );
        let by_name = "Under b the partners end with 12.1 more of each 100 EUR than under a";
        for titles in [[quiet, quiet], [quiet, ""], [quiet, &long.repeat(3)]] {
            assert_eq!(told(&["a", "b"], &titles).0, by_name, "{titles:?}");
        }
        // Where titles name rows they must fit there.
        let best = |titles: &[&str]| told(&["a", "b", "c"], titles).0;
        let fare = "The partners fare best under";
        let more = "they end with 12.2 more of each 100 EUR";
        let whole = format!("{fare} “{lockdown}”: {more} than under “x”");
        assert_eq!(best(&["x", quiet, lockdown]), whole);
        assert_eq!(best(&["x", long, lockdown]), format!("{fare} c: {more} than under a"));
        // What does not fit leaves out the baseline, whose row stands first.
        let long = "w".repeat(70);
        let title = title(&comparison(&[&long, "b", "c"], 0.2, 0.01), &typeface()).0;
        assert!(title.ends_with("more of each 100 EUR"), "{title}");
    }

    #[test]
    fn a_dot_is_open_exactly_where_the_interval_covers_zero() {
        let white_dots = |half: f64| {
            let scene = scene(&comparison(&["a", "b"], 0.1, half), Sheet::File).expect("a scene");
            let is_white = |mark: &&Mark| matches!(mark, Mark::Area { fill, .. } if *fill == PAPER);
            scene.marks.iter().filter(is_white).count()
        };
        // Every dot has a white rim; an open one is white inside as well.
        assert_eq!(white_dots(0.5), 2 * white_dots(0.05));
    }
}
