//! Finding a procedure by everyday words: the index is made once for each state of the law and day.

use crate::Office;
use domain::calendar::{Date, local};
use domain::search::{Hit, Index};
use std::sync::{Arc, PoisonError, RwLock};

/// The index, with the number of the law's last change and the day it was made for.
pub(crate) type Kept = RwLock<Option<(i64, Date, Arc<Index>)>>;

impl Office {
    /// Procedures that answer to a question in everyday words, the nearest first, each with why.
    pub fn search(&self, question: &str) -> Vec<Hit> {
        self.index().find(question)
    }

    fn index(&self) -> Arc<Index> {
        let (version, law) = self.law_at();
        let today = local(self.now()).date();
        let kept = self.inner.index.read().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some((of, day, index)) = kept
            && of == version
            && day == today
        {
            return index;
        }
        let catalogue = law.catalogue.iter().filter_map(|(key, published)| {
            let procedure = published.procedure.as_ref()?;
            Some((key, procedure, procedure.shown_on(today)?))
        });
        let index = Arc::new(Index::new(&self.inner.house.words, catalogue));
        *self.inner.index.write().unwrap_or_else(PoisonError::into_inner) = Some((version, today, Arc::clone(&index)));
        index
    }
}
