//! The chart of reasons: why money moves, from whom to whom, and into which group of a partner.

/// Who can pay or receive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// Outside customers.
    Customers,
    /// All partners together.
    Partners,
    /// The business concerned.
    Business,
    /// Makers and carriers of goods.
    Suppliers,
    /// Everybody who sells posting gear, halls, wages, advertising.
    Vendors,
    /// Agencies, managers and affiliate networks.
    Agencies,
    /// Payment platforms.
    Platforms,
    /// Reserved: the model is before tax.
    Government,
}

impl Role {
    /// The name in tables and messages.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Customers => "customers",
            Self::Partners => "partners",
            Self::Business => "business",
            Self::Suppliers => "suppliers",
            Self::Vendors => "vendors",
            Self::Agencies => "agencies",
            Self::Platforms => "platforms",
            Self::Government => "government",
        }
    }
}

/// The groups in which a partner's money is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    /// From customers who paid her.
    RetailReceived,
    /// To the business for goods.
    PaidForGoods,
    /// To the business for kit, renewal, tools and events.
    PaidFees,
    /// Rewards of the compensation plan.
    Rewards,
    /// Retail profit credited on drop-shipped sales.
    RetailCredit,
    /// Fees for posts, affiliate commission and host credit.
    ContentFees,
    /// Outside costs: posting and other selling cost, payment fees, shares of agents.
    SellingCosts,
    /// Buy-back and refunds of fees received, refunds and clawback paid.
    ReturnsAndClawback,
}

/// Number of groups.
pub const GROUPS: usize = 8;

impl Group {
    /// All groups, in the order of their columns.
    pub const ALL: [Self; GROUPS] = [
        Self::RetailReceived,
        Self::PaidForGoods,
        Self::PaidFees,
        Self::Rewards,
        Self::RetailCredit,
        Self::ContentFees,
        Self::SellingCosts,
        Self::ReturnsAndClawback,
    ];

    /// The group's column.
    pub const fn index(self) -> usize {
        self as usize
    }

    /// The name in tables and messages.
    pub const fn name(self) -> &'static str {
        match self {
            Self::RetailReceived => "retail_received",
            Self::PaidForGoods => "paid_for_goods",
            Self::PaidFees => "paid_fees",
            Self::Rewards => "rewards",
            Self::RetailCredit => "retail_credit",
            Self::ContentFees => "content_fees",
            Self::SellingCosts => "selling_costs",
            Self::ReturnsAndClawback => "returns_and_clawback",
        }
    }
}

/// Why money moves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// A customer pays a partner for goods.
    RetailSale,
    /// A customer pays a business for goods.
    DirectSale,
    /// A partner pays a business for goods.
    WholesaleOrder,
    /// A newcomer pays for the starter kit.
    StarterKit,
    /// A partner pays to stay registered for another year.
    RenewalFee,
    /// A partner pays for web shop and tools.
    ToolFee,
    /// A partner pays to attend an event.
    EventTicket,
    /// A business credits the retail profit on a drop-shipped sale.
    RetailCredit,
    /// A reward by levels of the sponsor tree.
    RewardUnilevel,
    /// A business pays a creator for a post.
    SponsoredFee,
    /// A business pays a commission on a sale by link.
    AffiliateCommission,
    /// A business pays a host of a party.
    HostCredit,
    /// A creator's agency takes its share.
    AgencyShare,
    /// An affiliate network takes its fee.
    NetworkFee,
    /// A business buys goods.
    Goods,
    /// A business has goods carried.
    Shipping,
    /// The platform's fee on what a partner received.
    PaymentFeeOfPartner,
    /// The platform's fee on what a business received.
    PaymentFeeOfBusiness,
    /// What posts cost a partner.
    PostingCost,
    /// What selling in person costs a partner: travel, samples, telephone.
    SellingCost,
    /// Wages, rent and administration of a business.
    RunningCost,
    /// A business's advertising.
    Marketing,
    /// A partner gives a customer's money back.
    RefundByPartner,
    /// A business gives a customer's money back.
    RefundByBusiness,
    /// A business takes stock back from a leaver.
    BuyBack,
    /// A business takes commission back.
    Clawback,
    /// A reward on customers' orders to their seller.
    RewardCustomerBonus,
    /// A commission on own sales by tiers, and on a team's.
    RewardParty,
    /// A reward on newcomers' first orders.
    RewardFastStart,
    /// A reward for each kit sold.
    RewardKitBonus,
    /// A reward for a structure of people and volume.
    RewardStructure,
    /// A reward for a growth goal.
    RewardGrowth,
    /// A reward by difference of rates.
    RewardDifferential,
    /// A reward by difference of steps of group volume.
    RewardStairstep,
    /// The sponsor's share of a strong group.
    RewardLeadership,
    /// A reward on groups that broke away.
    RewardBreakaway,
    /// A reward on matched volume of two legs.
    RewardBinary,
    /// A reward by levels of the placement tree.
    RewardMatrix,
    /// A reward by generations of leaders.
    RewardGeneration,
    /// A reward without limit of depth.
    RewardInfinity,
    /// A share of what recruits earned.
    RewardMatching,
    /// A share of a fund.
    RewardPool,
    /// A creator's manager takes a share.
    ManagerShare,
    /// A business pays a creator's agency on top of her fee.
    AgencyShareOnTop,
    /// A business pays a creator's manager on top of her fee.
    ManagerShareOnTop,
    /// A business gives fees back to a newcomer who cancels.
    FeeRefund,
}

/// The chart's line of a reward of the plan.
const fn reward(name: &'static str) -> (&'static str, Role, Role, Option<Group>) {
    (name, Role::Business, Role::Partners, Some(Group::Rewards))
}

/// Number of reasons.
pub const REASONS: usize = 46;

impl Reason {
    /// All reasons, in the order of their columns.
    pub const ALL: [Self; REASONS] = [
        Self::RetailSale,
        Self::DirectSale,
        Self::WholesaleOrder,
        Self::StarterKit,
        Self::RenewalFee,
        Self::ToolFee,
        Self::EventTicket,
        Self::RetailCredit,
        Self::RewardUnilevel,
        Self::SponsoredFee,
        Self::AffiliateCommission,
        Self::HostCredit,
        Self::AgencyShare,
        Self::NetworkFee,
        Self::Goods,
        Self::Shipping,
        Self::PaymentFeeOfPartner,
        Self::PaymentFeeOfBusiness,
        Self::PostingCost,
        Self::SellingCost,
        Self::RunningCost,
        Self::Marketing,
        Self::RefundByPartner,
        Self::RefundByBusiness,
        Self::BuyBack,
        Self::Clawback,
        Self::RewardCustomerBonus,
        Self::RewardParty,
        Self::RewardFastStart,
        Self::RewardKitBonus,
        Self::RewardStructure,
        Self::RewardGrowth,
        Self::RewardDifferential,
        Self::RewardStairstep,
        Self::RewardLeadership,
        Self::RewardBreakaway,
        Self::RewardBinary,
        Self::RewardMatrix,
        Self::RewardGeneration,
        Self::RewardInfinity,
        Self::RewardMatching,
        Self::RewardPool,
        Self::ManagerShare,
        Self::AgencyShareOnTop,
        Self::ManagerShareOnTop,
        Self::FeeRefund,
    ];

    /// Rewards of the compensation plan.
    pub const REWARDS: [Self; 17] = [
        Self::RewardUnilevel,
        Self::RewardCustomerBonus,
        Self::RewardParty,
        Self::RewardFastStart,
        Self::RewardKitBonus,
        Self::RewardStructure,
        Self::RewardGrowth,
        Self::RewardDifferential,
        Self::RewardStairstep,
        Self::RewardLeadership,
        Self::RewardBreakaway,
        Self::RewardBinary,
        Self::RewardMatrix,
        Self::RewardGeneration,
        Self::RewardInfinity,
        Self::RewardMatching,
        Self::RewardPool,
    ];

    /// The reason's column.
    pub const fn index(self) -> usize {
        self as usize
    }

    /// Name, payer, receiver, and the partner's group where a partner takes part.
    const fn chart(self) -> (&'static str, Role, Role, Option<Group>) {
        use Role::{Agencies, Business, Customers, Partners, Platforms, Suppliers, Vendors};
        match self {
            Self::RetailSale => ("retail_sale", Customers, Partners, Some(Group::RetailReceived)),
            Self::DirectSale => ("direct_sale", Customers, Business, None),
            Self::WholesaleOrder => {
                ("wholesale_order", Partners, Business, Some(Group::PaidForGoods))
            }
            Self::StarterKit => ("starter_kit", Partners, Business, Some(Group::PaidFees)),
            Self::RenewalFee => ("renewal_fee", Partners, Business, Some(Group::PaidFees)),
            Self::ToolFee => ("tool_fee", Partners, Business, Some(Group::PaidFees)),
            Self::EventTicket => ("event_ticket", Partners, Business, Some(Group::PaidFees)),
            Self::RetailCredit => ("retail_credit", Business, Partners, Some(Group::RetailCredit)),
            Self::RewardUnilevel => reward("reward_unilevel"),
            Self::RewardCustomerBonus => reward("reward_customer_bonus"),
            Self::RewardParty => reward("reward_party"),
            Self::RewardFastStart => reward("reward_fast_start"),
            Self::RewardKitBonus => reward("reward_kit_bonus"),
            Self::RewardStructure => reward("reward_structure"),
            Self::RewardGrowth => reward("reward_growth"),
            Self::RewardDifferential => reward("reward_differential"),
            Self::RewardStairstep => reward("reward_stairstep"),
            Self::RewardLeadership => reward("reward_leadership"),
            Self::RewardBreakaway => reward("reward_breakaway"),
            Self::RewardBinary => reward("reward_binary"),
            Self::RewardMatrix => reward("reward_matrix"),
            Self::RewardGeneration => reward("reward_generation"),
            Self::RewardInfinity => reward("reward_infinity"),
            Self::RewardMatching => reward("reward_matching"),
            Self::RewardPool => reward("reward_pool"),
            Self::SponsoredFee => ("sponsored_fee", Business, Partners, Some(Group::ContentFees)),
            Self::AffiliateCommission => {
                ("affiliate_commission", Business, Partners, Some(Group::ContentFees))
            }
            Self::HostCredit => ("host_credit", Business, Partners, Some(Group::ContentFees)),
            Self::AgencyShare => ("agency_share", Partners, Agencies, Some(Group::SellingCosts)),
            Self::ManagerShare => ("manager_share", Partners, Agencies, Some(Group::SellingCosts)),
            Self::AgencyShareOnTop => ("agency_share_on_top", Business, Agencies, None),
            Self::ManagerShareOnTop => ("manager_share_on_top", Business, Agencies, None),
            Self::NetworkFee => ("network_fee", Business, Agencies, None),
            Self::Goods => ("goods", Business, Suppliers, None),
            Self::Shipping => ("shipping", Business, Suppliers, None),
            Self::PaymentFeeOfPartner => {
                ("payment_fee_of_partner", Partners, Platforms, Some(Group::SellingCosts))
            }
            Self::PaymentFeeOfBusiness => ("payment_fee_of_business", Business, Platforms, None),
            Self::PostingCost => ("posting_cost", Partners, Vendors, Some(Group::SellingCosts)),
            Self::SellingCost => ("selling_cost", Partners, Vendors, Some(Group::SellingCosts)),
            Self::RunningCost => ("running_cost", Business, Vendors, None),
            Self::Marketing => ("marketing", Business, Vendors, None),
            Self::RefundByPartner => {
                ("refund_by_partner", Partners, Customers, Some(Group::ReturnsAndClawback))
            }
            Self::RefundByBusiness => ("refund_by_business", Business, Customers, None),
            Self::BuyBack => ("buy_back", Business, Partners, Some(Group::ReturnsAndClawback)),
            Self::FeeRefund => ("fee_refund", Business, Partners, Some(Group::ReturnsAndClawback)),
            Self::Clawback => ("clawback", Partners, Business, Some(Group::ReturnsAndClawback)),
        }
    }

    /// The name in tables and messages.
    pub const fn name(self) -> &'static str {
        self.chart().0
    }

    /// Who pays.
    pub const fn payer(self) -> Role {
        self.chart().1
    }

    /// Who receives.
    pub const fn receiver(self) -> Role {
        self.chart().2
    }

    /// The group of the partner's money that it moves.
    pub const fn group(self) -> Option<Group> {
        self.chart().3
    }

    /// Whether the money stays among customers, partners and businesses (depth: gross take).
    pub fn is_inside(self) -> bool {
        let inside = |role| matches!(role, Role::Customers | Role::Partners | Role::Business);
        inside(self.payer()) && inside(self.receiver())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_columns_follow_the_order_of_the_chart() {
        for (index, reason) in Reason::ALL.iter().enumerate() {
            assert_eq!(reason.index(), index, "{}", reason.name());
        }
        for (index, group) in Group::ALL.iter().enumerate() {
            assert_eq!(group.index(), index, "{}", group.name());
        }
    }

    #[test]
    fn a_reason_has_a_group_exactly_when_a_partner_takes_part() {
        for reason in Reason::ALL {
            let partner = reason.payer() == Role::Partners || reason.receiver() == Role::Partners;
            assert_eq!(reason.group().is_some(), partner, "{}", reason.name());
            assert_ne!(reason.payer(), reason.receiver(), "{}", reason.name());
        }
    }

    #[test]
    fn names_are_unique() {
        let mut names: Vec<&str> = Reason::ALL.iter().map(|reason| reason.name()).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), REASONS);
    }
}
