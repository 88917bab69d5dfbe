//! What happens to the catalogue in a simulated year: an amendment that asks less of people, a suspension
//! that is lifted, a confirmed fact, a draft that waits for a reader. All of it is invented, and says so.

use super::people::Staff;
use crate::fault::Fault;
use domain::calendar::{Date, Limit, Timestamp, instant, local};
use domain::dossier::Actor;
use domain::id::{ProcedureKey, UnitId};
use domain::money::Dong;
use domain::organisation::PostKind;
use domain::procedure::{
    Citation, DraftPart, Fact, Fee, MarkKind, ProcedureCommand as Command, Published, TimeLimit, Version,
};
use domain::text::Text;
use jiff::ToSpan;
use office::clock::SetClock;
use office::{Error, Office};
use std::collections::VecDeque;

/// The house whose people write, read and sign.
const HOUSE: &str = "ngo-quyen";
/// Asks for one paper less, takes half the time and costs less from a day of the year on.
const AMENDED: &str = "2.001016";
/// Suspended over a weekend, when no counter is open.
const SUSPENDED: &str = "2.000815";
/// One of its facts is confirmed.
const CONFIRMED: &str = "1.001193";
/// Its amendment waits for a reader when the year ends.
const DRAFTED: &str = "1.004873";

/// One thing that is done, by whom.
#[derive(Debug, Clone, Copy)]
enum Deed {
    Amend(&'static str),
    FewerPapers(&'static str),
    Shorter,
    Cheaper,
    Submit(&'static str),
    Approve,
    /// From so many days later.
    Publish(i64),
    /// From the next day.
    Suspend,
    /// From the next day.
    Lift,
    Confirm,
}

/// What is still to come, in order of time.
pub struct Lifecycle {
    coming: VecDeque<(Timestamp, Actor, Deed)>,
}

impl Lifecycle {
    /// Laid over the year before a moment.
    pub fn before(staff: &Staff, until: Timestamp) -> Self {
        let Ok(house) = UnitId::parse(HOUSE) else { return Lifecycle { coming: VecDeque::new() } };
        let one = |kind| staff.all(&house, kind).first().cloned();
        let (Some(writer), Some(reader), Some(leader)) =
            (one(PostKind::Administrator), one(PostKind::HeadOfOneStop), one(PostKind::Leader))
        else {
            return Lifecycle { coming: VecDeque::new() };
        };
        let last = local(until).date();
        let at = |back: i64, hour: i8| instant(last.saturating_sub(back.days()).at(hour, 10, 0, 0));
        let saturday = saturday_before(last.saturating_sub(55.days()));
        let on = |day: Date, hour: i8| instant(day.at(hour, 10, 0, 0));
        let mut coming = vec![
            (at(150, 9), writer.clone(), Deed::Amend(AMENDED)),
            (at(150, 10), writer.clone(), Deed::FewerPapers(AMENDED)),
            (at(149, 9), writer.clone(), Deed::Shorter),
            (at(149, 10), writer.clone(), Deed::Cheaper),
            (at(149, 15), writer.clone(), Deed::Submit(AMENDED)),
            (at(147, 9), reader.clone(), Deed::Approve),
            (at(145, 9), leader.clone(), Deed::Publish(10)),
            (at(120, 14), reader, Deed::Confirm),
            (on(saturday.yesterday().unwrap_or(saturday), 16), leader.clone(), Deed::Suspend),
            (on(saturday.saturating_add(1.day()), 16), leader, Deed::Lift),
            (at(2, 9), writer.clone(), Deed::Amend(DRAFTED)),
            (at(2, 10), writer.clone(), Deed::FewerPapers(DRAFTED)),
            (at(2, 11), writer, Deed::Submit(DRAFTED)),
        ];
        coming.sort_by_key(|(when, ..)| *when);
        Lifecycle { coming: coming.into() }
    }

    /// When the next thing is done.
    pub fn next(&self) -> Option<Timestamp> {
        self.coming.front().map(|(when, ..)| *when)
    }

    /// Does what has come by a moment; tells whether the law is another one now.
    pub async fn up_to(&mut self, office: &Office, clock: &SetClock, at: Timestamp) -> Result<bool, Fault> {
        let mut changed = false;
        while let Some((when, ..)) = self.coming.front()
            && *when <= at
        {
            let Some((when, actor, deed)) = self.coming.pop_front() else { break };
            clock.set(when);
            let Some((key, command)) = command(office, deed, local(when).date()) else { continue };
            match office.change_procedure(&actor, &key, command).await {
                Ok(()) => changed = true,
                Err(Error::Store(e)) => return Err(e.into()),
                Err(e) => tracing::warn!(?deed, error = %e, detail = ?e, "an act on the demo's catalogue was refused"),
            }
        }
        Ok(changed)
    }
}

fn saturday_before(mut day: Date) -> Date {
    while day.weekday() != domain::calendar::Weekday::Saturday {
        day = day.yesterday().unwrap_or(day);
    }
    day
}

fn command(office: &Office, deed: Deed, today: Date) -> Option<(ProcedureKey, Command)> {
    let law = office.law();
    let at = |key: &str| -> Option<(ProcedureKey, Published)> {
        let key = ProcedureKey::parse(key).ok()?;
        let published = law.catalogue.get(&key)?.clone();
        Some((key, published))
    };
    let draft = |p: &Published| p.draft.as_ref().map(|d| (d.revision, d.text.clone()));
    Some(match deed {
        Deed::Amend(key) => (at(key)?.0, Command::Amend),
        Deed::FewerPapers(key) => {
            let (key, p) = at(key)?;
            let (revision, text) = draft(&p)?;
            let papers = text.papers[..text.papers.len().checked_sub(1)?].to_vec();
            (key, Command::SaveDraft { revision, part: Box::new(DraftPart::Papers { papers }) })
        }
        Deed::Shorter | Deed::Cheaper => {
            let (key, p) = at(AMENDED)?;
            let (revision, text) = draft(&p)?;
            let part = if matches!(deed, Deed::Shorter) { limit(&text) } else { fee(&text) };
            (key, Command::SaveDraft { revision, part: Box::new(part) })
        }
        Deed::Submit(key) => {
            let (key, p) = at(key)?;
            (key, Command::SubmitDraft { revision: draft(&p)?.0 })
        }
        Deed::Approve => {
            let (key, p) = at(AMENDED)?;
            let remark = "Đã đối chiếu với dự thảo quyết định (ví dụ).".into();
            (key, Command::ApproveDraft { revision: draft(&p)?.0, remark })
        }
        Deed::Publish(days) => {
            let (key, p) = at(AMENDED)?;
            let decision = "00/QĐ-UBND (ví dụ, không có thật)".into();
            let effective_from = today.saturating_add(days.days());
            (key, Command::PublishDraft { revision: draft(&p)?.0, decision, effective_from })
        }
        Deed::Suspend => (
            at(SUSPENDED)?.0,
            Command::Suspend {
                from: today.saturating_add(1.day()),
                decision: "01/TB-UBND (ví dụ, không có thật)".into(),
                reason: "Bảo trì phần mềm chứng thực vào cuối tuần (ví dụ).".into(),
            },
        ),
        Deed::Lift => (
            at(SUSPENDED)?.0,
            Command::Lift {
                from: today.saturating_add(1.day()),
                decision: "02/TB-UBND (ví dụ, không có thật)".into(),
                reason: "Đã bảo trì xong (ví dụ).".into(),
            },
        ),
        Deed::Confirm => {
            let facts = vec![Fact { at: "/sets".into(), kind: MarkKind::Memory }];
            let citation = Citation {
                document: "00/VD (ví dụ, không có thật)".into(),
                article: "Điều 1 (ví dụ)".into(),
                link: String::new(),
                note: "Trích dẫn minh hoạ của dữ liệu trình diễn.".into(),
            };
            (at(CONFIRMED)?.0, Command::Confirm { version: 1, facts, citation })
        }
    })
}

fn limit(text: &Version) -> DraftPart {
    let time_limit = TimeLimit {
        limit: Some(Limit::WorkingDays(1)),
        note: Some(Text::vi("Rút ngắn một nửa (ví dụ của dữ liệu trình diễn)")),
        ..text.time_limit.clone()
    };
    DraftPart::Limit { time_limit }
}

fn fee(text: &Version) -> DraftPart {
    let note = Text::vi("30.000 đ/văn bản (ví dụ của dữ liệu trình diễn)");
    DraftPart::Fee { fee: Fee { amount: Some(Dong(30_000)), note, ..text.fee.clone() } }
}
