//! What contradicts that somebody has left: later orders, and a way back.

use std::collections::BTreeMap;

use super::{Case, CaseOrderKind, CaseStatus};

/// A contradiction: its key, what is wrong, what to do.
pub(super) type Finding = (String, String, &'static str);

const RETURNS: &str = "what she ordered until then counts; later only goods can come back";
const FOR_GOOD: &str = "whoever comes back is a new partner";

/// Everything that somebody is said to do after the period in which she left.
pub(super) fn contradictions(case: &Case, rows: &BTreeMap<&str, usize>) -> Vec<Finding> {
    let (last, mut found) = last_periods(case, rows);
    let gone = |name: &str, period: u64| {
        let last = rows.get(name).and_then(|&row| last[row])?;
        (last < period).then(|| format!("`{name}` left in period {last}, this is period {period}"))
    };
    for (place, period) in case.periods.iter().enumerate() {
        for (index, order) in period.orders.iter().enumerate() {
            let message = gone(&order.by, place as u64 + 1);
            if let Some(message) = message.filter(|_| order.kind != CaseOrderKind::Return) {
                found.push((format!("period[{place}].order[{index}].by"), message, RETURNS));
            }
        }
    }
    found
}

/// The period at whose end each partner has left, and who is said to come back.
fn last_periods(case: &Case, rows: &BTreeMap<&str, usize>) -> (Vec<Option<u64>>, Vec<Finding>) {
    let mut found = Vec::new();
    let from_the_start = case
        .partners
        .iter()
        .map(|partner| (partner.status == CaseStatus::Left).then(|| partner.joined_period.max(1)));
    let mut last: Vec<Option<u64>> = from_the_start.collect();
    for (place, period) in case.periods.iter().enumerate() {
        for (index, change) in period.changes.iter().enumerate() {
            let (Some(&row), Some(status)) = (rows.get(change.who.as_str()), change.status) else {
                continue;
            };
            if status == CaseStatus::Left {
                last[row].get_or_insert(place as u64 + 1);
            } else if let Some(left) = last[row] {
                let message = format!("`{}` left in period {left}, for good", change.who);
                found.push((format!("period[{place}].change[{index}].status"), message, FOR_GOOD));
            }
        }
    }
    (last, found)
}
