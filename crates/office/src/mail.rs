//! Letters that the program writes: what they say, who carries them. How they are worded is the
//! scribe's business, how they travel the sender's; the binary wires both in.

use domain::contact::Notice;
use jiff::Timestamp;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

/// A letter ready to travel.
#[derive(Clone, PartialEq, Eq)]
pub struct Message {
    /// Unique; the same letter sent twice has the same one.
    pub id: String,
    /// Address of the receiver.
    pub to: String,
    /// Subject.
    pub subject: String,
    /// Plain text.
    pub text: String,
}

/// Neither address nor text belongs in a log.
impl fmt::Debug for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Message").field("id", &self.id).finish_non_exhaustive()
    }
}

/// Why a letter did not travel: in the words of the server or of the machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SendFault {
    /// It may work later: no connection, a busy server, a full box.
    Later(String),
    /// It will not work: no such address, not allowed.
    Never(String),
}

impl SendFault {
    /// The words.
    pub fn words(&self) -> &str {
        match self {
            SendFault::Later(words) | SendFault::Never(words) => words,
        }
    }
}

/// What a sender promises to answer.
pub type Sending<'a> = Pin<Box<dyn Future<Output = Result<String, SendFault>> + Send + 'a>>;

/// Carries letters. Wired in by the binary, so that nothing else links a mail library.
pub trait Sender: Send + Sync {
    /// Sends; answers what the server said when it took the letter.
    fn send<'a>(&'a self, message: &'a Message) -> Sending<'a>;
    /// How letters travel.
    fn about(&self) -> About;
}

/// How letters travel, for administrators; never a secret.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct About {
    /// `smtp` or `folder`.
    pub kind: &'static str,
    /// Server and port, or the folder.
    pub place: String,
    /// `implicit`, `starttls` or `none`; empty where it means nothing.
    pub tls: &'static str,
    /// Name for signing in at the server.
    pub user: Option<String>,
    /// The sender's address.
    pub from: String,
}

/// What a letter says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Letter {
    /// To an applicant.
    Notice {
        /// What.
        notice: Notice,
        /// Code of the dossier.
        code: String,
        /// The one-stop shop that speaks.
        shop: String,
        /// Where the rest can be read.
        link: String,
    },
    /// A one-time code that opens a dossier.
    Code {
        /// Six digits.
        digits: String,
        /// Code of the dossier.
        code: String,
        /// In force for so many minutes.
        minutes: i64,
        /// In English.
        english: bool,
    },
    /// A link that sets a new password.
    Recovery {
        /// The link.
        link: String,
        /// In force for so many minutes.
        minutes: i64,
        /// In English.
        english: bool,
    },
    /// To an official: dates of dossiers in the own hands moved.
    DatesMoved {
        /// The document behind it; empty: there is none.
        document: String,
        /// How many dossiers.
        dossiers: u32,
        /// Where they are seen.
        link: String,
    },
    /// A test.
    Test {
        /// When it was asked for.
        at: Timestamp,
        /// In English.
        english: bool,
    },
}

/// Words letters. Wired in by the binary: texts for people stand in the locales.
pub trait Scribe: Send + Sync {
    /// Subject and text of a letter.
    fn write(&self, letter: &Letter) -> (String, String);
}

/// The post office of this program.
#[derive(Clone)]
pub struct Post {
    /// Carries.
    pub sender: Arc<dyn Sender>,
    /// Words.
    pub scribe: Arc<dyn Scribe>,
    /// Whether applicants are told what happens to their dossier.
    pub notices: bool,
}

/// Whether a text can be a mail address: one `@`, something before it, a dotted name behind, nothing
/// that could end a header.
pub(crate) fn can_be_address(text: &str) -> bool {
    let plain = !text.chars().any(|c| c.is_whitespace() || c.is_control() || "<>,;:\"()[]\\".contains(c));
    let parts = text.split_once('@').filter(|(name, host)| {
        !name.is_empty() && !host.contains('@') && host.contains('.') && !host.starts_with('.') && !host.ends_with('.')
    });
    text.len() <= 200 && plain && parts.is_some()
}

#[cfg(test)]
mod tests {
    use super::can_be_address;

    #[test]
    fn nothing_that_could_end_a_header_is_an_address() {
        assert!(can_be_address("nguoi@vi-du.example"));
        for bad in ["", "a", "a@b", "@b.c", "a@b@c.d", "a b@c.d", "a@b.c\r\nBcc: x@y.z", "<a@b.c>", "a@.c", "a,b@c.d"] {
            assert!(!can_be_address(bad), "{bad:?}");
        }
    }
}
