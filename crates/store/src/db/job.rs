//! One job for the writer or a reader: how it runs, and how its answer finds the way back.

use std::any::Any;
use std::future::{Future, poll_fn};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::task::{Context, Poll, Waker};

use tokio::sync::oneshot;

use crate::db::{DbError, Tx};

/// A boxed future that may be sent to another thread; what a job returns.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// What a caller waits for: the database's error outside, the job's own answer inside.
pub(crate) type Answer<T, E> = Result<Result<T, E>, DbError>;

/// Whether a job's changes stay in the batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    Keep,
    Undo,
}

/// What the writer's queue holds.
pub(crate) enum Order {
    Run(Box<dyn Job>),
    Close(oneshot::Sender<()>),
}

/// A job whose types are forgotten, so that one queue holds all.
pub(crate) trait Job: Send {
    /// Does the work inside the batch. Never panics because of the work.
    fn run<'t>(&'t mut self, tx: &'t mut Tx<'_>) -> BoxFuture<'t, Verdict>;

    /// Tells the caller, once the batch's fate is known.
    fn answer(self: Box<Self>, fate: Result<(), DbError>);
}

pub(crate) struct Work<F, T, E> {
    job: Option<F>,
    answer: Option<Answer<T, E>>,
    caller: oneshot::Sender<Answer<T, E>>,
}

impl<F, T, E> Work<F, T, E> {
    pub(crate) fn new(job: F) -> (Self, oneshot::Receiver<Answer<T, E>>) {
        let (caller, receiver) = oneshot::channel();
        let work = Self { job: Some(job), answer: None, caller };
        (work, receiver)
    }
}

impl<F, T, E> Job for Work<F, T, E>
where
    F: for<'t> FnOnce(&'t mut Tx<'_>) -> BoxFuture<'t, Result<T, E>> + Send,
    T: Send,
    E: Send,
{
    fn run<'t>(&'t mut self, tx: &'t mut Tx<'_>) -> BoxFuture<'t, Verdict> {
        Box::pin(async move {
            let Some(job) = self.job.take() else {
                return Verdict::Undo;
            };
            let answer = contained(|| job(tx)).await;
            // PostgreSQL keeps nothing of a transaction in which a statement failed; SQLite would.
            // So that both do the same, a job cannot go on as if nothing had happened.
            let answer = match (answer, tx.failure()) {
                (Ok(Ok(_)), Some(failure)) => Err(failure),
                (answer, _) => answer,
            };
            let verdict = match answer {
                Ok(Ok(_)) => Verdict::Keep,
                _ => Verdict::Undo,
            };
            self.answer = Some(answer);
            verdict
        })
    }

    fn answer(self: Box<Self>, fate: Result<(), DbError>) {
        let answer = match (fate, self.answer) {
            (Err(error), _) => Err(error),
            (Ok(()), Some(answer)) => answer,
            (Ok(()), None) => Err(waited()),
        };
        // A caller that went away does not wait for an answer.
        let _ = self.caller.send(answer);
    }
}

fn waited() -> DbError {
    DbError::Other("a job waited for something else than the database".to_owned())
}

/// Runs what `make` makes, and turns a panic into an error.
pub(crate) async fn contained<'t, R>(make: impl FnOnce() -> BoxFuture<'t, R>) -> Result<R, DbError> {
    let mut future = catch_unwind(AssertUnwindSafe(make)).map_err(panicked)?;
    poll_fn(move |cx| match catch_unwind(AssertUnwindSafe(|| future.as_mut().poll(cx))) {
        Ok(poll) => poll.map(Ok),
        Err(payload) => Poll::Ready(Err(panicked(payload))),
    })
    .await
}

fn panicked(payload: Box<dyn Any + Send>) -> DbError {
    let text = payload
        .downcast_ref::<&str>()
        .map(|text| (*text).to_owned())
        .or_else(|| payload.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "no message".to_owned());
    DbError::Panicked(text)
}

/// Drives a future that never waits: on SQLite every statement is done when its call returns.
pub(crate) fn finish_now<T>(future: impl Future<Output = T>) -> Result<T, DbError> {
    let mut future = std::pin::pin!(future);
    match future.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => Ok(value),
        Poll::Pending => Err(waited()),
    }
}
