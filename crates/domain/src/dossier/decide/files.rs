//! Files of a dossier: scans of its papers, checked against the list, and the signed result.

use super::Act;
use crate::dossier::command::{AddFiles, FileGiven, StrikeFile};
use crate::dossier::event::{Event, FileRef};
use crate::dossier::{Actor, Dossier, papers};
use crate::id::PaperId;
use crate::law::{Refusal, Rule};
use crate::organisation::PostKind;
use crate::procedure::{Channel, Work};

impl Act<'_, '_> {
    /// Files that come with papers handed in: none is the result.
    pub(super) fn files_of_papers(&mut self, given: &[FileGiven]) -> Result<(), Refusal> {
        if let Some(i) = given.iter().position(|g| g.paper.is_none()) {
            return Err(Refusal::new(Rule::FieldRequired).field(format!("files.{i}.paper")));
        }
        self.take_files(given)
    }

    /// Whoever may add such a file may strike one out; what it was and why it went stays.
    pub(super) fn strike_file(&mut self, d: &Dossier, c: &StrikeFile) -> Result<(), Refusal> {
        let standing = d.files.iter().find(|f| f.file.id == c.file && f.struck.is_none());
        let kept = standing.ok_or_else(|| Refusal::new(Rule::FileUnknown).field("file"))?;
        if kept.file.paper.is_some() && !is_counter(d, self.cx.by) {
            return Err(Refusal::new(Rule::NotThisPost).field("file"));
        }
        super::reason(&c.reason, "reason")?;
        let reason = self.keep(d.applicant, &format!("struck-{}", c.file), &c.reason);
        self.push(Event::FileStruck { file: c.file, reason });
        Ok(())
    }

    pub(super) fn add_files(&mut self, d: &Dossier, c: &AddFiles) -> Result<(), Refusal> {
        if c.files.is_empty() {
            return Err(Refusal::new(Rule::FieldRequired).field("files"));
        }
        let counter = is_counter(d, self.cx.by);
        // Before it is signed there is no result that could be scanned.
        let signed = d.outcome.is_some() || d.step().is_some_and(|s| matches!(s.plan.work, Work::Sign | Work::Issue));
        for (i, given) in c.files.iter().enumerate() {
            let refused = |rule| Err(Refusal::new(rule).field(format!("files.{i}.paper")));
            match &given.paper {
                // Papers are taken in, and scanned, at the counter that received them.
                Some(_) if !counter => return refused(Rule::NotThisPost),
                None if !signed => return refused(Rule::WrongOrder),
                _ => {}
            }
        }
        self.take_files(&c.files)
    }

    fn take_files(&mut self, given: &[FileGiven]) -> Result<(), Refusal> {
        if given.is_empty() {
            return Ok(());
        }
        let cx = self.cx;
        let d = self.state.clone().ok_or_else(|| Refusal::new(Rule::NotFound))?;
        let version = cx.law.version(&d.procedure).ok_or_else(|| Refusal::new(Rule::ProcedureUnknown))?;
        let mut files: Vec<FileRef> = Vec::with_capacity(given.len());
        for (i, g) in given.iter().enumerate() {
            let at = |r: Refusal| r.field(format!("files.{i}.file"));
            let twice = files.iter().any(|f| f.id == g.file);
            let upload = cx.uploads.whole.iter().find(|u| u.facts.id == g.file).filter(|_| !twice);
            let upload = upload.ok_or_else(|| at(Refusal::new(Rule::UploadUnknown)))?;
            let media = cx.uploads.limits.take(&upload.facts).map_err(at)?;
            if let Some(paper) = &g.paper {
                papers::known(version, [paper], &format!("files.{i}.paper"))?;
                may_be_scanned(&d, version.paper(paper).is_some_and(|p| p.present_only), paper)
                    .map_err(|r| r.field(format!("files.{i}.paper")))?;
            }
            // Whoever makes the scan answers for it; what came in electronically has no paper beside it.
            let electronic = d.channel == Channel::Online && g.paper.is_some();
            if !g.confirmed && !electronic {
                return Err(Refusal::new(Rule::ScanUnconfirmed).field(format!("files.{i}.confirmed")));
            }
            let name = self.keep(d.applicant, &format!("file-{}", g.file), &upload.name);
            files.push(FileRef {
                id: g.file,
                paper: g.paper.clone(),
                name,
                media,
                bytes: upload.facts.bytes,
                sha256: upload.facts.sha256.clone(),
                confirmed: g.confirmed,
                cautions: upload.facts.cautions.clone(),
            });
        }
        // One that was struck out makes room for the right one.
        let standing = d.files.iter().filter(|f| f.struck.is_none()).map(|f| f.file.bytes);
        let all: u64 = standing.chain(files.iter().map(|f| f.bytes)).sum();
        if all > cx.uploads.limits.dossier {
            let most = cx.uploads.limits.dossier / crate::file::MEGABYTE;
            return Err(Refusal::new(Rule::DossierFilesTooLarge).detail(format!("{most} MB")).field("files"));
        }
        self.push(Event::FilesAdded { files });
        Ok(())
    }
}

/// The counter that received the dossier.
fn is_counter(d: &Dossier, by: &Actor) -> bool {
    by.unit == d.unit && matches!(by.kind, PostKind::ReceptionOfficer | PostKind::HeadOfOneStop)
}

/// TT 03/2025 art. 5.2: not scanned are papers only to be shown and what a database answered; and
/// there is nothing to scan of what was not handed in.
fn may_be_scanned(d: &Dossier, present_only: bool, paper: &PaperId) -> Result<(), Refusal> {
    let handed_in = d.papers.iter().any(|p| p.paper == *paper && !p.from_database);
    if present_only || !handed_in {
        return Err(Refusal::new(Rule::PaperNotScanned).detail(paper.to_string()));
    }
    Ok(())
}
