//! Facts that nobody has read in a document yet, their confirmation with a citation, and which of
//! them stand unchanged in a later text.

use super::{Mark, MarkKind, Version};
use crate::id::PersonId;
use calendar::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A marked fact: a place in a version and why it is marked.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Fact {
    /// JSON pointer into the version.
    pub at: String,
    /// Why it is marked.
    pub kind: MarkKind,
}

/// Where a fact was read.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Citation {
    /// Number of the document (`61/2018/NĐ-CP`).
    pub document: String,
    /// Article, clause, page (`Điều 17 khoản 1`).
    pub article: String,
    /// Address on the web; may be empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub link: String,
    /// Remark; may be empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}

/// A fact that somebody read in a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Confirmation {
    /// In which version it stands.
    pub version: u32,
    /// Which.
    pub fact: Fact,
    /// Where it was read.
    pub citation: Citation,
    /// Who read it.
    pub by: PersonId,
    /// When they said so.
    #[serde(with = "jiff::fmt::serde::timestamp::microsecond::required")]
    pub on: Timestamp,
}

/// Marks of a text that still hold for a later one, each with its place there: what was changed
/// or filled in stands on the later text's own decision, what was removed is gone.
pub fn carried<'a>(old: &'a Version, new: &Version) -> Vec<(&'a Mark, String)> {
    let (before, after) = (value(old), value(new));
    old.provenance
        .marks
        .iter()
        .filter_map(|mark| {
            let at = moved(&mark.at, old, new)?;
            still(mark, &at, before.pointer(&mark.at), after.pointer(&at), old, new).then_some((mark, at))
        })
        .collect()
}

/// The marks that a later text begins with.
pub(super) fn of_later(old: &Version, new: &Version) -> Vec<Mark> {
    carried(old, new).into_iter().map(|(mark, at)| Mark { at, ..mark.clone() }).collect()
}

fn value(version: &Version) -> Value {
    serde_json::to_value(version).unwrap_or_default()
}

/// Where a place of an old text stands in the new one: papers are followed by id, steps by what is
/// done. `None`: it is gone.
fn moved(at: &str, old: &Version, new: &Version) -> Option<String> {
    let mut parts = at.splitn(4, '/').skip(1);
    let (Some(list), Some(index)) = (parts.next(), parts.next()) else { return Some(at.to_owned()) };
    let rest = parts.next().map(|r| format!("/{r}")).unwrap_or_default();
    let Ok(index) = index.parse::<usize>() else { return Some(at.to_owned()) };
    let index = match list {
        "papers" => {
            let paper = old.papers.get(index)?;
            new.papers.iter().position(|p| p.id == paper.id)?
        }
        "steps" => {
            let step = old.steps.get(index)?;
            new.steps.iter().position(|s| s.role == step.role && s.action == step.action)?
        }
        _ => index,
    };
    Some(format!("/{list}/{index}{rest}"))
}

/// Whether what was marked is still so.
fn still(mark: &Mark, at: &str, before: Option<&Value>, after: Option<&Value>, old: &Version, new: &Version) -> bool {
    let there = |v: Option<&Value>| v.filter(|v| !v.is_null()).cloned();
    match at {
        // A whole part stays in doubt until what it is about is written anew.
        "" => return true,
        "/time_limit" => return old.time_limit.limit == new.time_limit.limit,
        "/fee" => return (old.fee.amount, old.fee.amount_online) == (new.fee.amount, new.fee.amount_online),
        _ => {}
    }
    match (there(before), there(after)) {
        (None, None) => true,
        (Some(Value::Array(a)), Some(Value::Array(b))) => a == b || a.iter().any(|x| b.contains(x)),
        (Some(Value::Object(a)), Some(Value::Object(b))) => {
            a == b || mark.kind != MarkKind::Missing && a.contains_key("vi") && a.get("vi") == b.get("vi")
        }
        (a, b) => a == b,
    }
}
