//! Trust policies: which logs, which witnesses, and how many of them must have seen a checkpoint.
//!
//! The format is [c2sp.org/tlog-policy](https://c2sp.org/tlog-policy), one definition in a line:
//!
//! ```text
//! log <vkey> [<url>]
//! witness <name> <vkey> [<url>]
//! group <name> all|any|<number> <name>...
//! quorum <name>|none
//! ```
//!
//! Lines that are empty or begin with `#` are passed over. What is defined must stand above what
//! names it, there is one quorum, and each name is a member of one group at most.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::{self, Write as _};

use crate::checkpoint::{CheckpointError, SignedCheckpoint};
use crate::cosignature::cosigned_at;
use crate::key::{KeyError, KeyKind, VerifierKey};
use crate::note::NoteError;
use crate::tile::decimal;

/// The most bytes of a policy that are read.
pub const MAX_POLICY_BYTES: usize = 256 * 1024;

/// A text is not a policy; `line` is counted from 1.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("policy, line {line}: {fault}")]
pub struct PolicyError {
    /// Where, counted from 1.
    pub line: usize,
    /// What.
    pub fault: PolicyFault,
}

/// What is wrong with a line of a policy.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PolicyFault {
    /// The file has more than [`MAX_POLICY_BYTES`].
    #[error("the file is too long")]
    Size,
    /// There is a control character other than a tab.
    #[error("there is a control character")]
    Control,
    /// It is not UTF-8. The format allows other bytes; we do not.
    #[error("it is not UTF-8")]
    Utf8,
    /// It does not begin with `log`, `witness`, `group` or `quorum`, or has too few or too many words.
    #[error("it is neither log, witness, group nor quorum with what belongs to it")]
    Words,
    /// The key cannot be read.
    #[error("{0}")]
    Key(#[from] KeyError),
    /// The key is of another type than a log's (0x01) or a witness's (0x04).
    #[error("the key is of another type than this line needs")]
    KeyKind,
    /// Another line has the same public key.
    #[error("the key stands in another line already")]
    KeyTwice,
    /// The name is taken, or it is `none`.
    #[error("the name {0:?} is taken")]
    Name(String),
    /// The name is not defined above.
    #[error("{0:?} is not defined above")]
    Undefined(String),
    /// The name is a member of a group already.
    #[error("{0:?} is a member of a group already")]
    Member(String),
    /// The number is not from 1 to the number of members.
    #[error("a group asks for 1 to all of its members")]
    Threshold,
    /// There is a second quorum, or (told at the last line) none at all.
    #[error("a policy has exactly one quorum")]
    Quorum,
}

/// Why a checkpoint does not satisfy a policy.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PolicyRefusal {
    /// None of the policy's logs has signed it.
    #[error("no log of the policy has signed the checkpoint of {origin:?}")]
    Log {
        /// As the checkpoint says.
        origin: String,
    },
    /// It was signed, but a signature is wrong.
    #[error(transparent)]
    Signature(#[from] CheckpointError),
    /// Too few witnesses, or not the right ones.
    #[error("the quorum {quorum:?} is not reached; cosigned by: {}", .cosigned.join(", "))]
    Quorum {
        /// Its name in the policy.
        quorum: String,
        /// Names, in the policy, of the witnesses that cosigned.
        cosigned: Vec<String>,
    },
}

/// A witness as a policy names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Witness {
    /// Its name in the policy, which may be another than its key's.
    pub name: String,
    /// Its key.
    pub key: VerifierKey,
    /// Where it is reached, if the policy says so.
    pub url: Option<String>,
}

/// A log as a policy names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrustedLog {
    /// Its key; the key's name is the log's origin.
    pub key: VerifierKey,
    /// Where it is reached, if the policy says so.
    pub url: Option<String>,
}

/// Witnesses or groups of which some must have seen a checkpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Group {
    name: String,
    threshold: usize,
    members: Vec<String>,
}

/// Whom to believe.
///
/// ```
/// use ledger::{Checkpoint, KeyKind, Policy, SignerKey, cosign, empty_root};
///
/// let log = SignerKey::from_seed("motcua.example/log", KeyKind::Note, [1; 32]).expect("a key");
/// let province = SignerKey::from_seed("province.example", KeyKind::Cosignature, [2; 32]).expect("a key");
/// let policy = format!("log {}\nwitness province {}\nquorum province\n", log.verifier(), province.verifier());
/// let policy = Policy::parse(policy.as_bytes())?;
///
/// let mut checkpoint = Checkpoint::new("motcua.example/log", 0, empty_root())?.sign(&log)?;
/// assert!(policy.judge(&checkpoint).is_err());
/// checkpoint.add(cosign(&checkpoint, &province, 1_800_000_000)?)?;
/// let seen = policy.judge(&checkpoint)?.witnesses;
/// assert_eq!((seen[0].name.as_str(), seen[0].time), ("province", 1_800_000_000));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    logs: Vec<TrustedLog>,
    witnesses: Vec<Witness>,
    groups: Vec<Group>,
    /// A witness, a group, or `none`.
    quorum: String,
}

/// What a policy found of a checkpoint that satisfies it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judgement {
    /// The key of the log that signed.
    pub log: VerifierKey,
    /// All witnesses of the policy that cosigned, in the order of the policy.
    pub witnesses: Vec<Seen>,
}

/// That a witness has seen a checkpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// Its name in the policy.
    pub name: String,
    /// When, in seconds since the Unix epoch, UTC, by the witness's clock.
    pub time: u64,
}

const NONE: &str = "none";

impl Policy {
    /// Reads a policy.
    pub fn parse(bytes: &[u8]) -> Result<Self, PolicyError> {
        let at = |line| move |fault| PolicyError { line, fault };
        if bytes.len() > MAX_POLICY_BYTES {
            return Err(at(1)(PolicyFault::Size));
        }
        let mut reader = Reader::default();
        let mut last = 1;
        for (number, line) in (1..).zip(bytes.split(|byte| *byte == b'\n')) {
            last = number;
            let line = std::str::from_utf8(line).map_err(|_| at(number)(PolicyFault::Utf8))?;
            if line.bytes().any(|byte| (byte < 0x20 && byte != b'\t') || byte == 0x7f) {
                return Err(at(number)(PolicyFault::Control));
            }
            let words: Vec<&str> = line.split([' ', '\t']).filter(|word| !word.is_empty()).collect();
            if words.first().is_some_and(|word| !word.starts_with('#')) {
                reader.read(&words).map_err(at(number))?;
            }
        }
        let Reader { logs, witnesses, groups, quorum, .. } = reader;
        let quorum = quorum.ok_or_else(|| at(last)(PolicyFault::Quorum))?;
        Ok(Self { logs, witnesses, groups, quorum })
    }

    /// The logs that are believed.
    pub fn logs(&self) -> &[TrustedLog] {
        &self.logs
    }

    /// The witnesses.
    pub fn witnesses(&self) -> &[Witness] {
        &self.witnesses
    }

    /// Whether the checkpoint is signed by one of the policy's logs, in that log's own name, and
    /// cosigned as the quorum demands.
    ///
    /// A signature that bears the name and id of a key of the policy and is wrong refuses the
    /// checkpoint, whatever the others are.
    pub fn judge(&self, checkpoint: &SignedCheckpoint) -> Result<Judgement, PolicyRefusal> {
        let origin = checkpoint.checkpoint().origin();
        for log in self.logs.iter().filter(|log| log.key.name().as_str() == origin) {
            match checkpoint.verify_log(&log.key) {
                Ok(()) => return self.judge_witnesses(checkpoint, &log.key),
                Err(CheckpointError::Note(NoteError::Unknown)) => {}
                Err(wrong) => return Err(wrong.into()),
            }
        }
        Err(PolicyRefusal::Log { origin: origin.to_owned() })
    }

    /// As [`judge`](Self::judge), for a log whose key is known from elsewhere: the policy's logs
    /// are not looked at.
    pub fn judge_log(&self, checkpoint: &SignedCheckpoint, log: &VerifierKey) -> Result<Judgement, PolicyRefusal> {
        checkpoint.verify_log(log)?;
        self.judge_witnesses(checkpoint, log)
    }

    fn judge_witnesses(&self, checkpoint: &SignedCheckpoint, log: &VerifierKey) -> Result<Judgement, PolicyRefusal> {
        let mut witnesses = Vec::new();
        let mut seen = BTreeMap::new();
        for witness in &self.witnesses {
            let time = cosigned_at(checkpoint, &witness.key).map_err(CheckpointError::Note)?;
            seen.insert(witness.name.as_str(), time.is_some());
            witnesses.extend(time.map(|time| Seen { name: witness.name.clone(), time }));
        }
        // Members stand above their group, so one pass in order is enough.
        for group in &self.groups {
            let reached = group.members.iter().filter(|member| seen.get(member.as_str()) == Some(&true)).count();
            seen.insert(&group.name, reached >= group.threshold);
        }
        if self.quorum == NONE || seen.get(self.quorum.as_str()) == Some(&true) {
            Ok(Judgement { log: log.clone(), witnesses })
        } else {
            let cosigned = witnesses.into_iter().map(|witness| witness.name).collect();
            Err(PolicyRefusal::Quorum { quorum: self.quorum.clone(), cosigned })
        }
    }
}

/// What was read of a policy so far.
#[derive(Default)]
struct Reader {
    logs: Vec<TrustedLog>,
    witnesses: Vec<Witness>,
    groups: Vec<Group>,
    quorum: Option<String>,
    defined: BTreeSet<String>,
    members: BTreeSet<String>,
}

impl Reader {
    fn read(&mut self, words: &[&str]) -> Result<(), PolicyFault> {
        match words {
            ["log", key] => self.log(key, None),
            ["log", key, url] => self.log(key, Some(url)),
            ["witness", name, key] => self.witness(name, key, None),
            ["witness", name, key, url] => self.witness(name, key, Some(url)),
            ["group", name, threshold, members @ ..] if !members.is_empty() => self.group(name, threshold, members),
            ["quorum", name] => self.quorum(name),
            _ => Err(PolicyFault::Words),
        }
    }

    fn log(&mut self, key: &str, url: Option<&str>) -> Result<(), PolicyFault> {
        let key = key_of(key, KeyKind::Note)?;
        if self.logs.iter().any(|log| log.key.public_bytes() == key.public_bytes()) {
            return Err(PolicyFault::KeyTwice);
        }
        self.logs.push(TrustedLog { key, url: url.map(str::to_owned) });
        Ok(())
    }

    fn witness(&mut self, name: &str, key: &str, url: Option<&str>) -> Result<(), PolicyFault> {
        let key = key_of(key, KeyKind::Cosignature)?;
        if self.witnesses.iter().any(|witness| witness.key.public_bytes() == key.public_bytes()) {
            return Err(PolicyFault::KeyTwice);
        }
        self.define(name)?;
        self.witnesses.push(Witness { name: name.to_owned(), key, url: url.map(str::to_owned) });
        Ok(())
    }

    fn group(&mut self, name: &str, threshold: &str, members: &[&str]) -> Result<(), PolicyFault> {
        for member in members {
            if !self.defined.contains(*member) {
                return Err(PolicyFault::Undefined((*member).to_owned()));
            }
            if !self.members.insert((*member).to_owned()) {
                return Err(PolicyFault::Member((*member).to_owned()));
            }
        }
        let threshold = match threshold {
            "all" => members.len(),
            "any" => 1,
            number => decimal(number)
                .and_then(|number| usize::try_from(number).ok())
                .filter(|number| (1..=members.len()).contains(number))
                .ok_or(PolicyFault::Threshold)?,
        };
        self.define(name)?;
        let members = members.iter().map(|member| (*member).to_owned()).collect();
        self.groups.push(Group { name: name.to_owned(), threshold, members });
        Ok(())
    }

    fn quorum(&mut self, name: &str) -> Result<(), PolicyFault> {
        if self.quorum.is_some() {
            return Err(PolicyFault::Quorum);
        }
        if name != NONE && !self.defined.contains(name) {
            return Err(PolicyFault::Undefined(name.to_owned()));
        }
        self.quorum = Some(name.to_owned());
        Ok(())
    }

    fn define(&mut self, name: &str) -> Result<(), PolicyFault> {
        if name == NONE || !self.defined.insert(name.to_owned()) {
            return Err(PolicyFault::Name(name.to_owned()));
        }
        Ok(())
    }
}

fn key_of(key: &str, kind: KeyKind) -> Result<VerifierKey, PolicyFault> {
    let key: VerifierKey = key.parse()?;
    if key.kind() == kind { Ok(key) } else { Err(PolicyFault::KeyKind) }
}

impl fmt::Display for Policy {
    /// The policy without its comments: logs, witnesses, groups with their numbers, quorum.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = String::new();
        let behind = |url: &Option<String>| url.as_ref().map_or(String::new(), |url| format!(" {url}"));
        for log in &self.logs {
            writeln!(text, "log {}{}", log.key, behind(&log.url))?;
        }
        for witness in &self.witnesses {
            writeln!(text, "witness {} {}{}", witness.name, witness.key, behind(&witness.url))?;
        }
        for group in &self.groups {
            writeln!(text, "group {} {} {}", group.name, group.threshold, group.members.join(" "))?;
        }
        writeln!(text, "quorum {}", self.quorum)?;
        formatter.write_str(&text)
    }
}
