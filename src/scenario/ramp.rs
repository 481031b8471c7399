//! Values on the way from one to another: what a key is while an event ramps up or fades.
//!
//! *Invariant*: money, rates and counts are taken exactly and rounded half up once; full effect is
//! the value itself, as it was written.
//!
//! *Absent*: which keys and weeks.

use serde_json::Value as Json;

use super::decimal::exact;
use super::document::{Node, Value};
use crate::units::{Cents, Ppm};

/// So many steps of so many from none to full effect.
pub(super) type Step = (u32, u32);

/// What a key of a kind is on the way from one recorded value to another, at the place of the
/// latter; nothing where the kind has nothing between the two.
pub(super) fn between(
    kind: &str,
    (from, to): (&Json, &Json),
    step: Step,
    at: &Node,
) -> Option<Node> {
    let each = match kind {
        "numbers" => "number",
        "counts" => "count",
        "amounts" => "money",
        "rates" => "rate",
        scalar => return Some(at.with(scalar_between(scalar, from, to, step)?)),
    };
    let (Json::Array(from), Json::Array(to), Value::Array(nodes)) = (from, to, &at.value) else {
        return None;
    };
    if from.len() != to.len() {
        return None;
    }
    let pairs = from.iter().zip(to).zip(nodes);
    let values: Option<Vec<Node>> =
        pairs.map(|((from, to), node)| between(each, (from, to), step, node)).collect();
    Some(at.with(Value::Array(values?)))
}

fn scalar_between(kind: &str, from: &Json, to: &Json, step: Step) -> Option<Value> {
    match kind {
        "number" => {
            let (from, to) = (from.as_f64()?, to.as_f64()?);
            let way = f64::from(step.0) / f64::from(step.1);
            Some(Value::Decimal((from + (to - from) * way).to_string()))
        }
        "count" => {
            let value = whole_between(from, to, 0, step)?;
            Some(Value::Whole { text: value.to_string(), value: Some(value) })
        }
        "money" => {
            let cents = i64::try_from(whole_between(from, to, 2, step)?).ok()?;
            Some(Value::Decimal(Cents(cents).to_string()))
        }
        "rate" => {
            let parts = u32::try_from(whole_between(from, to, 6, step)?).ok()?;
            Some(Value::Decimal(Ppm(parts).to_string()))
        }
        _ => None,
    }
}

/// Between two recorded numbers, in their last place.
fn whole_between(from: &Json, to: &Json, places: u32, (step, steps): Step) -> Option<i128> {
    let whole = |recorded: &Json| {
        let text = match recorded {
            Json::String(text) => text.clone(),
            // A rate's record is a float, whose shortest text is the rate.
            Json::Number(number) if number.is_f64() => number.as_f64()?.to_string(),
            Json::Number(number) => number.to_string(),
            _ => return None,
        };
        exact(&Value::Decimal(text), places).ok()
    };
    let (from, to) = (whole(from)?, whole(to)?);
    let (step, steps) = (i128::from(step), i128::from(steps));
    let twice = 2 * (from * steps + (to - from) * step);
    Some((twice + steps).div_euclid(2 * steps))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::document::{FileId, parse};
    use super::*;

    fn node(text: &str) -> Node {
        let root = parse(FileId(0), &format!("x = {text}")).root;
        root.entries().expect("a table")["x"].clone()
    }

    fn shown(kind: &str, from: &Json, to: &Json, step: Step) -> Option<String> {
        let at = node(if to.is_array() { "[0, 0]" } else { "0" });
        between(kind, (from, to), step, &at).map(|between| match &between.value {
            Value::Array(items) => items.iter().map(Node::shown).collect::<Vec<_>>().join(" "),
            _ => between.shown(),
        })
    }

    #[test]
    fn whole_amounts_are_exact_and_halves_go_up() {
        let money = |step| shown("money", &json!("40.00"), &json!("45.01"), step);
        assert_eq!(money((1, 3)).as_deref(), Some("41.67"));
        assert_eq!(money((2, 3)).as_deref(), Some("43.34"));
        // 42.505.
        assert_eq!(money((1, 2)).as_deref(), Some("42.51"));
        assert_eq!(shown("money", &json!("45.01"), &json!("40.00"), (1, 2)).unwrap(), "42.51");
        assert_eq!(shown("count", &json!(1), &json!(2), (1, 2)).unwrap(), "2");
        assert_eq!(shown("count", &json!(10), &json!(0), (1, 3)).unwrap(), "7");
        assert_eq!(shown("rate", &json!(0.3), &json!(0.000_001), (1, 2)).unwrap(), "0.150001");
        let most = json!(18_446_744_073_709_551_615_u64);
        assert_eq!(shown("count", &json!(0), &most, (1, 1)).unwrap(), most.to_string());
    }

    #[test]
    fn numbers_go_straight_and_arrays_of_one_length_place_by_place() {
        assert_eq!(shown("number", &json!(0.3), &json!(0.2), (1, 2)).unwrap(), "0.25");
        let rates = shown("rates", &json!([0.1, 0.05]), &json!([0.2, 0.0]), (1, 4));
        assert_eq!(rates.as_deref(), Some("0.125000 0.037500"));
        let amounts = shown("amounts", &json!(["1.00", "2.00"]), &json!(["2.00", "2.00"]), (1, 2));
        assert_eq!(amounts.as_deref(), Some("1.50 2.00"));
    }

    #[test]
    fn nothing_lies_between_other_values() {
        assert_eq!(shown("rates", &json!([0.1]), &json!([0.2, 0.0]), (1, 2)), None);
        assert_eq!(shown("choice", &json!("a"), &json!("b"), (1, 2)), None);
        assert_eq!(shown("flag", &json!(true), &json!(false), (1, 2)), None);
        assert_eq!(shown("money", &Json::Null, &json!("1.00"), (1, 2)), None);
        assert_eq!(shown("distribution", &json!(1.0), &json!(2.0), (1, 2)), None);
    }
}
