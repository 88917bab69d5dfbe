//! Fees at the counter (phí, lệ phí): what a procedure costs at a unit, how an amount is worked
//! out, and the vouchers (biên lai) of a dossier.
//!
//! An amount is never sent by anybody: it follows from the tariff and from what was counted. An
//! amount that nobody has set is not zero.

mod till;

pub use till::{Till, TillCommand, TillEvent, apply as apply_till, declare};

use crate::dossier::{Dossier, Official, TextRef};
use crate::id::IdError;
use crate::law::{Refusal, Rule};
use crate::money::Dong;
use crate::procedure::{Channel, Fee, FeeRule, Version};
use calendar::{Date, Timestamp};
use serde::{Deserialize, Serialize};
use std::fmt;

/// How money comes in (NĐ 61/2018 art. 22).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum FeeMethod {
    /// In cash at the counter (tiền mặt).
    #[default]
    Cash,
    /// By bank transfer (chuyển khoản).
    Transfer,
    /// By card at the counter (thẻ).
    Card,
    /// Online (trực tuyến).
    Online,
    /// Through the postal agent (bưu chính).
    Post,
}

impl FeeMethod {
    /// All, as lists show them.
    pub const ALL: [FeeMethod; 5] =
        [FeeMethod::Cash, FeeMethod::Transfer, FeeMethod::Card, FeeMethod::Online, FeeMethod::Post];

    /// The word in JSON and in the store.
    pub const fn key(self) -> &'static str {
        match self {
            FeeMethod::Cash => "cash",
            FeeMethod::Transfer => "transfer",
            FeeMethod::Card => "card",
            FeeMethod::Online => "online",
            FeeMethod::Post => "post",
        }
    }
}

/// What was counted for one line of a fee: pages of one copy, and how many.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Counted {
    /// Pages of the original, where the fee goes by the page; else 0.
    #[serde(default)]
    #[schema(maximum = 10000)]
    pub pages: u32,
    /// How many: copies, papers, cases, transactions.
    #[schema(minimum = 1, maximum = 10000)]
    pub number: u32,
}

/// What a fee goes by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counting {
    /// The dossier, registration, permit or card itself: nothing is counted.
    One,
    /// Copies, papers, cases, transactions.
    Number,
    /// Pages of each copy.
    Pages,
}

impl Fee {
    /// What it goes by.
    pub fn counting(&self) -> Counting {
        match self.unit.as_str() {
            "per_page" => Counting::Pages,
            "per_dossier" | "per_registration" | "per_permit" | "per_card" => Counting::One,
            _ => Counting::Number,
        }
    }

    /// Whether the law leaves the amount to the province: then the national source's figure is
    /// no amount to collect, and the unit enters the decision that sets one.
    pub fn is_set_locally(&self) -> bool {
        self.amount.is_none() || self.set_by == "province_council"
    }
}

/// An amount that a unit entered where the law leaves it to the province.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tariff {
    /// đồng per the procedure's unit of counting; zero: the decision says there is none.
    pub amount: Dong,
    /// đồng when filed online, if it differs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount_online: Option<Dong>,
    /// When it is due, in the decision's words, if not always ("đăng ký quá hạn").
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub applies_when: String,
    /// The decision that sets it: number, date, who.
    pub decision: String,
    /// First day.
    pub from: Date,
    /// First day after.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<Date>,
    /// When it was entered.
    #[serde(with = "jiff::fmt::serde::timestamp::microsecond::required")]
    pub set: Timestamp,
}

/// The tariff in force on a day, of those entered by a moment: the latest that began.
pub fn in_force(tariffs: &[Tariff], day: Date, known_by: Timestamp) -> Option<&Tariff> {
    tariffs
        .iter()
        .filter(|t| t.set <= known_by && t.from <= day && t.to.is_none_or(|to| day < to))
        .max_by_key(|t| (t.from, t.set))
}

/// What a procedure costs at a unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Charge {
    /// Nothing.
    Free,
    /// The province sets it and this unit has not entered how much: nothing can be collected.
    NotSet,
    /// This much.
    Price(Price),
}

/// An amount and what it goes by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Price {
    /// đồng for each.
    pub amount: Dong,
    /// What is counted, as the procedure says it (`per_copy`).
    pub unit: String,
    /// What that means.
    pub counting: Counting,
    /// Amounts that differ by page; empty: each page alike.
    pub rules: Vec<FeeRule>,
    /// No more than this for each copy.
    pub cap: Option<Dong>,
    /// The decision of a tariff that the unit entered; none: the procedure's own amount.
    pub decision: Option<String>,
    /// When it is due, if not always.
    pub applies_when: String,
}

/// What a version costs, with the unit's tariff and by the way of filing.
pub fn charge(version: &Version, tariff: Option<&Tariff>, channel: Channel) -> Charge {
    let fee = &version.fee;
    let online = channel == Channel::Online;
    let (amount, decision, applies_when) = if fee.is_set_locally() {
        let Some(t) = tariff else { return Charge::NotSet };
        let amount = t.amount_online.filter(|_| online).unwrap_or(t.amount);
        (amount, Some(t.decision.clone()), t.applies_when.clone())
    } else {
        let amount = fee.amount_online.filter(|_| online).or(fee.amount).unwrap_or_default();
        (amount, None, String::new())
    };
    if amount.0 <= 0 {
        return Charge::Free;
    }
    Charge::Price(Price {
        amount,
        unit: fee.unit.clone(),
        counting: fee.counting(),
        rules: if decision.is_none() { fee.rules.clone() } else { vec![] },
        cap: fee.cap,
        decision,
        applies_when,
    })
}

/// How an amount came about, to be shown: "3 trang: 2 × 2.000 + 1 × 1.000 = 5.000; × 2 bản = 10.000".
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Working {
    /// What is counted, as the procedure says it (`per_copy`).
    pub unit: String,
    /// Lines, added up.
    pub lines: Vec<WorkingLine>,
    /// The sum.
    pub total: Dong,
}

/// One line of a working.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WorkingLine {
    /// Pages of one copy; 0 where the fee does not go by pages.
    pub pages: u32,
    /// How often which rate, for one.
    pub rates: Vec<Rate>,
    /// For one: the rates added up, or the cap.
    pub each: Dong,
    /// The cap holds.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub capped: bool,
    /// How many.
    pub number: u32,
    /// `each` times `number`.
    pub sum: Dong,
}

/// So many times a rate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rate {
    /// How often.
    pub times: u32,
    /// đồng.
    pub amount: Dong,
}

/// Most lines of one collection, and most pages or pieces of one line: no counter sees more.
pub const MOST_LINES: usize = 20;
/// See [`MOST_LINES`].
pub const MOST_COUNTED: u32 = 10_000;

impl Price {
    /// The amount for what was counted, with its working.
    pub fn work_out(&self, counted: &[Counted]) -> Result<Working, Refusal> {
        let refuse = |i: usize, name: &str| Err(Refusal::new(Rule::FeeCounted).field(format!("counted.{i}.{name}")));
        let one = [Counted { pages: 0, number: 1 }];
        let counted = if self.counting == Counting::One {
            if !counted.is_empty() {
                return Err(Refusal::new(Rule::FeeCounted).field("counted"));
            }
            &one[..]
        } else {
            counted
        };
        if counted.is_empty() || counted.len() > MOST_LINES {
            return Err(Refusal::new(Rule::FeeCounted).field("counted"));
        }
        let mut working = Working { unit: self.unit.clone(), ..Working::default() };
        for (i, c) in counted.iter().enumerate() {
            if !(1..=MOST_COUNTED).contains(&c.number) {
                return refuse(i, "number");
            }
            let by_page = self.counting == Counting::Pages;
            if c.pages > MOST_COUNTED || by_page != (c.pages > 0) {
                return refuse(i, "pages");
            }
            let line = self.line(*c).ok_or_else(|| Refusal::new(Rule::FeeCounted).field(format!("counted.{i}")))?;
            working.total =
                working.total.checked_add(line.sum).ok_or_else(|| Refusal::new(Rule::FeeCounted).field("counted"))?;
            working.lines.push(line);
        }
        Ok(working)
    }

    /// `None`: it does not fit into a number.
    fn line(&self, c: Counted) -> Option<WorkingLine> {
        let rates = if self.counting == Counting::Pages { self.page_rates(c.pages) } else { vec![] };
        let rates = if rates.is_empty() { vec![Rate { times: 1, amount: self.amount }] } else { rates };
        let mut each = Dong::ZERO;
        for r in &rates {
            each = each.checked_add(r.amount.checked_times(r.times)?)?;
        }
        let capped = self.cap.is_some_and(|cap| cap < each);
        let each = self.cap.filter(|_| capped).unwrap_or(each);
        Some(WorkingLine { pages: c.pages, rates, each, capped, number: c.number, sum: each.checked_times(c.number)? })
    }

    /// How many of the pages go by which rate. A page that no rule names goes by the plain amount.
    fn page_rates(&self, pages: u32) -> Vec<Rate> {
        let mut out: Vec<Rate> = Vec::new();
        let mut rest = pages;
        for rule in &self.rules {
            let to = rule.to_page.unwrap_or(u32::MAX).min(pages);
            let times = (to + 1).saturating_sub(rule.from_page.max(1)).min(rest);
            if times > 0 {
                out.push(Rate { times, amount: rule.amount });
                rest -= times;
            }
        }
        if rest > 0 {
            out.push(Rate { times: rest, amount: self.amount });
        }
        out
    }
}

/// Number of a voucher: the year and the order in the unit's series of that year. Written
/// `2026-000123`. Numbers follow each other without a gap and are never used again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct VoucherNumber {
    /// Year of the series.
    pub year: i16,
    /// 1, 2, 3 …
    pub order: u32,
}

impl fmt::Display for VoucherNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:06}", self.year, self.order)
    }
}

impl utoipa::PartialSchema for VoucherNumber {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
        use utoipa::openapi::schema::{ObjectBuilder, Type};
        ObjectBuilder::new()
            .schema_type(Type::String)
            .description(Some("Number of a voucher: year and order in the unit's series."))
            .pattern(Some("^[0-9]{4}-[0-9]{6,9}$"))
            .examples(["2026-000123"])
            .into()
    }
}
impl utoipa::ToSchema for VoucherNumber {}

impl std::str::FromStr for VoucherNumber {
    type Err = IdError;
    fn from_str(text: &str) -> Result<Self, IdError> {
        let digits = |part: &str, n: std::ops::RangeInclusive<usize>| {
            n.contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit())
        };
        text.split_once('-')
            .filter(|(year, order)| digits(year, 4..=4) && digits(order, 6..=9))
            .and_then(|(year, order)| Some(VoucherNumber { year: year.parse().ok()?, order: order.parse().ok()? }))
            .ok_or_else(|| IdError { text: text.into(), expected: "a voucher number like 2026-000123" })
    }
}

impl TryFrom<String> for VoucherNumber {
    type Error = IdError;
    fn try_from(text: String) -> Result<Self, IdError> {
        text.parse()
    }
}
impl From<VoucherNumber> for String {
    fn from(number: VoucherNumber) -> String {
        number.to_string()
    }
}

/// What becomes of the money of a cancelled voucher.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Refund {
    /// Given back to whoever paid.
    GivenBack,
    /// It was never taken: the voucher was made by mistake.
    NeverTaken,
}

/// A cancellation that was asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cancellation {
    /// When.
    #[serde(with = "jiff::fmt::serde::timestamp::microsecond::required")]
    pub asked: Timestamp,
    /// By whom.
    pub by: Official,
    /// Why.
    pub reason: TextRef,
    /// What becomes of the money.
    pub refund: Refund,
    /// To whom it is given back.
    pub to: Option<TextRef>,
    /// Confirmed by a second person, and when; `None`: still open.
    pub confirmed: Option<Confirmed>,
}

/// The second person's word.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Confirmed {
    /// When.
    #[serde(with = "jiff::fmt::serde::timestamp::microsecond::required")]
    pub at: Timestamp,
    /// By whom.
    pub by: Official,
}

/// A voucher (biên lai): money taken for a dossier.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Voucher {
    /// Number.
    pub number: VoucherNumber,
    /// When.
    #[serde(with = "jiff::fmt::serde::timestamp::microsecond::required")]
    pub at: Timestamp,
    /// By whom.
    pub by: Official,
    /// How the amount came about.
    pub working: Working,
    /// How it was paid.
    pub method: FeeMethod,
    /// Number of the transfer, card slip or other paper.
    pub reference: Option<TextRef>,
    /// Why a second one, when another stood already.
    pub again: Option<TextRef>,
    /// The decision of the tariff; none: the procedure's own amount.
    pub decision: Option<String>,
    /// Asked to be cancelled, or cancelled.
    pub cancellation: Option<Cancellation>,
}

impl Voucher {
    /// How much.
    pub fn amount(&self) -> Dong {
        self.working.total
    }

    /// Whether a second person has confirmed its cancellation.
    pub fn is_cancelled(&self) -> bool {
        self.cancellation.as_ref().is_some_and(|c| c.confirmed.is_some())
    }

    /// A cancellation that waits for the second person.
    pub fn open_request(&self) -> Option<&Cancellation> {
        self.cancellation.as_ref().filter(|c| c.confirmed.is_none())
    }
}

/// An exemption (miễn) that was granted, and the proof that was shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exemption {
    /// Which, of the procedure's list.
    pub exemption: String,
    /// What was shown.
    pub proof: TextRef,
    /// When.
    #[serde(with = "jiff::fmt::serde::timestamp::microsecond::required")]
    pub at: Timestamp,
    /// By whom.
    pub by: Official,
}

/// What was paid for a dossier.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Fees {
    /// All vouchers in order, cancelled ones too.
    pub vouchers: Vec<Voucher>,
    /// Exempt, on what proof.
    pub exemption: Option<Exemption>,
}

impl Fees {
    /// Nothing was ever paid or waived.
    pub fn is_empty(&self) -> bool {
        self.vouchers.is_empty() && self.exemption.is_none()
    }

    /// Vouchers that stand.
    pub fn standing(&self) -> impl Iterator<Item = &Voucher> {
        self.vouchers.iter().filter(|v| !v.is_cancelled())
    }

    /// What was paid and not given back.
    pub fn paid(&self) -> Dong {
        Dong(self.standing().map(|v| v.amount().0).sum())
    }

    /// A voucher by its number.
    pub fn voucher(&self, number: VoucherNumber) -> Option<&Voucher> {
        self.vouchers.iter().find(|v| v.number == number)
    }
}

/// Where a dossier stands with its fee.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// Nothing is due.
    Free,
    /// Nobody has set how much; nothing can be collected.
    NotSet,
    /// Exempt.
    Exempt,
    /// Paid: the sum of the vouchers that stand.
    Paid(Dong),
    /// Due, and not paid.
    Due(Price),
}

/// Where a dossier stands with its fee, given what it costs.
pub fn standing(d: &Dossier, charge: Charge) -> Standing {
    let paid = d.fees.paid();
    if paid.0 > 0 {
        return Standing::Paid(paid);
    }
    match charge {
        _ if d.fees.exemption.is_some() => Standing::Exempt,
        Charge::Free => Standing::Free,
        Charge::NotSet => Standing::NotSet,
        Charge::Price(price) => Standing::Due(price),
    }
}
