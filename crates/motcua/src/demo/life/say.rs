//! The words of a story: each deed as the command that a person at a desk would send.

use super::{Deed, Life, version};
use crate::demo::people::{Staff, applicant};
use crate::demo::texts;
use domain::dossier::{
    Actor, AnswerCancellation, AnswerConsultation, Apologise, Approve, Assign, BackTo, CancelVoucher, Claim, Close,
    CollectFee, Command, Consult, CorrectEntry, CorrectProcedure, CorrectReturn, Decline, Finish, GiveBackOriginals,
    Guide, HandOver, Law, OutsideDemand, PaperGiven, PartyField, Receive, Recipient, Reject, Representative,
    RequestSupplement, ReturnFault, ReturnProof, ReturnResult, SendBack, Stop, SupplementItem, TakeBackResult,
    TakeSupplement, Transfer, Withdraw, needed_papers,
};
use domain::fee::{Counted, Counting, FeeMethod, Refund};
use domain::id::{PaperId, ProcedureKey};
use domain::procedure::{Channel, Need, Paper, Version, Work};

impl Life {
    /// The command; `None`: it cannot be said, and the story ends.
    pub(super) fn say(&mut self, law: &Law, staff: &Staff, deed: Deed, actor: &Actor) -> Option<Command> {
        // At the counter the version of that day; afterwards the one it was received under.
        let at = match deed {
            Deed::Guide | Deed::Receive | Deed::Decline => self.next_at().unwrap_or(self.clock_from),
            _ => self.clock_from,
        };
        let v = version(law, &self.procedure, at)?;
        Some(match deed {
            Deed::Guide => Command::Guide(Guide {
                procedure: self.procedure.clone(),
                channel: self.channel,
                applicant: (!self.fate.only_guided || self.dice.chance(0.3)).then(|| applicant(&mut self.dice, false)),
                missing: first_missing(v),
                content: self.one_of(&texts::GUIDANCE),
                outside: vec![],
            }),
            Deed::Receive => self.receive(v),
            Deed::Decline => Command::Decline(Decline {
                procedure: self.procedure.clone(),
                channel: self.channel,
                applicant: applicant(&mut self.dice, false),
                missing: first_missing(v),
                reason: self.one_of(&texts::DECLINED),
                outside: vec![],
            }),
            Deed::Claim => Command::Claim(Claim {}),
            Deed::Assign => Command::Assign(Assign { person: self.hands.get(self.step)?.as_ref()?.person.clone() }),
            Deed::HandOver => {
                let to = staff.other(&mut self.dice, actor)?;
                self.heir = Some(to.clone());
                Command::HandOver(HandOver { person: to.person, reason: self.one_of(&texts::HANDED_OVER) })
            }
            Deed::EndStep => match self.steps.get(self.step)?.work {
                Work::Receive => Command::Transfer(Transfer {}),
                Work::Sign => Command::Approve(Approve { note: String::new() }),
                Work::Handle => Command::Finish(Finish { note: self.sometimes(&texts::NOTE) }),
                Work::Review | Work::Issue | Work::Return => Command::Finish(Finish { note: String::new() }),
            },
            Deed::Reject => Command::Reject(Reject { reason: self.one_of(&texts::REJECTED) }),
            Deed::SendBack => Command::SendBack(SendBack { reason: self.one_of(&texts::SENT_BACK) }),
            Deed::Consult => Command::Consult(Consult {
                unit: self.consulted(law)?,
                question: self.one_of(&texts::QUESTION),
                working_days: *self.dice.pick(&[2, 3, 5]),
            }),
            Deed::Answer => Command::AnswerConsultation(AnswerConsultation {
                consultation: self.consultation?,
                answer: self.one_of(&texts::ANSWER),
            }),
            Deed::AskSupplement => self.ask_supplement(v)?,
            Deed::BringSupplement => {
                let papers: Vec<_> = self.asked.iter().filter_map(|id| v.paper(id)).map(in_full).collect();
                self.originals |= papers.iter().any(|p| p.originals > 0);
                Command::TakeSupplement(TakeSupplement { papers, note: String::new(), files: vec![] })
            }
            Deed::Apologise => Command::Apologise(Apologise {
                reason: self.one_of(&texts::APOLOGY),
                working_days: *self.dice.pick(&[1, 2, 3, 5, 8]),
            }),
            Deed::Withdraw => {
                Command::Withdraw(Withdraw { reason: self.one_of(&texts::WITHDRAWN), originals_back: true })
            }
            Deed::Stop => {
                Command::Stop(Stop { reason: self.one_of(&texts::STOPPED), ground: texts::STOP_GROUND.into() })
            }
            Deed::CorrectEntry => Command::CorrectEntry(CorrectEntry {
                field: PartyField::Phone,
                value: format!("0900000{:03}", self.dice.among(0..=999)),
                reason: self.one_of(&texts::WRONG_ENTRY),
            }),
            Deed::CorrectProcedure => self.correct_procedure(law)?,
            Deed::Collect => self.collect(law, v)?,
            Deed::CancelVoucher => Command::CancelVoucher(CancelVoucher {
                voucher: self.voucher?,
                reason: self.one_of(&texts::WRONG_VOUCHER),
                refund: Refund::GivenBack,
                to: texts::REFUND_TO.into(),
            }),
            Deed::ConfirmCancellation => Command::AnswerCancellation(AnswerCancellation {
                voucher: self.voucher.take()?,
                confirm: true,
                note: String::new(),
            }),
            Deed::Return => self.hand_over_result(),
            Deed::TakeBackResult => {
                Command::TakeBackResult(TakeBackResult { to: BackTo::Sign, reason: self.one_of(&texts::WRONG_RESULT) })
            }
            Deed::CorrectReturn => Command::CorrectReturn(CorrectReturn {
                what: ReturnFault::TakenBack,
                to: None,
                name: String::new(),
                authorisation: String::new(),
                proof: None,
                reference: String::new(),
                reason: texts::WRONG_HANDS.into(),
            }),
            Deed::GiveBack => Command::GiveBackOriginals(GiveBackOriginals {
                to: Some(Recipient::Applicant),
                name: String::new(),
                authorisation: String::new(),
                proof: Some(ReturnProof::Signature),
                reference: String::new(),
                kept: String::new(),
            }),
            Deed::Close => Command::Close(Close {}),
        })
    }

    fn one_of(&mut self, texts: &[&str]) -> String {
        (*self.dice.pick(texts)).to_owned()
    }

    fn sometimes(&mut self, texts: &[&str]) -> String {
        if self.dice.chance(0.3) { self.one_of(texts) } else { String::new() }
    }

    fn receive(&mut self, v: &Version) -> Command {
        self.cases = v
            .papers
            .iter()
            .filter(|p| matches!(p.need, Need::If { .. }) && self.dice.chance(0.12))
            .map(|p| p.id.clone())
            .collect();
        self.cases = v.cases(&self.cases, self.represented);
        let business = v.field.vi == "Hoạt động xây dựng" || v.field.vi == "Đường bộ" || v.field.vi == "Quy hoạch";
        let outside = if self.fate.outside {
            vec![OutsideDemand { paper: self.one_of(&texts::PAPER_OUTSIDE), reason: self.one_of(&texts::WHY_OUTSIDE) }]
        } else {
            vec![]
        };
        let papers = papers(v, &self.cases);
        self.originals = papers.iter().any(|p| p.originals > 0);
        Command::Receive(Receive {
            procedure: self.procedure.clone(),
            channel: self.channel,
            applicant: applicant(&mut self.dice, business),
            representative: self.represented.then(|| Representative {
                party: applicant(&mut self.dice, false),
                authorisation: texts::AUTHORISATION.into(),
            }),
            papers,
            cases: self.cases.clone(),
            sets: 0,
            outside,
            files: vec![],
        })
    }

    fn collect(&mut self, law: &Law, v: &Version) -> Option<Command> {
        let price = self.price(law)?;
        let exemption = v.fee.exemptions.first().filter(|_| self.fate.exempt).cloned().unwrap_or_default();
        let exempt = !exemption.is_empty();
        if exempt {
            // Nothing was taken, so nothing can be wrong with it.
            self.fate.fee_wrong = false;
        }
        let counted = match price.counting {
            _ if exempt => vec![],
            Counting::One => vec![],
            Counting::Number => vec![Counted { pages: 0, number: self.dice.among(1..=3) }],
            Counting::Pages => vec![Counted { pages: self.dice.among(1..=6), number: self.dice.among(1..=4) }],
        };
        let method = match self.channel {
            Channel::Online => FeeMethod::Online,
            Channel::Post => FeeMethod::Post,
            _ => [FeeMethod::Cash, FeeMethod::Transfer, FeeMethod::Card]
                [self.dice.weighted([70.0, 22.0, 8.0].into_iter())],
        };
        let reference = match method {
            FeeMethod::Cash => String::new(),
            _ => format!("GD{:08}", self.dice.among(0..=99_999_999)),
        };
        Some(Command::CollectFee(CollectFee {
            counted,
            proof: if exempt { texts::EXEMPTION_PROOF.into() } else { String::new() },
            exemption,
            method,
            reference,
            again: String::new(),
        }))
    }

    fn ask_supplement(&mut self, v: &Version) -> Option<Command> {
        let needed = needed_papers(v, &self.cases);
        let paper = needed.iter().find(|p| p.replaced_by.is_none()).or(needed.first()).copied().or(v.papers.first())?;
        let second = !self.asked.is_empty();
        self.asked = vec![paper.id.clone()];
        Some(Command::RequestSupplement(RequestSupplement {
            items: vec![SupplementItem {
                paper: paper.id.clone(),
                what: self.one_of(&texts::MISSING),
                not_retrievable: paper.replaced_by.as_ref().map_or(String::new(), |_| texts::NOT_RETRIEVABLE.into()),
            }],
            reason: self.one_of(&texts::SUPPLEMENT),
            outside: vec![],
            new_fact: if second { self.one_of(&texts::NEW_FACT) } else { String::new() },
        }))
    }

    fn correct_procedure(&mut self, law: &Law) -> Option<Command> {
        let right: ProcedureKey = self.right_procedure(law)?;
        let v = version(law, &right, self.clock_from)?;
        self.procedure = right.clone();
        self.cases = v.cases(&[], self.represented);
        let papers = papers(v, &self.cases);
        self.originals |= papers.iter().any(|p| p.originals > 0);
        Some(Command::CorrectProcedure(CorrectProcedure {
            procedure: right,
            papers,
            cases: vec![],
            reason: texts::WRONG_PROCEDURE.into(),
        }))
    }

    fn hand_over_result(&mut self) -> Command {
        let (how, proof, reference) = match self.channel {
            Channel::Post => {
                (Channel::Post, ReturnProof::PostReceipt, format!("VD{:09}VN", self.dice.among(0..=999_999_999)))
            }
            Channel::Online => (Channel::Online, ReturnProof::Code, format!("{:06}", self.dice.among(0..=999_999))),
            Channel::InPerson | Channel::Phone if self.dice.chance(0.02) => {
                (Channel::InPerson, ReturnProof::IdentityDocument, String::new())
            }
            Channel::InPerson | Channel::Phone => (Channel::InPerson, ReturnProof::Signature, String::new()),
        };
        let to = if self.represented { Recipient::Representative } else { Recipient::Applicant };
        Command::ReturnResult(ReturnResult {
            to,
            name: String::new(),
            authorisation: String::new(),
            how,
            proof,
            reference,
            originals_back: true,
        })
    }
}

/// Needed papers, in full; what the State has is read from its database.
fn papers(v: &Version, cases: &[PaperId]) -> Vec<PaperGiven> {
    needed_papers(v, cases)
        .into_iter()
        .map(|p| {
            if p.replaced_by.is_some() {
                PaperGiven { paper: p.id.clone(), originals: 0, copies: 0, from_database: true }
            } else {
                in_full(p)
            }
        })
        .collect()
}

/// A paper that somebody might have left at home; what the State has is never missing.
fn first_missing(v: &Version) -> Vec<PaperId> {
    v.papers
        .iter()
        .find(|p| p.need == Need::Always && p.replaced_by.is_none())
        .map(|p| p.id.clone())
        .into_iter()
        .collect()
}

/// As many as the list says, at least one.
fn in_full(p: &Paper) -> PaperGiven {
    let originals = if p.originals + p.copies == 0 { 1 } else { p.originals };
    PaperGiven { paper: p.id.clone(), originals, copies: p.copies, from_database: false }
}
