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
//! *Invariant*: a statement is a function of its case. Its lines are the plan's claims, all of
//! them; its sums are sums of its lines.
//!
//! *Absent*: the ledger, chance but for random seats, the terminal.

mod books;
mod compare;
mod seats;
mod statement;

pub use compare::Mismatch;
pub use statement::{BonusLine, Line, PartnerLine, PeriodStatement, Statement};

use crate::plan::{self, Claim, Period, Qualification, State, Sums};
use crate::scenario::Case;
use books::Books;
use seats::Seats;
use statement::Clerk;

/// Works out all periods of a case.
///
/// # Panics
/// When money or points overflow.
pub fn work_out(case: &Case) -> Statement {
    let mut seats = Seats::new(case);
    let mut books = Books::default();
    let mut state = State::default();
    let mut sums = Sums::default();
    let mut periods = Vec::with_capacity(case.period_count());
    for number in 1..=case.period_count() {
        let rows = seats.open(case, number);
        books.open(case, &seats, number, rows);
        seats.leave(case, &books.status);
        books::carry_in(case, &seats, &mut state, rows);
        let period = Period {
            placement: seats.placement(),
            details: &books.details,
            orders: &books.orders,
            joined: &seats.joined[..rows],
            number: u32::try_from(number).expect("few periods"),
            weeks: case.plan.period_weeks,
            given_ranks: &books.given_ranks,
            owners: &seats.owners[..rows],
            ..Period::new(&seats.genealogy, &books.status, &books.volumes, &books.points_before)
        };
        let unpaid_before: Vec<_> = (0..period.rows()).map(|row| state.unpaid_of(row)).collect();
        let qualification = Qualification::new(&case.plan, &period, &state);
        let mut claims: Vec<Claim> = Vec::new();
        let outcomes = plan::run(&case.plan, &period, &mut state, &mut sums, &mut |claim| {
            claims.push(claim);
        });
        let clerk = Clerk {
            case,
            seats: &seats,
            period: &period,
            qualification: &qualification,
            state: &state,
            sums: &sums,
            books: &books,
        };
        periods.push(clerk.write(&claims, &outcomes, &unpaid_before));
        books.close(rows);
        seats.close(case);
    }
    Statement { title: case.title.clone(), currency: case.currency.clone(), periods }
}
