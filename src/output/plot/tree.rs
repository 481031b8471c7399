//! The team of one persona in one world: who recruited whom, and what each of them ended with.
//!
//! *Invariant*: a disc is a partner; its area is her net, its colour the sign of it, and whoever is
//! not drawn is counted on her level. The sums beside a level are of all its partners, drawn or
//! not. Lines do not cross.
//!
//! *Absent*: other worlds, since a tree has no mean.

use super::axis::{Wish, spread};
use super::numbers::{capitalised, count, grouped, money, named_inside};
use super::scene::{Align, Frame, Furniture, Point, Scene, Sheet, Tag};
use super::style::{
    Colour, INK, LABEL, LABEL_BOLD, LOSERS, PAPER, QUIET, RULE, SMALL, WINNERS, ZERO,
};
use super::{PlotError, source_lines};
use crate::chance::math::sqrt;
use crate::experiment::results::{Results, TeamRow};
use crate::units::Cents;

/// Most levels below the persona that are drawn.
const LEVELS_MAX: usize = 7;

/// The smallest radius, so that whoever ended near zero is seen.
const RADIUS_MIN: f64 = 2.25;

/// Least room between the centres of neighbours.
const GAP: f64 = 9.0;

/// Room below the tree for what the areas mean.
const BELOW: f64 = 34.0;

/// Measures of the layout on a sheet.
struct Layout {
    /// Room at the left for what a level comes to; nothing where it stands above the level.
    names: f64,
    /// Room for it above a level.
    above: f64,
    /// Height of a level's discs and lines.
    level: f64,
    /// The largest radius.
    radius: f64,
    /// Room at the right of a level for those who are not drawn.
    more: f64,
}

impl Layout {
    const fn of(sheet: Sheet) -> Self {
        match sheet {
            // A file is as high as it is: its levels share what there is.
            Sheet::File => {
                Self { names: 196.0, above: 0.0, level: 104.0, radius: 19.0, more: 92.0 }
            }
            Sheet::Column => {
                Self { names: 196.0, above: 0.0, level: 66.0, radius: 17.0, more: 92.0 }
            }
            Sheet::Phone => Self { names: 0.0, above: 40.0, level: 50.0, radius: 12.0, more: 74.0 },
        }
    }

    const fn step(&self) -> f64 {
        self.above + self.level
    }
}

/// A partner on her place.
struct Node<'a> {
    row: &'a TeamRow,
    /// Place of her sponsor among the nodes of the level above.
    parent: usize,
    at: Point,
    radius: f64,
}

/// A level as it is drawn.
struct Level<'a> {
    /// Everybody on it.
    all: Vec<&'a TeamRow>,
    nodes: Vec<Node<'a>>,
}

/// Whether any persona joined in the first world.
pub(super) fn has_any(results: &Results) -> bool {
    !results.team.is_empty()
}

/// The teams, each with the persona first.
pub(in crate::output) fn teams(results: &Results) -> impl Iterator<Item = &[TeamRow]> {
    results.team.chunk_by(|a, b| (&a.cohort, a.number) == (&b.cohort, b.number))
}

/// The largest team; the first of several.
pub(in crate::output) fn largest(results: &Results) -> Option<&[TeamRow]> {
    let most = teams(results).map(<[TeamRow]>::len).max()?;
    teams(results).find(|team| team.len() == most)
}

/// The picture's marks.
pub(super) fn scene(results: &Results, sheet: Sheet) -> Result<Scene, PlotError> {
    let layout = Layout::of(sheet);
    let team = largest(results).unwrap_or_default();
    let furniture = Furniture {
        title: title(results, team),
        subtitle: subtitle(results),
        source: source_lines(&results.card),
    };
    let depth = team.last().map_or(0, |row| row.level as usize);
    let drawn = depth.min(LEVELS_MAX);
    let deeper = if drawn < depth { 24.0 } else { 0.0 };
    let height = layout.step() * (drawn + 1) as f64 + deeper + BELOW + 2.0;
    let (mut scene, body) = Scene::furnished(furniture, sheet, (height, height))?;
    if team.is_empty() {
        scene.say_nothing_here(&body, "No persona joined in the first world");
        return Ok(scene);
    }
    let room = body.height() - deeper - BELOW;
    let step = layout.step().min(room / (drawn + 1) as f64);
    let plot = Frame {
        left: body.left + layout.names,
        top: body.top,
        right: body.right - layout.more,
        bottom: body.top + step * (drawn + 1) as f64,
    };
    let radius = layout.radius.min((step - layout.above) / 2.0 - 2.0);
    let (levels, unit) = placed(team, drawn, &plot, (step, layout.above, radius));
    draw_lines(&mut scene, &levels);
    for (place, level) in levels.iter().enumerate() {
        let top = plot.top + step * place as f64;
        let name = LevelName { place, top, step, currency: &results.card.currency };
        draw_level(&mut scene, &body, &layout, level, &name);
    }
    if drawn < depth {
        let hidden = team.iter().filter(|row| drawn < row.level as usize).count();
        let text = format!("+ {} on levels {} to {depth}", grouped(hidden as i128), drawn + 1);
        let at = Point { x: plot.left, y: plot.bottom + 16.0 };
        scene.write(Align::Left, at, text, LABEL, QUIET);
    }
    draw_areas(&mut scene, &body, unit, (radius, &results.card.currency));
    Ok(scene)
}

/// The nodes of each level on their places, and the pixels of radius for the root of one cent.
fn placed<'a>(
    team: &'a [TeamRow],
    drawn: usize,
    plot: &Frame,
    (step, above, radius): (f64, f64, f64),
) -> (Vec<Level<'a>>, f64) {
    let most = team.iter().map(|row| row.net.0.unsigned_abs()).max().unwrap_or(0).max(1);
    let mut levels = kept(team, drawn, plot.width());
    let mut largest = radius;
    loop {
        let unit = largest / sqrt(most as f64);
        for level in &mut levels {
            for node in &mut level.nodes {
                node.radius = (unit * sqrt(node.row.net.0.unsigned_abs() as f64)).max(RADIUS_MIN);
            }
        }
        // Where discs have no room beside each other all areas shrink alike.
        if set(&mut levels, plot, step, above) || largest < RADIUS_MIN {
            return (levels, unit);
        }
        largest *= 0.9;
    }
}

/// Those of each level for whom there is room: whoever has the largest team below her, of equals
/// the earliest. Nobody is kept whose sponsor is not.
fn kept(team: &[TeamRow], drawn: usize, width: f64) -> Vec<Level<'_>> {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a few hundred")]
    let most = ((width / GAP) as usize).max(1);
    // Everybody below each, by the place in the team: a recruit stands behind her sponsor.
    let place_of: std::collections::BTreeMap<u32, usize> =
        team.iter().enumerate().map(|(place, row)| (row.partner, place)).collect();
    let mut below = vec![0_usize; team.len()];
    for (place, row) in team.iter().enumerate().skip(1).rev() {
        let sponsor = row.sponsor.and_then(|sponsor| place_of.get(&sponsor));
        if let Some(&sponsor) = sponsor {
            below[sponsor] += 1 + below[place];
        }
    }
    let mut levels: Vec<Level<'_>> = Vec::new();
    for number in 0..=drawn {
        let of_level = || team.iter().filter(move |row| row.level as usize == number);
        let above = levels.last().map_or(&[][..], |level: &Level<'_>| &level.nodes);
        let parent = |row: &TeamRow| {
            if number == 0 {
                return Some(0);
            }
            above.iter().position(|node| Some(node.row.partner) == row.sponsor)
        };
        let mut nodes: Vec<Node<'_>> = of_level()
            .filter_map(|row| {
                let (parent, at) = (parent(row)?, Point { x: 0.0, y: 0.0 });
                Some(Node { row, parent, at, radius: RADIUS_MIN })
            })
            .collect();
        nodes.sort_by_key(|node| std::cmp::Reverse(below[place_of[&node.row.partner]]));
        nodes.truncate(most);
        // Of the recruits of one sponsor the largest teams come to the middle.
        nodes.sort_by_key(|node| node.parent);
        let nodes = nodes.into_iter().fold(Vec::new(), |mut ordered: Vec<Vec<Node<'_>>>, node| {
            match ordered.last_mut().filter(|group| group[0].parent == node.parent) {
                Some(group) if group.len() % 2 == 1 => group.insert(0, node),
                Some(group) => group.push(node),
                None => ordered.push(vec![node]),
            }
            ordered
        });
        let nodes = nodes.into_iter().flatten().collect();
        levels.push(Level { all: of_level().collect(), nodes });
    }
    levels
}

/// Sets all nodes: each near the middle of those below her, none over another. Says whether all
/// had room.
fn set(levels: &mut [Level<'_>], plot: &Frame, step: f64, above: f64) -> bool {
    // How many places without recruits are below each, the least that she needs.
    let mut needs: Vec<Vec<f64>> =
        levels.iter().map(|level| vec![0.0; level.nodes.len()]).collect();
    for number in (0..levels.len()).rev() {
        for (place, node) in levels[number].nodes.iter().enumerate() {
            let own = needs[number][place].max(1.0);
            needs[number][place] = own;
            if 0 < number {
                needs[number - 1][node.parent] += own;
            }
        }
    }
    // Each shares out her part of the width among her recruits.
    let mut parts = vec![(plot.left, plot.right)];
    for number in 0..levels.len() {
        let y = plot.top + step * number as f64 + f64::midpoint(above, step);
        let mut used = vec![0.0; parts.len()];
        let mut own = Vec::new();
        for (place, node) in levels[number].nodes.iter().enumerate() {
            let parent = if number == 0 { 0 } else { node.parent };
            let (left, right) = parts[parent];
            let all = if number == 0 { needs[0][0] } else { needs[number - 1][parent] };
            let unit = (right - left) / all;
            let from = left + unit * used[parent];
            used[parent] += needs[number][place];
            own.push((from, from + unit * needs[number][place]));
        }
        let wishes: Vec<Wish> = levels[number]
            .nodes
            .iter()
            .zip(&own)
            .map(|(node, part)| Wish {
                centre: f64::midpoint(part.0, part.1),
                size: 2.0 * node.radius,
            })
            .collect();
        let Some(centres) = spread(&wishes, 1.5, (plot.left, plot.right)) else { return false };
        for (node, x) in levels[number].nodes.iter_mut().zip(centres) {
            node.at = Point { x, y };
        }
        parts = own;
    }
    true
}

fn draw_lines(scene: &mut Scene, levels: &[Level<'_>]) {
    for pair in levels.windows(2) {
        for node in &pair[1].nodes {
            let parent = &pair[0].nodes[node.parent];
            scene.stroke(vec![parent.at, node.at], 1.0, RULE.tint(0.6));
        }
    }
}

/// The colour of a net; paler for whoever left.
fn colour(row: &TeamRow) -> Colour {
    let colour = match row.net.cmp(&Cents::ZERO) {
        std::cmp::Ordering::Less => LOSERS,
        std::cmp::Ordering::Equal => ZERO,
        std::cmp::Ordering::Greater => WINNERS,
    };
    if row.week_left.is_some() { colour.tint(0.45) } else { colour }
}

/// Where a level stands, and in which currency its sums are.
struct LevelName<'a> {
    place: usize,
    top: f64,
    step: f64,
    currency: &'a str,
}

fn draw_level(
    scene: &mut Scene,
    body: &Frame,
    layout: &Layout,
    level: &Level<'_>,
    name: &LevelName<'_>,
) {
    let (head, below) = words(level, name);
    let is_above = layout.names == 0.0;
    let y = if is_above {
        name.top + 15.0
    } else {
        name.top + f64::midpoint(layout.above, name.step) - 4.0
    };
    let room = if is_above { body.width() } else { layout.names - 12.0 };
    if is_above {
        // No line goes through the words.
        let band = Frame { top: name.top + 2.0, bottom: name.top + layout.above - 2.0, ..*body };
        let right = band.left + scene.width(&head, LABEL_BOLD).max(scene.width(&below, SMALL));
        scene.block(Frame { right: (right + 4.0).min(body.right), ..band }, PAPER);
    }
    for (text, face, colour, down) in [(head, LABEL_BOLD, INK, 0.0), (below, SMALL, QUIET, 17.0)] {
        let text = scene.typeface.shorten(&text, face, room);
        scene.write(Align::Left, Point { x: body.left, y: y + down }, text, face, colour);
    }
    for node in &level.nodes {
        scene.tagged(Tag::of(told(node.row, name.currency)), |scene| {
            scene.disc(node.at, node.radius + 0.75, PAPER);
            scene.disc(node.at, node.radius, colour(node.row));
        });
    }
    let hidden = level.all.len() - level.nodes.len();
    if let Some(last) = level.nodes.last().filter(|_| 0 < hidden) {
        let at = Point { x: body.right, y: last.at.y + 5.0 };
        scene.write(Align::Right, at, format!("+ {} more", grouped(hidden as i128)), LABEL, QUIET);
    } else if level.nodes.is_empty() && 0 < hidden {
        let y = name.top + f64::midpoint(layout.above, name.step) + 5.0;
        let at = Point { x: body.right, y };
        scene.write(Align::Right, at, format!("+ {} more", grouped(hidden as i128)), LABEL, QUIET);
    }
}

/// A level in two lines.
fn words(level: &Level<'_>, name: &LevelName<'_>) -> (String, String) {
    if let (0, Some(root)) = (name.place, level.all.first()) {
        return (capitalised(&root.cohort), money(root.net.0 as f64, name.currency));
    }
    let all = level.all.len() as u64;
    let lost = level.all.iter().filter(|row| row.net < Cents::ZERO).count();
    let left = level.all.iter().filter(|row| row.week_left.is_some()).count();
    (
        format!("Level {}: {}", name.place, count(all, "partner", "partners")),
        format!("{} below zero, {} left", grouped(lost as i128), grouped(left as i128)),
    )
}

/// A partner in words.
fn told(row: &TeamRow, currency: &str) -> String {
    let who = if row.level == 0 {
        row.cohort.clone()
    } else {
        format!("partner {}, level {}", row.partner, row.level)
    };
    let left = row.week_left.map_or(String::new(), |week| format!(", left in week {week}"));
    format!(
        "{who}: net {}, {}, joined in week {}{left}",
        money(row.net.0 as f64, currency),
        count(row.recruits.into(), "recruit", "recruits"),
        row.week_joined,
    )
}

/// Discs whose areas are round sums, and what pale means.
fn draw_areas(scene: &mut Scene, body: &Frame, unit: f64, (most, currency): (f64, &str)) {
    let y = body.bottom - 12.0;
    let mut x = body.left;
    let text = |scene: &mut Scene, x: &mut f64, words: &str| {
        scene.write(Align::Left, Point { x: *x, y: y + 4.5 }, words, SMALL, QUIET);
        *x += scene.width(words, SMALL) + 8.0;
    };
    text(scene, &mut x, "Area:");
    // The largest round sum that is drawn, and a tenth of it.
    let mut cents = 100.0;
    while unit * sqrt(cents * 10.0) <= most.min(11.0) {
        cents *= 10.0;
    }
    for cents in [cents, cents / 10.0] {
        let radius = (unit * sqrt(cents)).max(RADIUS_MIN);
        if radius <= RADIUS_MIN {
            continue;
        }
        scene.disc(Point { x: x + radius, y }, radius, QUIET);
        x += 2.0 * radius + 5.0;
        text(scene, &mut x, &money(cents, currency));
    }
    for (colour, words) in [(ZERO, "stayed"), (ZERO.tint(0.45), "left")] {
        scene.disc(Point { x: x + 5.0, y }, 5.0, colour);
        x += 15.0;
        text(scene, &mut x, words);
    }
}

fn title(results: &Results, team: &[TeamRow]) -> String {
    let Some((root, below)) = team.split_first() else {
        return "No persona joined in the first world".to_owned();
    };
    let name = super::short_name(&root.cohort);
    let inside = named_inside(&name);
    let net = money(root.net.0 as f64, &results.card.currency);
    if below.is_empty() {
        return format!("{} recruited nobody and ended with {net}", capitalised(&name));
    }
    let lost = below.iter().filter(|row| row.net < Cents::ZERO).count();
    format!(
        "Of {} below {inside}, {} ended below zero; {inside} ended with {net}",
        count(below.len() as u64, "partner", "partners"),
        if lost == below.len() && 1 < lost { "all".to_owned() } else { grouped(lost as i128) },
    )
}

fn subtitle(results: &Results) -> String {
    let all = teams(results).count() as u64;
    let alone = teams(results).filter(|team| team.len() == 1).count() as u64;
    let which = if all == 1 {
        "The only team of a persona in the first world".to_owned()
    } else {
        let alone = match alone {
            0 => String::new(),
            some => format!(" ({some} recruited nobody)"),
        };
        format!(
            "The largest of {} of personas in the first world{alone}",
            count(all, "team", "teams")
        )
    };
    format!(
        "{which} · lines: who recruited whom · area: net of the whole run, own use counted as a \
         cost · orange: below zero, green: above, grey: exactly zero · pale: has left"
    )
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::super::scene::Mark;
    use super::*;

    const SHEETS: [Sheet; 3] = [Sheet::File, Sheet::Column, Sheet::Phone];

    /// A team from the sponsors of partners 1 and on below partner 0; nets alternate.
    fn team(cohort: &str, number: u32, sponsors: &[u32]) -> Vec<TeamRow> {
        let root = TeamRow {
            cohort: cohort.to_owned(),
            number,
            status: "active",
            net: Cents(-31_000),
            week_joined: 27,
            ..TeamRow::default()
        };
        let mut rows = vec![root.clone()];
        for (partner, &sponsor) in (1_u32..).zip(sponsors) {
            let net = match partner % 5 {
                0 => 120_000 / i64::from(partner),
                1 => 0,
                _ => -4_000 * i64::from(partner % 7),
            };
            rows.push(TeamRow {
                partner,
                sponsor: Some(sponsor),
                level: rows[sponsor as usize].level + 1,
                net: Cents(net),
                week_left: (partner % 3 == 0).then_some(60),
                ..root.clone()
            });
        }
        rows.sort_by_key(|row| row.level);
        rows
    }

    fn with(teams: &[Vec<TeamRow>]) -> Results {
        let mut results = sample::typical();
        results.team = teams.concat();
        results
    }

    fn typical() -> Results {
        with(&[
            team("ana", 0, &[]),
            team("ana", 1, &[0, 0, 1, 1, 2, 0, 4, 4, 4]),
            team("bea", 0, &[0]),
        ])
    }

    #[test]
    fn the_largest_team_is_drawn_and_the_title_counts_who_lost() {
        let scene = scene(&typical(), Sheet::File).expect("a scene");
        assert_eq!(
            scene.title,
            "Of 9 partners below Ana, 5 ended below zero; Ana ended with −310 EUR"
        );
        assert!(scene.subtitle.starts_with(
            "The largest of 3 teams of personas in the first world (1 recruited nobody) · lines"
        ));
        let alone = with(&[team("ana", 0, &[])]);
        let alone = super::scene(&alone, Sheet::File).expect("a scene");
        assert_eq!(alone.title, "Ana recruited nobody and ended with −310 EUR");
        // Whoever asked has no name.
        let asked = with(&[team("you", 0, &[0, 0, 1])]);
        let asked = super::scene(&asked, Sheet::File).expect("a scene");
        assert_eq!(
            asked.title,
            "Of 3 partners below you, 2 ended below zero; you ended with −310 EUR"
        );
        let none = super::scene(&with(&[]), Sheet::Phone).expect("a scene");
        assert_eq!(none.title, "No persona joined in the first world");
        assert!(!has_any(&with(&[])));
    }

    /// Centre and radius of a disc.
    fn disc(mark: &Mark) -> (Point, f64) {
        let Mark::Area { points, .. } = mark else { panic!("no disc") };
        let (one, other) = (points[0], points[16]);
        let centre = Point { x: f64::midpoint(one.x, other.x), y: f64::midpoint(one.y, other.y) };
        (centre, (one.x - centre.x).abs())
    }

    #[test]
    fn each_partner_is_a_disc_whose_area_is_her_net_and_whose_colour_its_sign() {
        let results = typical();
        let team = largest(&results).expect("a team");
        for sheet in SHEETS {
            let scene = scene(&results, sheet).expect("a scene");
            assert_eq!(scene.tags.len(), team.len());
            let mut seen = 0;
            let (_, root) = disc(&scene.marks[scene.tags[0].0.end - 1]);
            for (run, tag) in &scene.tags {
                let row = team
                    .iter()
                    .find(|row| tag.words == told(row, "EUR"))
                    .expect("a partner of the team");
                let mark = &scene.marks[run.end - 1];
                let (_, radius) = disc(mark);
                let Mark::Area { fill, .. } = mark else { panic!("no disc") };
                assert_eq!(*fill, colour(row));
                let size = row.net.0.unsigned_abs() as f64;
                let wanted = (root * sqrt(size / 31_000.0)).max(RADIUS_MIN);
                assert!((radius - wanted).abs() < 1e-6, "{}: {radius} {wanted}", tag.words);
                seen += 1;
            }
            assert_eq!(seen, team.len());
            let lines = |mark: &&Mark| matches!(mark, Mark::Stroke { .. });
            assert_eq!(scene.marks.iter().filter(lines).count(), team.len() - 1);
        }
        assert_eq!(colour(&team[0]), LOSERS);
        let pale = team.iter().find(|row| 0 < row.net.0 && row.week_left.is_some());
        assert!(pale.is_none_or(|row| colour(row) == WINNERS.tint(0.45)));
        let left = team.iter().find(|row| row.net.0 < 0 && row.week_left.is_some());
        assert_eq!(left.map(colour), Some(LOSERS.tint(0.45)));
    }

    /// Sponsors of a tree in which everybody recruits `width`, so many partners in all.
    fn wide(width: u32, partners: u32) -> Vec<u32> {
        (0..partners).map(|partner| partner / width).collect()
    }

    #[test]
    fn discs_and_texts_keep_apart_and_whoever_has_no_room_is_counted_on_her_level() {
        let chain: Vec<u32> = (0..40).collect();
        let star = vec![0; 700];
        for (name, sponsors) in [
            ("one", vec![0]),
            ("two", wide(2, 60)),
            ("nine", wide(9, 900)),
            ("chain", chain),
            ("star", star),
            ("alone", vec![]),
        ] {
            let results = with(&[team("somebody_with_quite_a_long_name_indeed", 0, &sponsors)]);
            let team = largest(&results).expect("a team");
            for sheet in SHEETS {
                let scene = scene(&results, sheet).expect("a scene");
                assert_eq!(scene.faults(), Vec::<String>::new(), "{name} {sheet:?}");
                assert_eq!(scene.strays(), Vec::<String>::new(), "{name} {sheet:?}");
                let discs: Vec<(Point, f64)> =
                    scene.tags.iter().map(|(run, _)| disc(&scene.marks[run.end - 1])).collect();
                for (place, (a, radius)) in discs.iter().enumerate() {
                    for (b, other) in &discs[..place] {
                        let (x, y) = (a.x - b.x, a.y - b.y);
                        let apart = sqrt(x * x + y * y);
                        assert!(radius + other <= apart + 1e-6, "{name} {sheet:?}: {apart}");
                    }
                }
                // Drawn, said to be more, and deeper make the whole team.
                let number = |text: &str| -> usize {
                    let digits = text.chars().filter(char::is_ascii_digit).collect::<String>();
                    digits.parse().expect("a number")
                };
                let said = |label: &&super::super::scene::Label| label.text.starts_with("+ ");
                let hidden: usize = scene
                    .labels()
                    .filter(said)
                    .map(|label| number(label.text.split(" on ").next().unwrap_or_default()))
                    .sum();
                assert_eq!(discs.len() + hidden, team.len(), "{name} {sheet:?}");
            }
        }
    }

    #[test]
    fn lines_do_not_cross() {
        let results = with(&[team("ana", 0, &wide(3, 200))]);
        for sheet in SHEETS {
            let scene = scene(&results, sheet).expect("a scene");
            let lines: Vec<(Point, Point)> = scene
                .marks
                .iter()
                .filter_map(|mark| match mark {
                    Mark::Stroke { points, .. } => Some((points[0], points[1])),
                    _ => None,
                })
                .collect();
            for (place, one) in lines.iter().enumerate() {
                let is_beside = |other: &&(Point, Point)| (other.0.y - one.0.y).abs() < 1e-9;
                for other in lines[..place].iter().filter(is_beside) {
                    let above = one.0.x - other.0.x;
                    let below = one.1.x - other.1.x;
                    assert!(0.0 <= above * below, "{sheet:?}: {one:?} {other:?}");
                }
            }
        }
    }
}
