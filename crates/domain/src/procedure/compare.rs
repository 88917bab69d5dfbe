//! Two versions of a procedure side by side: what was added, removed and changed, and the three
//! reductions (papers, time, cost) as numbers, where they can be compared.

use super::{AgencyTask, Fee, Need, Paper, Step, Version};
use crate::text::{Text, fold};
use calendar::Limit;

/// What became of something that a version lists.
#[derive(Debug, Clone, PartialEq)]
pub enum Change<'a, T> {
    /// It is new.
    Added(&'a T),
    /// It is gone.
    Removed(&'a T),
    /// It is there in both and differs: before, after.
    Changed(&'a T, &'a T),
    /// It is there in both, the same.
    Same(&'a T),
}

/// A figure before and after.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Figure<T> {
    /// Both in one unit: the difference means something.
    Alike(T, T),
    /// In different units, or not given: shown, never subtracted.
    Unlike,
}

impl Figure<i64> {
    /// After minus before; `None` where they cannot be compared.
    pub fn difference(self) -> Option<i64> {
        match self {
            Figure::Alike(before, after) => Some(after - before),
            Figure::Unlike => None,
        }
    }
}

/// The three reductions (cắt giảm giấy tờ, thời gian, chi phí).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reductions {
    /// Papers on the list.
    pub papers: Figure<i64>,
    /// Papers that everybody brings: needed in every case and in no database of the State.
    pub papers_always: Figure<i64>,
    /// Time limit, in the unit that both have.
    pub time: Figure<i64>,
    /// đồng, per the unit that both have.
    pub cost: Figure<i64>,
}

/// A part in words that differs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wording<'a> {
    /// Its word in texts: `name`, `result`, `sequence` …
    pub part: &'static str,
    /// Before; nothing: not given.
    pub before: Option<&'a Text>,
    /// After; nothing: not given.
    pub after: Option<&'a Text>,
}

/// All that differs between two versions, and what does not of their lists.
#[derive(Debug, Clone, PartialEq)]
pub struct Comparison<'a> {
    /// The three reductions.
    pub reductions: Reductions,
    /// Papers in the order of the later list, then those that are gone.
    pub papers: Vec<Change<'a, Paper>>,
    /// Steps in the order of the later process, then those that are gone.
    pub steps: Vec<Change<'a, Step>>,
    /// Agencies in the order of the later list, then those that are gone.
    pub agencies: Vec<Change<'a, AgencyTask>>,
    /// Parts in words that differ.
    pub wordings: Vec<Wording<'a>>,
    /// Documents of the legal basis that are new.
    pub basis_added: Vec<&'a str>,
    /// Documents of the legal basis that are gone.
    pub basis_removed: Vec<&'a str>,
}

/// Sets two versions side by side.
pub fn compare<'a>(before: &'a Version, after: &'a Version) -> Comparison<'a> {
    Comparison {
        reductions: reductions(before, after),
        papers: papers(&before.papers, &after.papers),
        steps: lists(
            &before.steps,
            &after.steps,
            |a, b| a.role == b.role && fold(&a.action.vi) == fold(&b.action.vi),
            |a, b| a.role == b.role && a.no == b.no,
            |a, b| same(&a.action, &b.action) && alike(a.share, b.share) && a.hours == b.hours && a.counts == b.counts,
        ),
        agencies: lists(
            &before.agencies,
            &after.agencies,
            |a, b| fold(&a.agency.vi) == fold(&b.agency.vi) && fold(&a.task.vi) == fold(&b.task.vi),
            |a, b| fold(&a.agency.vi) == fold(&b.agency.vi),
            |a, b| same(&a.task, &b.task) && a.limit.as_ref().map(|l| &l.vi) == b.limit.as_ref().map(|l| &l.vi),
        ),
        wordings: wordings(before, after),
        basis_added: missing_in(&after.legal_basis, &before.legal_basis),
        basis_removed: missing_in(&before.legal_basis, &after.legal_basis),
    }
}

/// Counts, limit and amount before and after.
pub fn reductions(before: &Version, after: &Version) -> Reductions {
    let count = |v: &Version, keep: fn(&Paper) -> bool| {
        i64::try_from(v.papers.iter().filter(|p| keep(p)).count()).unwrap_or(i64::MAX)
    };
    let both = |keep: fn(&Paper) -> bool| Figure::Alike(count(before, keep), count(after, keep));
    Reductions {
        papers: both(|_| true),
        papers_always: both(|p| p.need == Need::Always && p.replaced_by.is_none()),
        time: match (before.time_limit.limit, after.time_limit.limit) {
            (Some(a), Some(b)) => limits(a, b),
            _ => Figure::Unlike,
        },
        cost: amounts(&before.fee, &after.fee),
    }
}

fn limits(a: Limit, b: Limit) -> Figure<i64> {
    use Limit::{CalendarDays, ClockHours, Months, SameDay, WorkingDays, WorkingHours};
    match (a, b) {
        (WorkingDays(a), WorkingDays(b))
        | (WorkingHours(a), WorkingHours(b))
        | (CalendarDays(a), CalendarDays(b))
        | (Months(a), Months(b))
        | (ClockHours(a), ClockHours(b)) => Figure::Alike(i64::from(a), i64::from(b)),
        // Within the working day is not a number of days that could be subtracted from another.
        (SameDay { cutoff: a }, SameDay { cutoff: b }) if a == b => Figure::Alike(0, 0),
        _ => Figure::Unlike,
    }
}

/// What the province sets is no figure of the procedure; what costs nothing costs nothing in any unit.
fn amounts(a: &Fee, b: &Fee) -> Figure<i64> {
    if a.is_set_locally() || b.is_set_locally() {
        return Figure::Unlike;
    }
    match (a.amount, b.amount) {
        (Some(x), Some(y)) if a.unit == b.unit || x.0 == 0 || y.0 == 0 => Figure::Alike(x.0, y.0),
        _ => Figure::Unlike,
    }
}

fn same(a: &Text, b: &Text) -> bool {
    a.vi == b.vi
}

fn alike(a: f64, b: f64) -> bool {
    (a - b).abs() < 1e-6
}

/// Papers are one by name, else by id: ids are stable only while a version is written as a copy.
fn papers<'a>(before: &'a [Paper], after: &'a [Paper]) -> Vec<Change<'a, Paper>> {
    lists(
        before,
        after,
        |a, b| fold(&a.name.vi) == fold(&b.name.vi),
        |a, b| a.id == b.id,
        |a, b| {
            same(&a.name, &b.name)
                && (a.originals, a.copies, a.present_only) == (b.originals, b.copies, b.present_only)
                && a.replaced_by == b.replaced_by
                && a.form == b.form
                && match (&a.need, &b.need) {
                    (Need::If { condition: x, .. }, Need::If { condition: y, .. }) => same(x, y),
                    (x, y) => x == y,
                }
        },
    )
}

fn lists<'a, T>(
    before: &'a [T],
    after: &'a [T],
    surely: impl Fn(&T, &T) -> bool,
    likely: impl Fn(&T, &T) -> bool,
    equal: impl Fn(&T, &T) -> bool,
) -> Vec<Change<'a, T>> {
    let mut taken = vec![false; before.len()];
    let mut partner: Vec<Option<usize>> = vec![None; after.len()];
    for sure in [true, false] {
        let matches = |a: &T, b: &T| if sure { surely(a, b) } else { likely(a, b) };
        for (j, new) in after.iter().enumerate() {
            if partner[j].is_some() {
                continue;
            }
            if let Some(i) = (0..before.len()).find(|i| !taken[*i] && matches(&before[*i], new)) {
                taken[i] = true;
                partner[j] = Some(i);
            }
        }
    }
    let mut out: Vec<Change<'a, T>> = after
        .iter()
        .zip(&partner)
        .map(|(new, partner)| match partner.map(|i| &before[i]) {
            None => Change::Added(new),
            Some(old) if equal(old, new) => Change::Same(new),
            Some(old) => Change::Changed(old, new),
        })
        .collect();
    out.extend(before.iter().zip(taken).filter(|(_, taken)| !taken).map(|(old, _)| Change::Removed(old)));
    out
}

fn wordings<'a>(a: &'a Version, b: &'a Version) -> Vec<Wording<'a>> {
    let all = [
        ("name", Some(&a.name), Some(&b.name)),
        ("field", Some(&a.field), Some(&b.field)),
        ("level", Some(&a.level_name), Some(&b.level_name)),
        ("receiving", Some(&a.receiving_agency), Some(&b.receiving_agency)),
        ("deciding", Some(&a.deciding_agency), Some(&b.deciding_agency)),
        ("fee-note", Some(&a.fee.note), Some(&b.fee.note)),
        ("result", Some(&a.result.name), Some(&b.result.name)),
        ("sequence", a.sequence.as_ref(), b.sequence.as_ref()),
        ("subjects", a.subjects.as_ref(), b.subjects.as_ref()),
        ("requirements", a.requirements.as_ref(), b.requirements.as_ref()),
    ];
    all.into_iter()
        .filter(|(_, x, y)| x.map(|t| &t.vi) != y.map(|t| &t.vi))
        .map(|(part, before, after)| Wording { part, before, after })
        .collect()
}

fn missing_in<'a>(of: &'a [String], there: &[String]) -> Vec<&'a str> {
    of.iter().filter(|d| !there.contains(d)).map(String::as_str).collect()
}
