//! Small random cases with levels, a pool, caps, returns and payment.

use std::sync::OnceLock;

use downline::scenario::{
    Bonus, CapMethod, CapOrder, CapPer, Case, CaseOrder, CaseOrderKind, CasePartner, CasePeriod,
    CaseStatus, Change, Clawback, CompanyCap, CountsIn, LeaverBalance, LoadedCase, Payment,
    PersonCap, Plan, PlanRounding, SplitRemainder,
};
use downline::units::{Cents, Ppm};
use proptest::prelude::*;
use proptest::sample::{Index, select};

/// A case with a rank, levels and a pool.
fn plain() -> &'static Case {
    static CASE: OnceLock<Case> = OnceLock::new();
    CASE.get_or_init(|| {
        let text = r#"
            plan.rank.leader = {}
            plan.unilevel.base = "wholesale"
            plan.unilevel.compression = "none"
            plan.unilevel.rank_rates = [{ rank = "leader", rates = [0.1] }]
            plan.pool.one = {}
            partner = [{ id = "P0" }]
            period = [{ order = [{ by = "P0" }], change = [{ who = "P0" }] }]
        "#;
        LoadedCase::from_text("plain", text).unwrap_or_else(|problems| panic!("{problems}")).case
    })
}

fn rates() -> impl Strategy<Value = Vec<Ppm>> {
    prop::collection::vec((0_u32..300_000).prop_map(Ppm), 1..=3)
}

fn bonuses() -> impl Strategy<Value = Vec<Bonus>> {
    let lists = vec![
        vec![],
        vec![],
        vec![Bonus::Unilevel],
        vec![Bonus::Pool],
        vec![Bonus::Unilevel, Bonus::Pool],
    ];
    select(lists)
}

pub(super) fn person_caps() -> impl Strategy<Value = PersonCap> {
    let per = select(&[CapPer::Position, CapPer::Owner][..]);
    (0_i64..6_000, bonuses(), per).prop_map(|(amount, bonuses, per)| PersonCap {
        amount: Some(Cents(amount)),
        bonuses,
        per,
    })
}

pub(super) fn company_caps() -> impl Strategy<Value = CompanyCap> {
    let methods = [CapMethod::ProRata, CapMethod::LowerRanksFirst, CapMethod::HardStop];
    let exempt = prop_oneof![1 => Just(0_i64), 1 => 1_i64..1_500];
    (0_u32..400_000, bonuses(), select(methods.to_vec()), exempt).prop_map(
        |(share, bonuses, method, exempt)| CompanyCap {
            share: Ppm(share),
            bonuses,
            method,
            exempt_amount: Cents(exempt),
        },
    )
}

fn clawbacks() -> impl Strategy<Value = Clawback> {
    let ways = [(CountsIn::Return, false), (CountsIn::Sale, false), (CountsIn::Sale, true)];
    let of = |(counts_in, recompute_ranks)| Clawback { counts_in, recompute_ranks };
    select(ways.to_vec()).prop_map(of)
}

fn plans() -> impl Strategy<Value = Plan> {
    let roundings =
        [PlanRounding::PerLineHalfUp, PlanRounding::PerLineHalfEven, PlanRounding::PerLineDown];
    let first = (
        select(roundings.to_vec()),
        prop_oneof![4 => Just(1_i64), 1 => select(&[5_i64, 100][..])],
        select(&[SplitRemainder::Largest, SplitRemainder::Business][..]),
        select(&[CapOrder::PersonFirst, CapOrder::CompanyFirst][..]),
    );
    let levels = (rates(), rates(), 0_u32..100_000, 0_u64..80, 0_u64..120);
    let caps = (prop::option::of(person_caps()), prop::option::of(company_caps()));
    let leaver = select(&[LeaverBalance::Paid, LeaverBalance::Forfeited][..]);
    let payment = (prop_oneof![1 => Just(0_i64), 2 => 1_i64..4_000], leaver);
    (first, levels, caps, prop::option::of(clawbacks()), payment).prop_map(
        |(first, levels, caps, clawback, payment)| {
            let mut plan = plain().plan.clone();
            (plan.rounding, plan.rounding_unit) = (first.0, Cents(first.1));
            (plan.split_remainder, plan.cap_order) = (first.2, first.3);
            let unilevel = plan.unilevel.as_mut().expect("a unilevel");
            (unilevel.rates, unilevel.rank_rates[0].rates) = (levels.0, levels.1);
            plan.pools[0].1.share = Ppm(levels.2);
            plan.activity.minimum_points = levels.3;
            plan.ranks[0].1.minimum_points = levels.4;
            (plan.person_cap, plan.company_cap) = caps;
            plan.clawback = clawback;
            plan.payment = Payment { minimum: Cents(payment.0), leaver_balance: payment.1 };
            plan
        },
    )
}

fn partners() -> impl Strategy<Value = Vec<CasePartner>> {
    let one = (
        prop::option::weighted(0.9, any::<Index>()),
        prop::option::weighted(0.3, any::<Index>()),
        prop_oneof![1 => Just(0_u64), 3 => 1_u64..200],
        prop::option::weighted(0.3, 1_i64..20_000),
        prop_oneof![4 => Just(0_i64), 1 => -2_000_i64..3_000],
    );
    prop::collection::vec(one, 1..10).prop_map(|all| {
        let mut partners: Vec<CasePartner> = Vec::new();
        for (place, (sponsor, owner, points, cv, unpaid)) in all.into_iter().enumerate() {
            let mut partner =
                CasePartner { id: format!("P{place}"), ..plain().partners[0].clone() };
            if 0 < place {
                partner.sponsor = sponsor.map(|index| format!("P{}", index.index(place)));
                partner.owner = owner
                    .map(|index| format!("P{}", index.index(place)))
                    .filter(|id| partners.iter().any(|p| &p.id == id && p.owner.is_none()));
            }
            partner.points = points;
            partner.cv = cv.filter(|_| 0 < points).map(Cents);
            partner.carried.unpaid = Cents(unpaid);
            partners.push(partner);
        }
        partners
    })
}

/// Points, value and whose order it is.
type Sale = (Index, u64, Option<i64>);

/// Which order comes back, and how much of it.
type Back = (Index, u64, bool);

fn own(by: &str, points: u64, cv: Option<i64>) -> CaseOrder {
    let order = &plain().periods[0].orders[0];
    CaseOrder { by: by.to_owned(), points, cv: cv.map(Cents), ..order.clone() }
}

/// All orders so far that something can come back from: period, partner, points left, value.
#[derive(Clone)]
struct Sold {
    period: u64,
    by: String,
    points: u64,
    cv: Option<i64>,
}

impl Sold {
    fn of(period: u64, order: &CaseOrder) -> Self {
        let cv = order.cv.map(|cv| cv.0);
        Self { period, by: order.by.clone(), points: order.points, cv }
    }

    /// The return of all of it, or of a part.
    fn comes_back(&self, part: u64, whole: bool) -> CaseOrder {
        let points = if whole { self.points } else { 1 + part % self.points };
        let cv = if whole { self.cv } else { None };
        let order = own(&self.by, points, cv);
        CaseOrder { kind: CaseOrderKind::Return, sold_in_period: Some(self.period), ..order }
    }
}

type Draft = (Vec<Sale>, Vec<Back>, Vec<(Index, CaseStatus)>);

fn drafts() -> impl Strategy<Value = Vec<Draft>> {
    let sale = (any::<Index>(), 1_u64..200, prop::option::weighted(0.3, 1_i64..20_000));
    let back = (any::<Index>(), any::<u64>(), any::<bool>());
    let status = prop_oneof![
        2 => Just(CaseStatus::Active),
        1 => Just(CaseStatus::Dormant),
        2 => Just(CaseStatus::Left),
    ];
    let period = (
        prop::collection::vec(sale, 0..8),
        prop::collection::vec(back, 0..3),
        prop::collection::vec((any::<Index>(), status), 0..2),
    );
    prop::collection::vec(period, 1..=4)
}

/// Cases whose returns each take back one order or a part of it; what came back is not sold twice.
pub(super) fn cases() -> impl Strategy<Value = Case> {
    (plans(), partners(), drafts()).prop_map(|(plan, partners, drafts)| {
        let mut case = plain().clone();
        (case.plan, case.partners, case.periods) = (plan, partners, Vec::new());
        let name =
            |case: &Case, index: Index| case.partners[index.index(case.partners.len())].id.clone();
        let first = case.partners.iter().filter(|partner| 0 < partner.points);
        let mut sold: Vec<Sold> = first
            .map(|partner| {
                let cv = partner.cv.map(|cv| cv.0);
                Sold { period: 1, by: partner.id.clone(), points: partner.points, cv }
            })
            .collect();
        for (place, (sales, backs, changes)) in drafts.into_iter().enumerate() {
            let number = place as u64 + 1;
            let mut orders: Vec<CaseOrder> = Vec::new();
            for (by, points, cv) in sales {
                let order = own(&name(&case, by), points, cv);
                sold.push(Sold::of(number, &order));
                orders.push(order);
            }
            for (which, part, whole) in backs {
                if sold.is_empty() {
                    break;
                }
                // Each order loses goods once, so that what a return means is never in doubt.
                let from = sold.remove(which.index(sold.len()));
                let twin = |other: &Sold| other.period == from.period && other.by == from.by;
                sold.retain(|other| !twin(other));
                orders.push(from.comes_back(part, whole));
            }
            let change = |(who, status): (Index, CaseStatus)| Change {
                who: name(&case, who),
                status: Some(status),
                ..plain().periods[0].changes[0].clone()
            };
            let changes = changes.into_iter().map(change).collect();
            case.periods.push(CasePeriod { changes, orders });
        }
        case
    })
}
