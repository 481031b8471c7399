//! Who stands where: rows of partners, the sponsor tree, the placement tree.

use std::collections::BTreeMap;

use crate::scenario::{Case, CasePartner, CaseStatus, PlacementExit};
use crate::world::{Genealogy, NO_UPLINE, Placement, Status, seat_luck_by_row};

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
    /// Who has left, by row.
    gone: Vec<bool>,
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
        Self {
            partners,
            joined,
            owners,
            rows,
            genealogy: Genealogy::default(),
            placement,
            gone: Vec::new(),
            by_name,
        }
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
        let mut others = Vec::new();
        self.gone.resize(now, false);
        for row in first..now {
            let partner = &case.partners[self.partners[row]];
            if let Some(leg) = case.leg_called(partner.carried.next_leg.as_deref()) {
                placement.set_turn(row_of(row), leg);
            }
            if partner.placement.as_deref() == Some("") {
                let gives_up = case.plan.placement.on_exit != PlacementExit::Empty;
                if gives_up && partner.status == CaseStatus::Left {
                    placement.vacate(row_of(row));
                    self.gone[row] = true;
                }
                continue;
            }
            let row = row_of(row);
            let given = self.row_or_none(partner.placement.as_deref());
            let seated = match case.leg_called(partner.leg.as_deref()) {
                Some(leg) if given != NO_UPLINE && placement.has_seat(given) => {
                    placement.seat(row, given, leg).is_ok()
                }
                _ => false,
            };
            if !seated {
                // A seat that somebody got by the rule in an earlier period is taken.
                others.push((row, given));
            }
        }
        for (row, given) in others {
            let below = if given == NO_UPLINE { self.genealogy.sponsor(row) } else { given };
            self.find_seat(case, &mut placement, row, below);
        }
        self.placement = Some(placement);
    }

    /// Seats a row by the plan's rule below another one, or below the next upline of that one who
    /// has a seat.
    fn find_seat(&self, case: &Case, placement: &mut Placement, row: u32, below: u32) {
        let mut host = below;
        while host != NO_UPLINE && !placement.has_seat(host) {
            host = self.genealogy.sponsor(host);
        }
        if host != NO_UPLINE {
            placement.find_seat(row, host, case.plan.placement.rule, &seat_luck_by_row(case.seed));
        }
    }

    /// What becomes of seats when people leave or come back, at once.
    pub(super) fn leave(&mut self, case: &Case, status: &[Status]) {
        let Some(mut placement) = self.placement.take() else { return };
        for (row, &status) in status.iter().enumerate() {
            let is_gone = status == Status::Left;
            if std::mem::replace(&mut self.gone[row], is_gone) == is_gone {
                continue;
            }
            let row = row_of(row);
            if is_gone {
                placement.leave(row, case.plan.placement.on_exit);
            } else if !placement.has_seat(row) {
                self.find_seat(case, &mut placement, row, self.genealogy.sponsor(row));
            }
        }
        self.placement = Some(placement);
    }

    /// What becomes of seats when a period is over.
    pub(super) fn close(&mut self, case: &Case) {
        if let Some(placement) = &mut self.placement {
            placement.close(case.plan.placement, &seat_luck_by_row(case.seed));
        }
    }

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

fn row_of(row: usize) -> u32 {
    u32::try_from(row).expect("rows fit 32 bits")
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
