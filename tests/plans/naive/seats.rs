//! The placement tree once more: every seat is searched by looking at all of them.

use downline::chance::{Luck, SequencePurpose};
use downline::scenario::{Case, CaseStatus, PlacementExit, PlacementRule};
use downline::units::{NEVER, PersonKey};

/// A seat: below whom, and in which leg.
pub(crate) type Seat = (usize, usize);

/// Who sits where.
#[derive(Debug, Clone, Default)]
pub(crate) struct Tree {
    pub(crate) width: usize,
    /// The seat of each row; nothing at the top or without a seat.
    pub(crate) seats: Vec<Option<Seat>>,
    /// Whether a row has a seat or stands at the top of a tree.
    pub(crate) is_in: Vec<bool>,
    /// How many recruits each row was given by the rule `alternate`.
    pub(crate) alternated: Vec<usize>,
}

impl Tree {
    pub(crate) fn new(width: usize) -> Self {
        Self { width, ..Self::default() }
    }

    pub(crate) fn push(&mut self) {
        self.seats.push(None);
        self.is_in.push(true);
        self.alternated.push(0);
    }

    pub(crate) fn child(&self, row: usize, leg: usize) -> Option<usize> {
        (0..self.seats.len()).find(|&other| self.seats[other] == Some((row, leg)))
    }

    fn children(&self, row: usize) -> Vec<(usize, usize)> {
        (0..self.width).filter_map(|leg| self.child(row, leg).map(|child| (leg, child))).collect()
    }

    /// The seats above a row, nearest first.
    pub(crate) fn seats_above(&self, row: usize) -> Vec<Seat> {
        let mut above = Vec::new();
        let mut at = row;
        while let Some(seat) = self.seats[at] {
            above.push(seat);
            at = seat.0;
        }
        above
    }

    fn is_below(&self, row: usize, above: usize) -> bool {
        self.seats_above(row).iter().any(|&(parent, _)| parent == above)
    }

    fn people(&self, row: usize) -> usize {
        (0..self.seats.len()).filter(|&other| other == row || self.is_below(other, row)).count()
    }

    /// The open seats from a row on down: her own from the left, then those below each leg.
    pub(crate) fn open_seats(&self, row: usize) -> Vec<Seat> {
        let mut open: Vec<Seat> = (0..self.width)
            .filter(|&leg| self.child(row, leg).is_none())
            .map(|leg| (row, leg))
            .collect();
        for (_, child) in self.children(row) {
            open.extend(self.open_seats(child));
        }
        open
    }

    fn down_the_leg(&self, from: usize, leg: usize) -> Seat {
        match self.child(from, leg) {
            Some(child) => self.down_the_leg(child, leg),
            None => (from, leg),
        }
    }

    /// The seat that a rule gives to `row` below `sponsor`.
    pub(crate) fn find(
        &mut self,
        row: usize,
        sponsor: usize,
        rule: PlacementRule,
        seed: u64,
    ) -> Seat {
        match rule {
            PlacementRule::BreadthFirst => {
                let mut level = vec![sponsor];
                loop {
                    for &at in &level {
                        for leg in 0..self.width {
                            if self.child(at, leg).is_none() {
                                return (at, leg);
                            }
                        }
                    }
                    level = level
                        .iter()
                        .flat_map(|&at| self.children(at).into_iter().map(|(_, child)| child))
                        .collect();
                }
            }
            PlacementRule::DepthFirst => {
                let mut at = sponsor;
                loop {
                    match self.child(at, 0) {
                        Some(child) => at = child,
                        None => return (at, 0),
                    }
                }
            }
            PlacementRule::Random => {
                let open = self.open_seats(sponsor);
                let person = PersonKey(row as u64);
                let luck = Luck::new(seed, 0);
                let draw = luck.sequence_wide(person, NEVER, SequencePurpose::Seat, 0);
                let number = (u128::from(draw) * open.len() as u128) >> 64;
                open[usize::try_from(number).expect("one of the seats")]
            }
            PlacementRule::WeakerLeg => {
                let mut at = sponsor;
                loop {
                    let people = |leg: usize| self.child(at, leg).map_or(0, |c| self.people(c));
                    let mut weakest = 0;
                    for leg in 1..self.width {
                        if people(leg) < people(weakest) {
                            weakest = leg;
                        }
                    }
                    match self.child(at, weakest) {
                        Some(child) => at = child,
                        None => return (at, weakest),
                    }
                }
            }
            PlacementRule::OuterSeat => {
                let leg = self.seats[sponsor].map_or(0, |(_, leg)| leg);
                self.down_the_leg(sponsor, leg)
            }
            PlacementRule::Alternate => {
                let leg = self.alternated[sponsor] % self.width;
                self.alternated[sponsor] += 1;
                self.down_the_leg(sponsor, leg)
            }
        }
    }

    /// Seats a row by a rule, unless the other one is she herself or sits below her.
    fn settle(&mut self, row: usize, below: usize, rule: PlacementRule, seed: u64) {
        if row != below && !self.is_below(below, row) {
            self.seats[row] = Some(self.find(row, below, rule, seed));
            self.is_in[row] = true;
        }
    }

    /// The earliest of some people takes a seat, the others sit below her from then on, and of
    /// those who sat below her the earliest takes the seat that she leaves.
    fn move_up(&mut self, people: &[(usize, usize)], seat: Option<Seat>) {
        let Some(&(leg, next)) = people.iter().min_by_key(|(_, row)| row) else { return };
        let hers = self.children(next);
        self.seats[next] = seat;
        for &(leg, row) in people.iter().filter(|&&(_, row)| row != next) {
            self.seats[row] = Some((next, leg));
        }
        self.move_up(&hers, Some((next, leg)));
    }

    pub(crate) fn take_out(&mut self, row: usize) {
        let (people, seat) = (self.children(row), self.seats[row]);
        self.seats[row] = None;
        self.is_in[row] = false;
        self.move_up(&people, seat);
    }
}

/// The tree of a case from period to period.
pub(crate) struct Seating<'c> {
    case: &'c Case,
    pub(crate) tree: Tree,
    has_left: Vec<bool>,
    leavers: Vec<usize>,
    /// Who waits, and the leaver below whom she sat.
    waiting: Vec<(usize, usize)>,
    /// Leavers, and who sat above them.
    released: Vec<(usize, Option<usize>)>,
}

impl<'c> Seating<'c> {
    pub(crate) fn new(case: &'c Case, width: usize) -> Self {
        Self {
            case,
            tree: Tree::new(width),
            has_left: Vec::new(),
            leavers: Vec::new(),
            waiting: Vec::new(),
            released: Vec::new(),
        }
    }

    pub(crate) fn row(&self, name: Option<&str>) -> Option<usize> {
        name.map(|name| self.case.partners.iter().position(|p| p.id == name).expect("a partner"))
    }

    fn find_seat(&mut self, row: usize, below: Option<usize>) {
        let mut host = below;
        while let Some(at) = host.filter(|&at| !self.tree.is_in[at]) {
            host = self.row(self.case.partners[at].sponsor.as_deref());
        }
        if let Some(host) = host {
            self.tree.settle(row, host, self.case.plan.placement.rule, self.case.seed);
        }
    }

    /// Newcomers sit down, then leavers leave their seats.
    pub(crate) fn open(&mut self, period: u64, status: &[CaseStatus]) {
        let first = self.has_left.len();
        for _ in first..status.len() {
            self.tree.push();
            self.has_left.push(false);
        }
        let mut by_rule = Vec::new();
        for row in first..status.len() {
            let partner = &self.case.partners[row];
            assert!(partner.joined_period <= period);
            let given = self.row(partner.placement.as_deref());
            let leg = partner.leg.as_deref().map(|leg| match leg {
                "left" => 0,
                "right" => self.tree.width - 1,
                number => number.parse::<usize>().expect("a leg") - 1,
            });
            match (given, leg) {
                (Some(parent), Some(leg))
                    if self.tree.is_in[parent] && self.tree.child(parent, leg).is_none() =>
                {
                    self.tree.seats[row] = Some((parent, leg));
                }
                _ => by_rule.push((row, given)),
            }
        }
        for (row, given) in by_rule {
            let sponsor = self.row(self.case.partners[row].sponsor.as_deref());
            self.find_seat(row, given.or(sponsor));
        }
        for (row, &status) in status.iter().enumerate() {
            let left = status == CaseStatus::Left;
            if left && !self.has_left[row] {
                self.leave(row);
            } else if !left && !self.tree.is_in[row] {
                let sponsor = self.row(self.case.partners[row].sponsor.as_deref());
                self.find_seat(row, sponsor);
            }
            self.has_left[row] = left;
        }
    }

    fn leave(&mut self, row: usize) {
        match self.case.plan.placement.on_exit {
            PlacementExit::Empty => {}
            PlacementExit::Promote => self.tree.take_out(row),
            PlacementExit::Compress => self.leavers.push(row),
            PlacementExit::Holding => {
                let waited = self.waiting.iter().position(|&(waits, _)| waits == row);
                let above = match waited {
                    Some(place) => Some(self.waiting.remove(place).1),
                    None => self.tree.seats[row].map(|(parent, _)| parent),
                };
                self.released.push((row, above));
                for (_, child) in self.tree.children(row) {
                    self.tree.seats[child] = None;
                    self.waiting.push((child, row));
                }
                self.tree.seats[row] = None;
                self.tree.is_in[row] = false;
            }
        }
    }

    pub(crate) fn close(&mut self) {
        for row in std::mem::take(&mut self.leavers) {
            if self.tree.is_in[row] {
                self.tree.take_out(row);
            }
        }
        let mut waiting = std::mem::take(&mut self.waiting);
        waiting.sort_unstable();
        for (row, leaver) in waiting {
            let mut at = leaver;
            loop {
                let place = self.released.iter().position(|&(released, _)| released == at);
                let Some(place) = place else {
                    let (rule, seed) = (self.case.plan.placement.rule, self.case.seed);
                    self.tree.settle(row, at, rule, seed);
                    break;
                };
                let Some(above) = self.released[place].1 else {
                    self.released[place].1 = Some(row);
                    break;
                };
                at = above;
            }
        }
        self.released.clear();
    }
}
