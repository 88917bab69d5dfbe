//! A post office for tests: a box that keeps every letter, and fails when it is told to.

use super::TestOffice;
use crate::mail::{About, Letter, Message, Post, Scribe, SendFault, Sender, Sending};
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

/// A box that keeps every letter.
#[derive(Debug, Default)]
pub struct TestMail {
    letters: Mutex<Vec<Message>>,
    faults: Mutex<VecDeque<SendFault>>,
}

impl TestMail {
    /// All letters so far.
    pub fn letters(&self) -> Vec<Message> {
        self.letters.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The last letter.
    #[track_caller]
    pub fn last(&self) -> Message {
        self.letters().pop().expect("a letter was sent")
    }

    /// The next try fails like this.
    pub fn fail(&self, fault: SendFault) {
        self.faults.lock().unwrap_or_else(PoisonError::into_inner).push_back(fault);
    }
}

impl Sender for TestMail {
    fn send<'a>(&'a self, message: &'a Message) -> Sending<'a> {
        let fault = self.faults.lock().unwrap_or_else(PoisonError::into_inner).pop_front();
        if fault.is_none() {
            self.letters.lock().unwrap_or_else(PoisonError::into_inner).push(message.clone());
        }
        Box::pin(async move { fault.map_or_else(|| Ok("250 kept".to_owned()), Err) })
    }

    fn about(&self) -> About {
        About { kind: "folder", place: "test".into(), from: "mot-cua@motcua.example".into(), ..About::default() }
    }
}

/// A scribe without words: the letter as it is.
#[derive(Debug, Clone, Copy)]
pub struct PlainScribe;

impl Scribe for PlainScribe {
    fn write(&self, letter: &Letter) -> (String, String) {
        ("letter".into(), format!("{letter:?}"))
    }
}

impl TestOffice {
    /// Opens the post office, with a box for letters and a scribe without words.
    pub fn with_mail(&self) -> Arc<TestMail> {
        self.with_mail_by(Arc::new(PlainScribe))
    }

    /// Opens the post office, with a box for letters.
    pub fn with_mail_by(&self, scribe: Arc<dyn Scribe>) -> Arc<TestMail> {
        let mail = Arc::new(TestMail::default());
        let sender = Arc::<TestMail>::clone(&mail);
        assert!(self.open_post(Post { sender, scribe, notices: true }), "the post office is opened once");
        mail
    }

    /// Sends all that is due; nothing may wait afterwards.
    pub async fn post_all(&self) {
        self.post_due().await.expect("letters are worked off");
        let ((waiting, _), _) = self.waiting(&self.administrator(), 1).await.expect("the outbox is read");
        assert_eq!(waiting, 0, "the outbox is empty");
    }
}
