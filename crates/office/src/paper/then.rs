//! The moment of a paper: dossier, posts, names and personal values as they were when it was given out.

use super::{Follow, Head, Officer, Sheet, Signer, control, letters, receipt, slips, transfer, voucher, words};
use crate::dossier::{Detail, Happened, PartyText};
use crate::error::Error;
use domain::calendar::local;
use domain::dossier::{Actor, Dossier, Envelope, Event, Law, PartyField, replay};
use domain::id::UnitId;
use domain::organisation::{Organisation, Unit};
use domain::paper::{DossierPaper, PaperKind};
use domain::procedure::Version;
use std::sync::Arc;

/// One paper with all that was true when it was given out.
pub(super) struct Then<'a> {
    pub detail: &'a Detail,
    pub law: Arc<Law>,
    /// The organisation of that moment, where it has changed since.
    past: Option<Organisation>,
    address: &'a str,
    /// The dossier just after the act, with the paper.
    pub dossier: Dossier,
    /// The dossier before the act; none when the act opened it.
    pub before: Option<Dossier>,
    /// The paper.
    pub paper: DossierPaper,
    /// The act's events.
    pub act: &'a [Happened],
    /// Version of the stream after the act.
    pub version: i64,
}

impl<'a> Then<'a> {
    /// The event by which the n-th paper was given out.
    fn event(detail: &Detail, n: u32) -> Option<&Happened> {
        let mut left = usize::try_from(n).ok()?.checked_sub(1)?;
        detail.timeline.iter().find(|h| match &h.event {
            Event::PapersIssued { papers } if left < papers.len() => true,
            Event::PapersIssued { papers } => {
                left -= papers.len();
                false
            }
            _ => false,
        })
    }

    /// Place in the whole log of the event by which the n-th paper was given out.
    pub fn position(detail: &Detail, n: u32) -> Option<i64> {
        Self::event(detail, n).map(|h| h.position)
    }

    pub fn new(
        law: Arc<Law>,
        past: Option<Organisation>,
        detail: &'a Detail,
        n: u32,
        address: &'a str,
    ) -> Option<Self> {
        let event = Self::event(detail, n)?;
        let paper = detail.dossier.issued.get(usize::try_from(n).ok()? - 1)?.clone();
        let act = detail.timeline.chunk_by(|a, b| a.envelope.act == b.envelope.act).find(|c| c.contains(event))?;
        let first = act.first()?.version;
        let state = |until: i64| {
            let events = detail.timeline.iter().filter(|h| h.version <= until).map(|h| (&h.envelope, &h.event));
            replay(detail.dossier.id, events)
        };
        Some(Then {
            detail,
            law,
            past,
            address,
            dossier: state(event.version)?,
            before: state(first - 1),
            paper,
            act,
            version: event.version,
        })
    }

    /// What the paper says.
    pub fn sheet(&self) -> Result<Sheet, Error> {
        let kind = self.paper.issued.kind;
        match kind {
            PaperKind::Receipt => self.put(&receipt::write(self)?),
            PaperKind::Supplement => self.put(&slips::supplement(self)?),
            PaperKind::Refusal => self.put(&slips::refusal(self)?),
            PaperKind::Apology => self.put(&letters::apology(self)?),
            PaperKind::Stop => self.put(&letters::stop(self)?),
            PaperKind::Result => self.put(&letters::result(self)?),
            PaperKind::Voucher => self.put(&voucher::write(self)?),
            PaperKind::Transfer => self.put(&transfer::write(self)?),
            PaperKind::Control => {
                let slip = control::write(self)?;
                let created = self.detail.timeline.last().map_or(self.paper.at, |h| h.envelope.at);
                Sheet::of(kind, &slip.head, &slip, created.as_microsecond())
            }
            PaperKind::Register => Err(Error::NotFound { what: "paper" }),
        }
    }

    fn put<T: Slip>(&self, slip: &T) -> Result<Sheet, Error> {
        Sheet::of(self.paper.issued.kind, slip.head(), slip, self.paper.at.as_microsecond())
    }

    /// Who did the act.
    pub fn envelope(&self) -> &Envelope {
        // An act has the event that the paper was found by.
        &self.act[0].envelope
    }

    /// The organisation of that moment.
    pub fn org(&self) -> &Organisation {
        self.past.as_ref().unwrap_or(&self.law.organisation)
    }

    /// The version of the procedure that the dossier stood on.
    pub fn procedure(&self) -> Result<&Version, Error> {
        self.law.version(&self.dossier.procedure).ok_or(Error::NotFound { what: "procedure" })
    }

    pub fn unit(&self, id: &UnitId) -> Result<&Unit, Error> {
        self.org().unit(id).ok_or(Error::NotFound { what: "unit" })
    }

    pub fn unit_name(&self, id: &UnitId) -> String {
        self.org().unit(id).map_or_else(|| id.to_string(), |u| u.name.vi.clone())
    }

    /// What the act was, if it is this kind of event.
    pub fn find<T>(&self, pick: impl Fn(&'a Event) -> Option<T>) -> Option<T> {
        self.act.iter().find_map(|h| pick(&h.event))
    }

    /// The applicant's values as they stood: what was corrected later is taken back.
    pub fn applicant(&self) -> PartyText {
        let mut party = self.detail.applicant.clone();
        for h in self.detail.timeline.iter().rev().take_while(|h| h.version > self.version) {
            if let Event::EntryCorrected { field, before, .. } = &h.event {
                let value = self.detail.text(before).to_owned();
                *match field {
                    PartyField::Name => &mut party.name,
                    PartyField::IdNumber => &mut party.id_number,
                    PartyField::Address => &mut party.address,
                    PartyField::Phone => &mut party.phone,
                    PartyField::Email => &mut party.email,
                } = value;
            }
        }
        party
    }

    /// An official's name and post.
    pub fn officer(&self, by: &Actor) -> Officer {
        let org = self.org();
        Officer {
            name: org.person(&by.person).map_or_else(|| by.person.to_string(), |p| p.name.clone()),
            post: org.post(&by.post).map(|p| p.name.vi.clone()).unwrap_or_default(),
        }
    }

    /// Who signs for the agency, in the mode of ND 30/2020.
    pub fn signer(&self) -> Signer {
        let Envelope { at, by, .. } = self.envelope();
        let org = self.org();
        let title = org.post(&by.post).map(|p| p.name.vi.clone()).unwrap_or_default();
        let name = self.officer(by).name;
        if let Some(number) = &by.delegation {
            let own = org.posts_of(&by.person, local(*at).date());
            let own = own.iter().find(|p| p.id != by.post).map(|p| p.name.vi.to_uppercase());
            let lines = std::iter::once(format!("TUQ. {}", title.to_uppercase())).chain(own).collect();
            return Signer { lines, name, delegation: number.clone() };
        }
        let lines = match title.strip_prefix(&self.law.forms.deputy_prefix) {
            Some(head) => vec![format!("KT. {}", head.to_uppercase()), title.to_uppercase()],
            None => vec![title.to_uppercase()],
        };
        Signer { lines, name, delegation: String::new() }
    }

    /// The head of a slip that the one-stop shop gives out.
    pub fn counter_head(&self) -> Result<Head, Error> {
        let unit = self.unit(&self.dossier.unit)?;
        let mut head = self.head(unit);
        // Form 01 names the agency and its one-stop shop, not the body above.
        head.bodies = vec![unit.name.vi.clone()];
        head.bodies.extend(unit.one_stop.as_ref().map(|t| t.vi.clone()));
        Ok(head)
    }

    /// The head of a letter that an agency signs.
    pub fn agency_head(&self) -> Result<Head, Error> {
        Ok(self.head(self.unit(&self.paper.issued.unit)?))
    }

    fn head(&self, unit: &Unit) -> Head {
        let issued = &self.paper.issued;
        let form = self.law.forms.of(issued.kind);
        let replaces = issued
            .replaces
            .and_then(|n| self.dossier.issued.get(usize::try_from(n).ok()?.checked_sub(1)?))
            .map(|old| format!("{} ngày {}", old.issued.label, words::date(old.at)));
        Head {
            title: form.title,
            bodies: words::bodies(self.org(), unit),
            number: issued.label.clone(),
            place: unit.place.clone(),
            date: words::date_line(self.paper.at),
            form_no: form.form_no,
            form_note: form.form_note,
            code: self.dossier.code.as_ref().map(ToString::to_string).unwrap_or_default(),
            replaces,
            follow: None,
        }
    }

    /// Where the QR code of a paper in a citizen's hands leads: to the dossier; of one that was never
    /// received, to what the procedure asks for.
    pub fn follow(&self) -> Follow {
        let site = self.address;
        match &self.dossier.token {
            Some(token) => Follow {
                url: format!("{site}/t/{token}"),
                invitation: "Quét mã để theo dõi hồ sơ".into(),
                text: format!("Hoặc vào {site} và nhập mã hồ sơ."),
            },
            None => Follow {
                url: format!("{site}/procedures/{}", self.dossier.procedure.key),
                invitation: "Quét mã để xem thủ tục này cần những giấy tờ gì".into(),
                text: format!("Hoặc vào {site} và tìm thủ tục {}.", self.dossier.procedure.key),
            },
        }
    }
}

/// A paper's values, which all begin with the same head.
pub(super) trait Slip: serde::Serialize {
    /// The head.
    fn head(&self) -> &Head;
}

macro_rules! slips {
    ($($name:path),+ $(,)?) => {$(
        impl Slip for $name {
            fn head(&self) -> &Head {
                &self.head
            }
        }
    )+};
}

slips!(
    receipt::Receipt,
    slips::Supplement,
    slips::Refusal,
    letters::Apology,
    letters::Stop,
    letters::ResultLetter,
    transfer::Transfer,
    control::Control,
    voucher::Voucher,
);
