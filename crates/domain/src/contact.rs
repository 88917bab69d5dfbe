//! Contacts with the applicant (liên hệ với người nộp): what was told, how, and whether it arrived.
//! ND 61/2018 art. 5.1 forbids contacts outside the one-stop shop, so each one is on record.

use crate::dossier::{Dossier, Event, TextRef};
use crate::id::ActId;
use calendar::Timestamp;
use serde::{Deserialize, Serialize};

/// What an applicant is told without having asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "notice", rename_all = "snake_case")]
#[expect(missing_docs, reason = "fields are named as those of the dossier")]
pub enum Notice {
    /// Received, with the date.
    Received {
        #[serde(with = "jiff::fmt::serde::timestamp::microsecond::required")]
        due: Timestamp,
    },
    /// A supplement is asked for.
    SupplementAsked {},
    /// The supplement arrived; the new date.
    Resumed {
        #[serde(with = "jiff::fmt::serde::timestamp::microsecond::required")]
        due: Timestamp,
    },
    /// An apology with a new date (ND 61/2018 art. 19.9: told by mail, SMS or phone).
    NewDate {
        #[serde(with = "jiff::fmt::serde::timestamp::microsecond::required")]
        due: Timestamp,
    },
    /// Days off or office hours were decided otherwise: the date moved with them.
    DateMoved {
        #[serde(with = "jiff::fmt::serde::timestamp::microsecond::required")]
        due: Timestamp,
    },
    /// The result can be fetched.
    Ready {},
    /// Stopped.
    Stopped {},
}

impl Notice {
    /// What the applicant is told of an event; most events are nobody's business but the office's.
    pub fn of(event: &Event) -> Option<Notice> {
        match event {
            Event::Received { due, .. } => Some(Notice::Received { due: *due }),
            Event::SupplementRequested { .. } => Some(Notice::SupplementAsked {}),
            Event::SupplementArrived { due, .. } => Some(Notice::Resumed { due: *due }),
            Event::Apologised { due, .. } => Some(Notice::NewDate { due: *due }),
            Event::DeadlineMoved { before, due: Some(due), .. } if *before != Some(*due) => {
                Some(Notice::DateMoved { due: *due })
            }
            Event::ResultReady {} => Some(Notice::Ready {}),
            Event::Stopped { .. } => Some(Notice::Stopped {}),
            _ => None,
        }
    }

    /// The word for it.
    pub const fn subject(self) -> Subject {
        match self {
            Notice::Received { .. } => Subject::Received,
            Notice::SupplementAsked {} => Subject::SupplementAsked,
            Notice::Resumed { .. } => Subject::Resumed,
            Notice::NewDate { .. } => Subject::NewDate,
            Notice::DateMoved { .. } => Subject::DateMoved,
            Notice::Ready {} => Subject::Ready,
            Notice::Stopped {} => Subject::Stopped,
        }
    }
}

/// What a contact was about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Subject {
    /// Received, with the date.
    Received,
    /// A supplement is asked for.
    SupplementAsked,
    /// The supplement arrived; the new date.
    Resumed,
    /// An apology with a new date.
    NewDate,
    /// The date moved with days off or office hours.
    DateMoved,
    /// The result can be fetched.
    Ready,
    /// Stopped.
    Stopped,
    /// A code that opens the dossier, at the wish of whoever holds the receipt.
    Code,
    /// Something else, told by an official.
    Other,
}

/// How somebody was told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Means {
    /// Mail.
    Mail,
    /// A text message.
    Sms,
    /// By phone.
    Phone,
    /// Face to face at the counter.
    InPerson,
    /// A letter by post.
    Letter,
}

impl Means {
    /// Those that an official can report; mail and text messages of the program report themselves.
    pub const REPORTED: [Means; 4] = [Means::Phone, Means::Sms, Means::InPerson, Means::Letter];
}

/// What happened, in the stream `contact:<dossier>`; no address and no personal value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
#[expect(missing_docs, reason = "fields are explained by their types")]
pub enum ContactEvent {
    /// Sent: the server of the receiver's side took it. `cause`: the act it tells of.
    Sent { subject: Subject, means: Means, cause: Option<ActId> },
    /// Given up: the applicant must be told another way.
    NotSent { subject: Subject, means: Means, cause: Option<ActId> },
    /// An official told the applicant and says so.
    Told { means: Means, note: TextRef },
}

impl ContactEvent {
    /// The word in the store and in locale keys.
    pub const fn key(&self) -> &'static str {
        match self {
            ContactEvent::Sent { .. } => "sent",
            ContactEvent::NotSent { .. } => "not_sent",
            ContactEvent::Told { .. } => "told",
        }
    }
}

/// Where the words of a contact stand that an official reports.
pub fn note_slot(d: &Dossier, act: ActId) -> TextRef {
    TextRef { subject: d.applicant, slot: format!("{act}/contact") }
}

/// A mail address of which its owner knows the rest: `n***@v***.example`.
///
/// ```
/// assert_eq!(domain::contact::masked("nguoi-7@vi-du.example"), "n***@v***.example");
/// assert_eq!(domain::contact::masked("không phải"), "***");
/// ```
pub fn masked(address: &str) -> String {
    let Some((name, host)) = address.trim().rsplit_once('@') else { return "***".into() };
    let first = |text: &str| text.chars().next().map(String::from).unwrap_or_default();
    let end = host.rsplit_once('.').map_or("", |(_, end)| end);
    format!("{}***@{}***.{end}", first(name), first(host))
}
