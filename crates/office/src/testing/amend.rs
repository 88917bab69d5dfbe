//! A later version of a procedure, as it comes to be: written, read by somebody else, signed.

use super::TestOffice;
use domain::calendar::Date;
use domain::id::ProcedureKey;
use domain::procedure::{ProcedureCommand, Version};

impl TestOffice {
    /// Brings a changed copy of the newest version as a file, has it read and signs it for a day.
    pub async fn amend(&self, procedure: &str, from: Date, change: impl FnOnce(&mut Version)) {
        let key = ProcedureKey::parse(procedure).expect("a key");
        let published = || self.law().catalogue.get(&key).cloned().expect("a procedure");
        let mut file = published().procedure.expect("a text");
        let mut next = file.versions.last().expect("a version").clone();
        change(&mut next);
        file.versions.push(next);
        let draft = ProcedureCommand::DraftFromFile(Box::new(file));
        self.change_procedure(&self.administrator(), &key, draft).await.expect("a draft");
        let revision = published().draft.expect("a draft").revision;
        let decision = "00/QĐ-VD".into();
        for (by, command) in [
            (self.administrator(), ProcedureCommand::SubmitDraft { revision }),
            (self.head(), ProcedureCommand::ApproveDraft { revision, remark: String::new() }),
            (self.district_leader(), ProcedureCommand::PublishDraft { revision, decision, effective_from: from }),
        ] {
            self.change_procedure(&by, &key, command).await.expect("the next step of a draft");
        }
    }
}
