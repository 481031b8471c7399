//! What rows did in the open commission period.
//!
//! *Absent*: what of it counts (`plan`).

use crate::units::Cents;

/// What a row did in the open commission period.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Volume {
    /// Own points (PV).
    pub points: u32,
    /// Commissionable value of own orders and drop-shipped sales (CV).
    pub wholesale: Cents,
    /// Retail profit on sales to customers; below zero when sold under cost.
    pub margin: Cents,
}

/// What a row's customers, first orders and posts came to in the open commission period; kept only
/// where a plan asks for it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Detail {
    /// Points of customers' orders that the business ships.
    pub customer_points: u32,
    /// Number of customers' orders.
    pub orders: u32,
    /// Commissionable value of customers' orders that the business ships; part of the row's.
    pub customer_value: Cents,
    /// Points of goods that customers bought from her stock.
    pub resold_points: u32,
    /// What customers paid for goods, whoever shipped them, as far as it is proved.
    pub sales: Cents,
    /// What customers got back for goods that they returned.
    pub returns: Cents,
    /// List value of own orders.
    pub list_value: Cents,
    /// Commissionable value of orders within the window of the fast start; part of the row's.
    pub early_value: Cents,
    /// Points of those orders; part of the row's.
    pub early_points: u32,
    /// Price of the kits bought.
    pub kit_price: Cents,
    /// Kits bought.
    pub kits: u32,
    /// Posts.
    pub posts: u32,
    /// Customers who ordered.
    pub customers: u32,
    /// Followers.
    pub followers: u32,
}
