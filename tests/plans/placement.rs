//! What holds of seats whatever the tree and the rule, closed forms, and large trees.

use downline::scenario::{PlacementExit, PlacementRule, PlacementRules};
use downline::world::{NO_UPLINE, Placement, seat_luck_by_row};
use proptest::prelude::*;
use proptest::sample::{Index, select};

use crate::binary::{RULES, runs};
use crate::naive::seats::Tree;

/// Something that happens to a tree.
#[derive(Debug, Clone)]
enum Act {
    Join(Index),
    Leave(Index),
}

fn acts() -> impl Strategy<Value = Vec<Act>> {
    let act = prop_oneof![
        5 => any::<Index>().prop_map(Act::Join),
        1 => any::<Index>().prop_map(Act::Leave),
    ];
    prop::collection::vec(act, 1..40)
}

fn row(number: usize) -> u32 {
    u32::try_from(number).expect("few rows")
}

/// Joins and leaves in the program's tree and in the plain one, comparing after every act.
fn play(width: u32, rule: PlacementRule, acts: &[Act], seed: u64) -> Result<(), TestCaseError> {
    let mut tree = Placement::new(width);
    let mut plain = Tree::new(width as usize);
    tree.push();
    plain.push();
    for act in acts {
        let there: Vec<usize> = (0..plain.seats.len()).filter(|&row| plain.is_in[row]).collect();
        match act {
            Act::Join(sponsor) => {
                let Some(&sponsor) = there.get(sponsor.index(there.len().max(1))) else { break };
                let newcomer = plain.seats.len();
                let seat = plain.find(newcomer, sponsor, rule, seed);
                prop_assert_eq!(plain.child(seat.0, seat.1), None, "a seat is given twice");
                plain.push();
                plain.seats[newcomer] = Some(seat);
                tree.push();
                tree.find_seat(row(newcomer), row(sponsor), rule, &seat_luck_by_row(seed));
                let above = plain.seats_above(newcomer);
                prop_assert!(above.iter().any(|&(parent, _)| parent == sponsor));
            }
            Act::Leave(who) => {
                let Some(&who) = there.get(who.index(there.len().max(1))) else { break };
                plain.take_out(who);
                tree.leave(row(who), PlacementExit::Promote);
            }
        }
        same(&tree, &plain)?;
    }
    Ok(())
}

fn same(tree: &Placement, plain: &Tree) -> Result<(), TestCaseError> {
    for (who, seat) in plain.seats.iter().enumerate() {
        let found = match tree.parent(row(who)) {
            NO_UPLINE => None,
            parent => Some((parent as usize, usize::from(tree.leg(row(who))))),
        };
        prop_assert_eq!(found, *seat, "row {}", who);
        prop_assert_eq!(tree.has_seat(row(who)), plain.is_in[who]);
        for leg in 0..plain.width {
            let below = tree.child(row(who), u8::try_from(leg).expect("few legs"));
            let wanted = plain.child(who, leg).map_or(NO_UPLINE, row);
            prop_assert_eq!(below, wanted);
        }
    }
    let order = tree.order();
    let mut place = vec![usize::MAX; plain.seats.len()];
    for (at, &row) in order.iter().enumerate() {
        place[row as usize] = at;
    }
    prop_assert_eq!(order.len(), plain.seats.len());
    for (who, seat) in plain.seats.iter().enumerate() {
        prop_assert!(place[who] != usize::MAX && seat.is_none_or(|s| place[s.0] < place[who]));
    }
    Ok(())
}

proptest! {
    #![proptest_config(runs(1_500))]

    #[test]
    fn every_rule_gives_the_seat_that_a_search_of_all_seats_gives(
        width in prop_oneof![1..=4_u32, Just(16)],
        rule in select(&RULES[..]),
        acts in acts(),
        seed in any::<u64>(),
    ) {
        play(width, rule, &acts, seed)?;
    }
}

/// Levels below the top.
fn depth(tree: &Placement, of: u32) -> u32 {
    let mut at = tree.parent(of);
    let mut depth = 0;
    while at != NO_UPLINE {
        at = tree.parent(at);
        depth += 1;
    }
    depth
}

/// A tree in which all newcomers are recruited by whom `sponsor` says.
fn grown(width: u32, rule: PlacementRule, rows: u32, sponsor: impl Fn(u32) -> u32) -> Placement {
    let mut tree = Placement::new(width);
    tree.push();
    for row in 1..rows {
        tree.push();
        tree.find_seat(row, sponsor(row), rule, &seat_luck_by_row(7));
    }
    tree
}

#[test]
fn a_full_matrix_holds_as_many_as_the_closed_form_says() {
    // (w^(h + 1) - w) / (w - 1) seats on h levels.
    for (width, height, seats) in
        [(2_u32, 12_u32, 8_190_u32), (2, 15, 65_534), (3, 7, 3_279), (5, 5, 3_905)]
    {
        assert_eq!((width.pow(height + 1) - width) / (width - 1), seats);
        for rule in [PlacementRule::BreadthFirst, PlacementRule::WeakerLeg] {
            let tree = grown(width, rule, seats + 2, |_| 0);
            let deepest = (0..=seats).map(|row| depth(&tree, row)).max();
            assert_eq!(deepest, Some(height), "{rule:?}");
            assert_eq!(depth(&tree, seats + 1), height + 1, "{rule:?}");
        }
    }
}

#[test]
fn random_seats_leave_people_with_as_many_below_them_as_the_closed_form_says() {
    // x(0) = (w - 1) / (2 w - 1); x(r) = x(r - 1) (w - r + 1) / (2 w - 1 - r).
    for width in [2_u32, 3, 5] {
        let rows = 100_000;
        let tree = grown(width, PlacementRule::Random, rows, |_| 0);
        let mut counts = vec![0_u32; width as usize + 1];
        for row in 0..rows {
            let legs = (0..u8::try_from(width).expect("few legs")).map(|leg| tree.child(row, leg));
            counts[legs.filter(|&below| below != NO_UPLINE).count()] += 1;
        }
        let w = f64::from(width);
        let mut wanted = (w - 1.0) / (2.0 * w - 1.0);
        for (r, &count) in (0_u32..).zip(&counts) {
            let found = f64::from(count) / f64::from(rows);
            assert!((found - wanted).abs() < 0.01, "w {width}, r {r}: {found} of {wanted}");
            let r = f64::from(r) + 1.0;
            wanted *= (w - r + 1.0) / (2.0 * w - 1.0 - r);
        }
    }
}

#[test]
fn a_million_newcomers_find_seats_by_every_rule() {
    // A search of all seats below the sponsor would not come to an end here.
    let rows = 1_000_000;
    for rule in RULES {
        let tree = grown(2, rule, rows, |row| row / 3);
        let seated = (0..rows).filter(|&row| tree.parent(row) != NO_UPLINE).count();
        assert_eq!(seated, rows as usize - 1, "{rule:?}");
    }
}

#[test]
fn leavers_at_the_top_are_followed_by_their_earliest() {
    for (exit, at_once) in [
        (PlacementExit::Promote, true),
        (PlacementExit::Compress, false),
        (PlacementExit::Holding, false),
    ] {
        let mut tree = grown(2, PlacementRule::BreadthFirst, 7, |_| 0);
        tree.leave(0, exit);
        assert_eq!(tree.parent(2) == 1, at_once, "{exit:?}");
        tree.close(
            PlacementRules { rule: PlacementRule::BreadthFirst, on_exit: exit },
            &seat_luck_by_row(1),
        );
        assert_eq!((tree.parent(1), tree.has_seat(0)), (NO_UPLINE, false), "{exit:?}");
        assert!((2..7).all(|row| tree.parent(row) != NO_UPLINE), "{exit:?}");
    }
    let mut tree = grown(2, PlacementRule::BreadthFirst, 7, |_| 0);
    tree.leave(0, PlacementExit::Empty);
    tree.close(
        PlacementRules { rule: PlacementRule::BreadthFirst, on_exit: PlacementExit::Empty },
        &seat_luck_by_row(1),
    );
    assert_eq!((tree.parent(1), tree.has_seat(0)), (0, true));
}
