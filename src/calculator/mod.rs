//! The calculator: who is paid what in a case, and why.
//!
//! It seats the partners of a case, adds up their orders period by period, runs the same plan code
//! as a simulation does and keeps every claim.
//!
//! ```
//! use downline::calculator;
//! use downline::scenario::LoadedCase;
//!
//! let loaded = LoadedCase::from_text(
//!     "two-levels",
//!     r#"
//!     plan.activity.minimum_points = 0
//!     plan.unilevel = { base = "wholesale", rates = [0.10, 0.05] }
//!     partner = [
//!         { id = "Ana" },
//!         { id = "Bea", sponsor = "Ana", points = 100 },
//!     ]
//!     "#,
//! )?;
//! let statement = calculator::work_out(&loaded.case);
//! let line = &statement.periods[0].lines[0];
//! assert_eq!((line.earner.as_str(), line.amount.to_string().as_str()), ("Ana", "10.00"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Where returned goods count in the period of their sale, the periods since are worked out again
//! without them, from the first one on, and the differences are claims of the period of the return.
//!
//! *Invariant*: a statement is a function of its case. Its lines are the plan's claims, all of
//! them; its sums are sums of its lines.
//!
//! *Absent*: the ledger, chance but for random seats, the terminal.

mod books;
mod carry;
mod compare;
mod returns;
mod seats;
mod statement;

pub use compare::Mismatch;
pub use statement::{BonusLine, Line, PartnerLine, PeriodStatement, Statement};

use crate::plan::{self, Claim, Counted, Period, Qualification, State, Sums, Worked};
use crate::scenario::Case;
use books::Books;
use returns::{Back, Returns};
use seats::Seats;
use statement::Clerk;

/// Works out all periods of a case.
///
/// # Panics
/// When money or points overflow.
pub fn work_out(case: &Case) -> Statement {
    close(case).0
}

/// Works out all periods of a case, and the case that begins where it ends: everybody with what
/// she carries, without orders but those after the cut-off.
///
/// # Panics
/// When money or points overflow.
pub fn close(case: &Case) -> (Statement, Case) {
    let mut returns = Returns::new(case);
    let mut desk = Desk::new(case);
    let mut periods = Vec::with_capacity(case.period_count());
    for number in 1..=case.period_count() {
        let back = returns.open(&mut desk, number);
        let (statement, worked) = desk.period(returns.case(), number, &back, None);
        returns.close(worked);
        periods.push(statement);
    }
    let next = carry::next(returns.case(), &desk);
    (Statement { title: case.title.clone(), currency: case.currency.clone(), periods }, next)
}

/// What is carried from period to period.
struct Desk {
    seats: Seats,
    books: Books,
    state: State,
    sums: Sums,
}

impl Desk {
    fn new(case: &Case) -> Self {
        Self {
            seats: Seats::new(case),
            books: Books::default(),
            state: State::default(),
            sums: Sums::default(),
        }
    }

    /// Works out the next period. One that is worked out again can keep who was active, and as
    /// what, from `then`.
    fn period(
        &mut self,
        case: &Case,
        number: usize,
        back: &Back,
        then: Option<&Worked>,
    ) -> (PeriodStatement, Option<Worked>) {
        let Self { seats, books, state, sums } = self;
        let rows = seats.open(case, number);
        books.open(case, seats, number, rows);
        books.take_back(case, seats, back);
        seats.leave(case, &books.status);
        books::carry_in(case, seats, state, rows);
        let period = Period {
            placement: seats.placement(),
            details: &books.details,
            orders: &books.orders,
            joined: &seats.joined[..rows],
            number: u32::try_from(number).expect("few periods"),
            weeks: case.plan.period_weeks,
            given_ranks: &books.given_ranks,
            owners: &seats.owners[..rows],
            takebacks: &back.takebacks,
            ..Period::new(&seats.genealogy, &books.status, &books.volumes, &books.points_before)
        };
        let period = then.map_or(period, |then| then.given(period));
        let unpaid_before: Vec<_> = (0..period.rows()).map(|row| state.unpaid_of(row)).collect();
        let counted = Counted::new(&case.plan, &period, state);
        let counting = counted.of(period);
        let qualification = Qualification::new(&case.plan, &counting, state);
        let mut claims: Vec<Claim> = Vec::new();
        let mut sink = |claim| claims.push(claim);
        let (outcomes, worked) = if case.plan.takes_back_at_sale() {
            let (outcomes, worked) = plan::work_out(&case.plan, &period, state, sums, &mut sink);
            (outcomes, Some(worked))
        } else {
            (plan::run(&case.plan, &period, state, sums, &mut sink), None)
        };
        let clerk = Clerk {
            case,
            seats,
            period: &counting,
            qualification: &qualification,
            state,
            sums,
            books,
        };
        let statement = clerk.write(&claims, &outcomes, &unpaid_before);
        books.close(rows, sums);
        seats.close(case);
        (statement, worked)
    }
}
