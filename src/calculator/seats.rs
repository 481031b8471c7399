//! Who stands where: rows of partners, the sponsor tree, the placement tree.

use std::collections::BTreeMap;

use crate::scenario::{Case, CasePartner};
use crate::world::{Genealogy, NO_UPLINE, Placement};

/// The partners of a case as rows, in the order of joining, a sponsor before her recruits.
pub(super) struct Seats {
    /// Place in the case of each row.
    pub(super) partners: Vec<usize>,
    /// Row of each place in the case.
    rows: Vec<u32>,
    /// Period of joining by row.
    pub(super) joined: Vec<u32>,
    /// Row of the owner by row.
    pub(super) owners: Vec<u32>,
    /// Rows that have joined so far, and who recruited them.
    pub(super) genealogy: Genealogy,
    placement: Option<Placement>,
    by_name: BTreeMap<String, usize>,
}

impl Seats {
    /// The rows of a case; nobody has joined yet.
    pub(super) fn new(case: &Case) -> Self {
        let names = case.partners.iter().enumerate();
        let by_name: BTreeMap<String, usize> =
            names.map(|(place, partner)| (partner.id.clone(), place)).collect();
        let partners = sponsors_first(case, &by_name);
        let mut rows = vec![0; partners.len()];
        for (row, &place) in partners.iter().enumerate() {
            rows[place] = u32::try_from(row).expect("rows fit 32 bits");
        }
        let of = |place: usize| &case.partners[place];
        let joined = partners.iter().map(|&place| period_of(of(place))).collect();
        let owner = |&place: &usize| match &of(place).owner {
            Some(owner) => rows[by_name[owner]],
            None => rows[place],
        };
        let owners = partners.iter().map(owner).collect();
        let placement = case.plan.has_seats().then(|| Placement::new(case.plan.seat_width()));
        Self { partners, joined, owners, rows, genealogy: Genealogy::default(), placement, by_name }
    }

    /// Lets those join who do so in this period; returns how many rows there are.
    pub(super) fn open(&mut self, case: &Case, number: usize) -> usize {
        let first = self.genealogy.len();
        let now = self.joined.iter().take_while(|&&joined| joined as usize <= number).count();
        for row in first..now {
            let partner = &case.partners[self.partners[row]];
            self.genealogy.push(self.row_or_none(partner.sponsor.as_deref()));
        }
        self.seat(case, first, now);
        now
    }

    /// Seats newcomers: first those whose seats are given, then the others by the plan's rule.
    fn seat(&mut self, case: &Case, first: usize, now: usize) {
        let Some(mut placement) = self.placement.take() else { return };
        for _ in first..now {
            placement.push();
        }
        let row_of = |row: usize| u32::try_from(row).expect("rows fit 32 bits");
        for row in first..now {
            let partner = &case.partners[self.partners[row]];
            let parent = self.row_or_none(partner.placement.as_deref());
            if let (true, Some(leg)) = (parent != NO_UPLINE, case.leg_of(partner)) {
                placement.seat(row_of(row), parent, leg).expect("the check saw the seat open");
            }
        }
        for row in first..now {
            let partner = &case.partners[self.partners[row]];
            let given = self.row_or_none(partner.placement.as_deref());
            let below =
                if given == NO_UPLINE { self.genealogy.sponsor(row_of(row)) } else { given };
            if below != NO_UPLINE && partner.leg.is_none() {
                placement.find_seat(row_of(row), below, case.plan.placement.rule, case.seed);
            }
        }
        self.placement = Some(placement);
    }

    /// What becomes of seats when a period is over.
    #[expect(clippy::unused_self, reason = "leavers' seats stay empty so far")]
    pub(super) fn close(&mut self, _case: &Case, _number: usize) {}

    /// The placement tree of those who have joined.
    pub(super) fn placement(&self) -> Option<&Placement> {
        self.placement.as_ref()
    }

    /// The row of a name, which the check knows.
    pub(super) fn row(&self, name: &str) -> u32 {
        self.rows[self.by_name[name]]
    }

    fn row_or_none(&self, name: Option<&str>) -> u32 {
        name.map_or(NO_UPLINE, |name| self.row(name))
    }

    /// The name of a row.
    pub(super) fn name<'c>(&self, case: &'c Case, row: u32) -> &'c str {
        &case.partners[self.partners[row as usize]].id
    }
}

fn period_of(partner: &CasePartner) -> u32 {
    u32::try_from(partner.joined_period).expect("the check bounds periods")
}

/// Places in the case, those who joined earlier first, a sponsor before her recruits, else in the
/// order of the file.
fn sponsors_first(case: &Case, by_name: &BTreeMap<String, usize>) -> Vec<usize> {
    let mut file_order: Vec<usize> = (0..case.partners.len()).collect();
    file_order.sort_by_key(|&place| case.partners[place].joined_period);
    let mut done = vec![false; case.partners.len()];
    let mut order = Vec::with_capacity(case.partners.len());
    for place in file_order {
        let mut way = Vec::new();
        let mut next = Some(place);
        while let Some(place) = next.filter(|&place| !done[place]) {
            done[place] = true;
            way.push(place);
            next = case.partners[place].sponsor.as_ref().map(|sponsor| by_name[sponsor]);
        }
        order.extend(way.into_iter().rev());
    }
    order
}
