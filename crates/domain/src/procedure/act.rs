//! What may be asked of a procedure, and what then happened to it.

use super::draft::{DraftPart, Identity};
use super::marks::{Citation, Confirmation, Fact};
use super::{Procedure, Version};
use crate::fee::Tariff;
use crate::id::UnitId;
use calendar::{Date, Limit};
use serde::{Deserialize, Serialize};

/// What may happen to a procedure in this house.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum ProcedureEvent {
    /// Its text came in (from a file), with all versions.
    Imported {
        /// The whole of it.
        procedure: Box<Procedure>,
    },
    /// A unit set the limit that the source leaves unspecified.
    LimitSet {
        /// Which unit.
        unit: UnitId,
        /// The limit it set.
        limit: Limit,
        /// The decision or reason it stands on.
        basis: String,
    },
    /// A unit entered the amount that the province sets.
    TariffSet {
        /// Which unit.
        unit: UnitId,
        /// The tariff.
        tariff: Tariff,
    },
    /// A unit publishes it: from now on it may be received there.
    Published {
        /// Which unit.
        unit: UnitId,
    },
    /// A unit no longer receives it.
    Withdrawn {
        /// Which unit.
        unit: UnitId,
        /// Why.
        reason: String,
    },
    /// Somebody began to write a version.
    DraftStarted {
        /// The version it begins as a copy of; `None`: written from nothing or brought as a file.
        base: Option<u32>,
        /// What is not part of a version; only with the first version of a procedure.
        identity: Option<Identity>,
        /// Its first text.
        text: Box<Version>,
        /// It came as a file.
        from_file: bool,
    },
    /// Somebody wrote a part of the draft anew.
    DraftSaved {
        /// The part, whole.
        part: Box<DraftPart>,
    },
    /// The draft was handed to somebody else for review.
    DraftSubmitted,
    /// Somebody else found it right.
    DraftApproved {
        /// What they remarked; may be empty.
        remark: String,
    },
    /// Somebody else sent it back to its authors.
    DraftSentBack {
        /// Why.
        reason: String,
    },
    /// The draft was thrown away.
    DraftDiscarded {
        /// Why.
        reason: String,
    },
    /// The draft became a version by a signed decision.
    VersionPublished {
        /// What is not part of a version; only with the first version of a procedure.
        identity: Option<Identity>,
        /// Its text, with the decision and its first day in force.
        version: Box<Version>,
        /// Confirmed facts of the version before that stand in this one unchanged.
        carried: Vec<Confirmation>,
    },
    /// From a day on nobody receives it anywhere, until that is lifted. Open dossiers go on.
    Suspended {
        /// First day.
        from: Date,
        /// The decision that says so.
        decision: String,
        /// Why.
        reason: String,
    },
    /// It is received again.
    Lifted {
        /// First day.
        from: Date,
        /// The decision that says so.
        decision: String,
        /// Why.
        reason: String,
    },
    /// From a day on it is no more. Open dossiers go on under their version.
    Abolished {
        /// First day.
        from: Date,
        /// The decision that says so.
        decision: String,
        /// Why.
        reason: String,
    },
    /// Somebody read facts in a document.
    FactsConfirmed {
        /// In which version they stand.
        version: u32,
        /// Which.
        facts: Vec<Fact>,
        /// Where they were read.
        citation: Citation,
    },
    /// A confirmation no longer holds: the fact is marked again.
    ConfirmationWithdrawn {
        /// In which version it stands.
        version: u32,
        /// Which.
        fact: Fact,
        /// Why.
        reason: String,
    },
}

/// What is asked for.
#[derive(Debug, Clone, PartialEq)]
pub enum ProcedureCommand {
    /// Take in a procedure from a file, while an office is set up.
    Import(Box<Procedure>),
    /// Set the limit for a unit.
    SetLimit {
        /// Which unit.
        unit: UnitId,
        /// The limit.
        limit: Limit,
        /// The decision or reason it stands on.
        basis: String,
    },
    /// Enter the amount that the province sets, for a unit and those below it.
    SetTariff {
        /// Which unit.
        unit: UnitId,
        /// The tariff.
        tariff: Tariff,
    },
    /// Publish at a unit.
    Publish {
        /// Which unit.
        unit: UnitId,
    },
    /// Stop receiving at a unit.
    Withdraw {
        /// Which unit.
        unit: UnitId,
        /// Why.
        reason: String,
    },
    /// Begin to write a later version as a copy of the newest one.
    Amend,
    /// Begin to write the first version of a new procedure.
    Draft {
        /// What is not part of a version.
        identity: Identity,
        /// Its first text; its number, dates and decision are not read.
        text: Box<Version>,
    },
    /// Begin to write the next version with the newest text of a file.
    DraftFromFile(Box<Procedure>),
    /// Write a part of the draft anew.
    SaveDraft {
        /// The revision that the writer saw.
        revision: u32,
        /// The part, whole.
        part: Box<DraftPart>,
    },
    /// Hand the draft to somebody else for review.
    SubmitDraft {
        /// The revision that the author saw.
        revision: u32,
    },
    /// Find the draft right.
    ApproveDraft {
        /// The revision that the reviewer read.
        revision: u32,
        /// A remark; may be empty.
        remark: String,
    },
    /// Send the draft back to its authors.
    SendBackDraft {
        /// Why.
        reason: String,
    },
    /// Throw the draft away.
    DiscardDraft {
        /// Why.
        reason: String,
    },
    /// Make the draft a version by a signed decision.
    PublishDraft {
        /// The revision that the signer read.
        revision: u32,
        /// Number of the decision.
        decision: String,
        /// First day in force.
        effective_from: Date,
    },
    /// Receive no new dossiers anywhere from a day on.
    Suspend {
        /// First day.
        from: Date,
        /// Number of the decision.
        decision: String,
        /// Why, in words for citizens.
        reason: String,
    },
    /// Receive again.
    Lift {
        /// First day.
        from: Date,
        /// Number of the decision.
        decision: String,
        /// Why.
        reason: String,
    },
    /// End it for good.
    Abolish {
        /// First day on which it is no more.
        from: Date,
        /// Number of the decision.
        decision: String,
        /// Why, in words for citizens.
        reason: String,
    },
    /// Confirm facts that nobody has read in a document yet.
    Confirm {
        /// In which version they stand.
        version: u32,
        /// Which.
        facts: Vec<Fact>,
        /// Where they were read.
        citation: Citation,
    },
    /// Take a confirmation back.
    WithdrawConfirmation {
        /// In which version it stands.
        version: u32,
        /// Which.
        fact: Fact,
        /// Why.
        reason: String,
    },
}
