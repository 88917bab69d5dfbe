//! Words that several rooms share: a variant of the law in the reader's language, and its tag.

use crate::args;
use crate::failure::rule_text;
use crate::i18n::{Lang, Tr, capital};
use crate::ui::{ErrorList, Tag, tag};
use crate::visit::Visit;
use calendar::{Limit, OfficeHours, Weekday};
use domain::dossier::{Holder, Outcome, Phase, ProcedureRef};
use domain::id::{RoleKey, UnitId};
use domain::law::{Refusal, Rule};
use domain::organisation::PostKind;
use domain::procedure::{Channel, Fee, Published, Work};
use maud::Markup;
use serde::Serialize;

/// The word of a variant as it stands in locale keys and addresses: `awaiting_supplement` becomes
/// `awaiting-supplement`.
pub fn word<V: Serialize>(variant: &V) -> String {
    let value = serde_json::to_value(variant).unwrap_or_default();
    value.as_str().unwrap_or_default().replace('_', "-")
}

/// A variant's text: `of(t, "act", &ActKind::Finish)` is the text of `act-finish`.
pub fn of<V: Serialize>(t: Tr, prefix: &str, variant: &V) -> String {
    t.s(&format!("{prefix}-{}", word(variant)))
}

/// Where a dossier stands, for staff.
pub fn phase(t: Tr, phase: Phase) -> String {
    of(t, "phase", &phase)
}

/// Where a dossier stands, as a tag.
pub fn phase_tag(t: Tr, of: Phase) -> Markup {
    let kind = match of {
        Phase::Guided => Tag::New,
        Phase::InProcess => Tag::Active,
        Phase::AwaitingSupplement => Tag::Waiting,
        Phase::Ready => Tag::Done,
        Phase::Declined | Phase::Stopped => Tag::Late,
        Phase::Returned | Phase::Withdrawn | Phase::Closed => Tag::Quiet,
    };
    tag(kind, &phase(t, of))
}

/// A way of filing or handing over.
pub fn channel(t: Tr, channel: Channel) -> String {
    of(t, "channel", &channel)
}

/// What a step does.
pub fn work(t: Tr, work: Work) -> String {
    of(t, "work", &work)
}

/// A kind of post.
pub fn post(t: Tr, kind: PostKind) -> String {
    of(t, "post", &kind)
}

/// How it was decided.
pub fn outcome(t: Tr, outcome: Outcome) -> String {
    of(t, "outcome", &outcome)
}

/// A time limit in words: "3 ngày làm việc".
pub fn limit(t: Tr, limit: Limit) -> String {
    match limit {
        Limit::WorkingDays(n) => t.f("limit-working-days", args!["n" => n]),
        Limit::WorkingHours(n) => t.f("limit-working-hours", args!["n" => n]),
        Limit::CalendarDays(n) => t.f("limit-calendar-days", args!["n" => n]),
        Limit::Months(n) => t.f("limit-months", args!["n" => n]),
        Limit::ClockHours(n) => t.f("limit-clock-hours", args!["n" => n]),
        Limit::SameDay { cutoff } => t.f("limit-same-day", args!["cutoff" => cutoff.strftime("%H:%M").to_string()]),
    }
}

/// A time limit that stands alone, with a capital first letter.
pub fn limit_cell(t: Tr, of: Limit) -> String {
    capital(&limit(t, of))
}

/// A time limit in two or three words, for lists.
pub fn limit_short(t: Tr, of: Limit) -> String {
    match of {
        Limit::SameDay { .. } => t.s("limit-short-same-day"),
        of => limit(t, of),
    }
}

/// A text with markup where its argument stands.
pub fn around(t: Tr, key: &str, argument: &str, inside: Markup) -> Markup {
    // A mark that nobody types.
    let text = t.f(key, &[(argument, "\u{1}".into())]);
    let (before, after) = text.split_once('\u{1}').unwrap_or((&text, ""));
    maud::html! { (before) (inside) (after) }
}

/// The national code of a procedure, or that it has none: its key alone would look like one.
pub fn national(t: Tr, published: &Published) -> String {
    let drafted = || published.draft.as_ref()?.identity.as_ref()?.code.clone();
    let code = published.procedure.as_ref().and_then(|p| p.code.clone()).or_else(drafted);
    code.unwrap_or_else(|| t.s("admin-no-code"))
}

/// What it costs, in a few words: "không mất tiền", "8.000 đồng mỗi bản sao", "chưa rõ mức".
pub fn fee(t: Tr, fee: &Fee) -> String {
    match fee.amount {
        // What the province sets is not zero because a national source shows nothing.
        _ if fee.is_set_locally() => t.s("fee-local"),
        None => t.s("fee-unknown"),
        Some(amount) if amount.0 == 0 => t.s("fee-free"),
        Some(amount) => {
            let unit = t.s(&format!("fee-unit-{}", fee.unit.replace('_', "-")));
            t.f("fee-amount", args!["amount" => t.dong(amount.0), "unit" => unit])
        }
    }
}

/// Office hours of a unit in force today: "thứ Hai – thứ Sáu 07:30–11:30, 13:00–17:00".
pub fn hours(visit: &Visit, unit: &UnitId) -> String {
    let today = domain::calendar::local(visit.app.office.now()).date();
    week(visit, visit.app.office.law().organisation.hours(unit).on(today))
}

/// Office hours of a week; days in a row with the same hours stand together.
pub fn week(visit: &Visit, hours: &OfficeHours) -> String {
    const WEEK: [Weekday; 7] = [
        Weekday::Monday,
        Weekday::Tuesday,
        Weekday::Wednesday,
        Weekday::Thursday,
        Weekday::Friday,
        Weekday::Saturday,
        Weekday::Sunday,
    ];
    let day = |d: Weekday| visit.t.s(&format!("weekday-{}", d.to_monday_one_offset()));
    let mut spans: Vec<(Weekday, Weekday)> = Vec::new();
    for d in WEEK.into_iter().filter(|d| !hours.shifts(*d).is_empty()) {
        match spans.last_mut() {
            Some((first, last)) if hours.shifts(*first) == hours.shifts(d) && last.next() == d => *last = d,
            _ => spans.push((d, d)),
        }
    }
    let spans: Vec<String> = spans
        .into_iter()
        .map(|(first, last)| {
            let days = if first == last { day(first) } else { format!("{} – {}", day(first), day(last)) };
            let shifts: Vec<String> =
                hours.shifts(first).iter().map(|s| s.to_string().replace('-', "\u{2060}–\u{2060}")).collect();
            format!("{days} {}", shifts.join(", "))
        })
        .collect();
    spans.join("; ")
}

/// Who holds a dossier: "Nguyễn Thị Mẫu – Ủy ban nhân dân phường …", a unit in which nobody has taken it yet, or
/// the applicant.
pub fn holder(visit: &Visit, holder: &Holder) -> String {
    match holder {
        Holder::Official { unit, person, .. } => {
            format!("{} – {}", visit.person_name(person), visit.unit_name(unit))
        }
        Holder::Unit { unit } => format!("{} – {}", visit.unit_name(unit), visit.t.s("dossier-nobody-yet")),
        Holder::Applicant => visit.t.s("holder-applicant"),
    }
}

/// The name of a step: as the procedure's own process names the role, else as `data/roles.json` does.
pub fn step_name(visit: &Visit, of: &ProcedureRef, source_no: Option<u32>, role: &RoleKey) -> String {
    let law = visit.app.office.law();
    let own = source_no.and_then(|no| law.version(of)?.steps.iter().find(|s| s.no == no));
    match own {
        Some(step) => visit.text(&step.role_name).to_owned(),
        None => role_name(visit, role),
    }
}

/// The name of a role of internal processes.
pub fn role_name(visit: &Visit, role: &RoleKey) -> String {
    let law = visit.app.office.law();
    law.roles.iter().find(|r| r.role == *role).map_or_else(|| role.to_string(), |r| visit.text(&r.name).to_owned())
}

/// Where a rule stands in the law, as the reader's language cites it.
pub fn citation(t: Tr, rule: Rule) -> String {
    let mut parts: Vec<String> = Vec::new();
    for part in rule.citation().split("; ") {
        // Why this program does so is for whoever builds it; the reader learns that it is the program's own rule.
        let part = if part.starts_with("design") { t.s("cited-design") } else { cited(t, part) };
        if !parts.contains(&part) {
            parts.push(part);
        }
    }
    t.f("refused-by", args!["citation" => parts.join("; ")])
}

/// A place in the law as the reader's language writes it.
fn cited(t: Tr, part: &str) -> String {
    const VIETNAMESE: [(&str, &str); 7] = [
        ("42/2013, 02/2011, 25/2018", "42/2013/QH13, 02/2011/QH13, 25/2018/QH14"),
        ("(TUQ.)", "(thừa ủy quyền)"),
        ("internal process of the procedure", "quy trình nội bộ của thủ tục"),
        ("tariff of the procedure", "mức thu của thủ tục"),
        ("(who scans answers for completeness)", "(người quét chịu trách nhiệm về bản quét)"),
        ("(voucher attached)", "(kèm biên lai)"),
        ("(no forged data)", "(không làm sai lệch dữ liệu)"),
    ];
    if t.lang() == Lang::En {
        return part.to_owned();
    }
    // The decree that a provision has moved to since.
    let (now, successor) = match part.split_once(" (NĐ 118/2025") {
        Some((now, successor)) => (now, Some(format!("NĐ 118/2025{}", successor.trim_end_matches(')')))),
        None => (part, None),
    };
    let text = VIETNAMESE.iter().fold(placed(now), |text, (en, vi)| text.replace(en, vi));
    match successor {
        Some(successor) => format!("{text} (nay theo {})", placed(&successor)),
        None => text,
    }
}

/// "NĐ 61/2018 art. 19.9, 20" as Vietnamese law is cited: "khoản 9 Điều 19, Điều 20 Nghị định 61/2018/NĐ-CP".
fn placed(text: &str) -> String {
    const KINDS: [(&str, &str, &str); 7] = [
        ("NĐ ", "Nghị định ", "/NĐ-CP"),
        ("TT ", "Thông tư ", "/TT-VPCP"),
        ("NQ ", "Nghị quyết ", ""),
        ("QĐ ", "Quyết định ", ""),
        ("BLLĐ ", "Bộ luật Lao động ", ""),
        ("Laws ", "Luật ", ""),
        ("form ", "mẫu ", ""),
    ];
    let (document, articles) = text.split_once(" art. ").map_or((text, None), |(d, a)| (d, Some(a)));
    let document = match KINDS.iter().find(|(short, ..)| document.starts_with(short)) {
        Some((short, long, kind)) => {
            let (number, rest) = document[short.len()..].split_once(' ').unwrap_or((&document[short.len()..], ""));
            // A number alone, "61/2018", lacks who issued it.
            let kind = if number.matches('/').count() == 1 && !number.contains('-') { kind } else { "" };
            let rest = if rest.is_empty() { String::new() } else { format!(" {rest}") };
            format!("{long}{number}{kind}{rest}")
        }
        None => document.to_owned(),
    };
    let Some(articles) = articles else { return document };
    let (articles, remark) = articles.split_once(" (").map_or((articles, None), |(a, r)| (a, Some(r)));
    let articles: Vec<String> = articles.split(", ").map(article).collect();
    let remark = remark.map_or_else(String::new, |r| format!(" ({r}"));
    format!("{} {document}{remark}", articles.join(", "))
}

/// "19.9" is "khoản 9 Điều 19", "17.1a" is "điểm a khoản 1 Điều 17", "16–17" is "Điều 16–17".
fn article(text: &str) -> String {
    let Some((number, clause)) = text.split_once('.') else { return format!("Điều {text}") };
    match clause.find(|c: char| !c.is_ascii_digit()) {
        Some(at) => format!("điểm {} khoản {} Điều {number}", &clause[at..], &clause[..at]),
        None => format!("khoản {clause} Điều {number}"),
    }
}

/// Whether a rule stands in a law that the reader could look up: an empty field does not, nor does what is
/// only this program's own rule.
fn cites(rule: Rule) -> bool {
    !matches!(rule, Rule::FieldRequired | Rule::FieldMalformed)
        && rule.citation().split("; ").any(|part| !part.starts_with("design"))
}

/// A refusal in one paragraph: the rule's text, and where it stands in the law if it does.
pub fn refusal(t: Tr, refusal: &Refusal) -> String {
    let detail = match refusal.rule {
        _ if refusal.detail.is_empty() => String::new(),
        // The decision it stands on.
        Rule::ProcedureSuspended | Rule::ProcedureAbolished => {
            format!(" {}.", t.f("life-by-decision", args!["decision" => refusal.detail.as_str()]))
        }
        // The part of the draft that is missing.
        Rule::DraftIncomplete => {
            format!(" {}", t.f("life-incomplete-part", args!["part" => t.s(&format!("life-part-{}", refusal.detail))]))
        }
        _ => String::new(),
    };
    let text = rule_text(t, refusal.rule);
    if cites(refusal.rule) {
        format!("{text}{detail} {}.", citation(t, refusal.rule))
    } else {
        format!("{text}{detail}")
    }
}

/// What to do about a field that is empty or not of the right form, where there are words for this field; else
/// the refusal. Of `new-field` there may be words as a whole, or of its last part.
pub fn refusal_at(t: Tr, of: &Refusal, field: &str) -> String {
    let prefix = match of.rule {
        Rule::FieldRequired | Rule::ReasonRequired => "missing",
        Rule::FieldMalformed => "malformed",
        _ => return refusal(t, of),
    };
    let whole = field.rsplit('.').next().unwrap_or_default().replace('_', "-");
    let last = whole.rsplit('-').next().unwrap_or_default();
    let known = [whole.as_str(), last].map(|name| format!("{prefix}-{name}"));
    known.iter().find(|key| t.has(key)).map_or_else(|| refusal(t, of), |key| t.s(key))
}

/// A refusal as the errors of a form: at its field where it names one, else above the form.
pub fn errors(t: Tr, of: &Refusal) -> ErrorList {
    all_errors(t, std::slice::from_ref(of))
}

/// All that stands against a form, in the order of the page.
pub fn all_errors(t: Tr, all: &[Refusal]) -> ErrorList {
    let mut errors = ErrorList::default();
    for of in all {
        let field = of.field.clone().unwrap_or_default();
        let text = refusal_at(t, of, &field);
        errors.push(field, text);
    }
    errors
}

#[cfg(test)]
mod tests {
    use super::{citation, limit, phase, word};
    use crate::i18n::{Lang, Tr};
    use calendar::{Limit, Time};
    use domain::dossier::{ActKind, Phase};
    use domain::law::Rule;

    #[test]
    fn every_phase_and_limit_has_words() {
        for t in [Tr(Lang::Vi), Tr(Lang::En)] {
            assert!(Phase::ALL.iter().all(|p| !phase(t, *p).starts_with('[')));
            let same_day = Limit::SameDay { cutoff: Time::constant(15, 0, 0, 0) };
            assert!(limit(t, same_day).contains("15:00"));
            assert!(limit(t, Limit::WorkingDays(3)).contains('3'));
        }
        assert_eq!(word(&ActKind::TakeSupplement), "take-supplement");
    }

    #[test]
    fn a_place_in_the_law_is_cited_as_vietnamese_law_is() {
        for (rule, text) in [
            (Rule::ResultLate, "khoản 9 Điều 19, Điều 20 Nghị định 61/2018/NĐ-CP"),
            (
                Rule::SupplementOnce,
                "khoản 3 Điều 15, điểm a khoản 1 Điều 17 Nghị định 61/2018/NĐ-CP (nay theo Điều 11 Nghị định 118/2025/NĐ-CP)",
            ),
            (Rule::ProcedureNotPublished, "Điều 16–17 Nghị định 63/2010/NĐ-CP"),
            (Rule::PaperNotScanned, "khoản 2 Điều 5 Thông tư 03/2025/TT-VPCP"),
            (Rule::CodeTaken, "Điều 19 Thông tư 01/2018/TT-VPCP"),
            (Rule::DelegationInWriting, "Nghị định 30/2020/NĐ-CP (thừa ủy quyền)"),
            (Rule::YearDecided, "khoản 3 Điều 112 Bộ luật Lao động 2019; quy định của hệ thống này"),
            (Rule::NotADossier, "Luật 42/2013/QH13, 02/2011/QH13, 25/2018/QH14"),
        ] {
            assert_eq!(citation(Tr(Lang::Vi), rule), format!("Căn cứ: {text}"));
        }
    }

    #[test]
    fn a_citation_has_no_word_of_the_other_language_and_none_for_builders_only() {
        // Vietnamese words that are written without a mark.
        let plain = ["theo", "trong", "trung", "thanh", "quan", "ninh", "xanh"];
        for rule in Rule::ALL {
            let text = citation(Tr(Lang::Vi), *rule);
            let foreign: Vec<&str> = text
                .split(|c: char| !c.is_alphabetic())
                .filter(|w| w.len() >= 4 && w.bytes().all(|b| b.is_ascii_lowercase()) && !plain.contains(w))
                .collect();
            assert!(foreign.is_empty(), "{}: {text}", rule.id());
            assert!(!citation(Tr(Lang::En), *rule).contains("design"), "{}", rule.id());
        }
    }
}
