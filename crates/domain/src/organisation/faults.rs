//! Faults of an organisation's data: what a file must hold before it is taken in.

use super::Organisation;

impl Organisation {
    /// Faults of the data, each with a JSON pointer and what is expected. Empty: none.
    pub fn faults(&self) -> Vec<String> {
        let mut out = Vec::new();
        let twice = |what: &str, ids: Vec<&str>, out: &mut Vec<String>| {
            let mut seen = std::collections::HashSet::new();
            for (i, id) in ids.into_iter().enumerate() {
                if !seen.insert(id.to_owned()) {
                    out.push(format!("/{what}/{i}/id: {id} stands twice; each id must be unique"));
                }
            }
        };
        twice("units", self.units.iter().map(|u| u.id.as_str()).collect(), &mut out);
        twice("posts", self.posts.iter().map(|p| p.id.as_str()).collect(), &mut out);
        twice("counters", self.counters.iter().map(|c| c.id.as_str()).collect(), &mut out);
        twice("people", self.people.iter().map(|p| p.id.as_str()).collect(), &mut out);
        for (i, unit) in self.units.iter().enumerate() {
            if let Some(parent) = &unit.parent {
                // Parents first also rules out rings.
                if !self.units[..i].iter().any(|u| u.id == *parent) {
                    out.push(format!("/units/{i}/parent: no unit {parent} stands before this one"));
                }
            }
            for (j, served) in unit.serves.iter().enumerate() {
                if self.unit(served).is_none() {
                    out.push(format!("/units/{i}/serves/{j}: there is no unit {served}"));
                }
            }
        }
        for (i, post) in self.posts.iter().enumerate() {
            if self.unit(&post.unit).is_none() {
                out.push(format!("/posts/{i}/unit: there is no unit {}", post.unit));
            }
            if let Some(counter) = &post.counter
                && !self.counters.iter().any(|c| c.id == *counter && c.unit == post.unit)
            {
                out.push(format!("/posts/{i}/counter: unit {} has no counter {counter}", post.unit));
            }
        }
        for (i, counter) in self.counters.iter().enumerate() {
            if self.unit(&counter.unit).is_none() {
                out.push(format!("/counters/{i}/unit: there is no unit {}", counter.unit));
            }
        }
        for (i, holding) in self.holdings.iter().enumerate() {
            if self.person(&holding.person).is_none() {
                out.push(format!("/holdings/{i}/person: there is no person {}", holding.person));
            }
            if self.post(&holding.post).is_none() {
                out.push(format!("/holdings/{i}/post: there is no post {}", holding.post));
            }
        }
        for (i, d) in self.delegations.iter().enumerate() {
            if self.post(&d.from_post).is_none() {
                out.push(format!("/delegations/{i}/from_post: there is no post {}", d.from_post));
            }
            if self.person(&d.to_person).is_none() {
                out.push(format!("/delegations/{i}/to_person: there is no person {}", d.to_person));
            }
        }
        out
    }
}
