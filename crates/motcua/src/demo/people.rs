//! Invented people: officials in every post and applicants. Their names are made of words that
//! say "made up", so that nobody is taken for a real person.

use super::dice::Dice;
use domain::dossier::{Actor, Party, PartyKind};
use domain::id::{IdError, PersonId, UnitId};
use domain::organisation::{Holding, Organisation, Person, PostKind};
use std::collections::HashMap;

const FIRST: [&str; 14] = [
    "Thử",
    "Mẫu",
    "Ví Dụ",
    "Minh Họa",
    "Giả Định",
    "Nháp",
    "Mô Phỏng",
    "Tưởng Tượng",
    "Hư Cấu",
    "Giả Lập",
    "Phác",
    "Dựng",
    "Tạm",
    "Khuôn",
];
const MIDDLE: [&str; 20] = [
    "Xanh", "Đỏ", "Tím", "Vàng", "Nâu", "Hồng", "Trắng", "Cam", "Biếc", "Xám", "Đông", "Tây", "Nam", "Bắc", "Giữa",
    "Trên", "Dưới", "Trong", "Ngoài", "Bên",
];
const LAST: [&str; 24] = [
    "Một", "Hai", "Ba", "Bốn", "Năm", "Sáu", "Bảy", "Tám", "Chín", "Mười", "An", "Bình", "Tròn", "Vuông", "Sao",
    "Trăng", "Mây", "Gió", "Sông", "Núi", "Lá", "Hạt", "Nắng", "Mưa",
];

/// The n-th name, all different for as long as there are names.
fn name(n: usize) -> String {
    // Strides without a common divisor, so that neighbours differ in every part.
    let (first, middle, last) = (FIRST[n % FIRST.len()], MIDDLE[(n / 14 * 7 + n) % 20], LAST[(n / 280 + n * 5) % 24]);
    format!("{first} {middle} {last}")
}

/// Puts an invented person into every post.
pub fn fill_posts(organisation: &mut Organisation) -> Result<(), IdError> {
    for (n, post) in organisation.posts.iter().enumerate() {
        let id = PersonId::parse(post.id.as_str())?;
        organisation.people.push(Person { id: id.clone(), name: name(n) });
        organisation.holdings.push(Holding { person: id, post: post.id.clone(), from: post.from, to: None });
    }
    Ok(())
}

/// Who works where.
pub struct Staff(HashMap<(UnitId, PostKind), Vec<Actor>>);

impl Staff {
    /// Everybody in a post.
    pub fn of(organisation: &Organisation) -> Self {
        let mut staff: HashMap<_, Vec<Actor>> = HashMap::new();
        for holding in &organisation.holdings {
            let Some(post) = organisation.post(&holding.post) else { continue };
            staff.entry((post.unit.clone(), post.kind)).or_default().push(Actor {
                person: holding.person.clone(),
                post: post.id.clone(),
                kind: post.kind,
                unit: post.unit.clone(),
                delegation: None,
            });
        }
        Staff(staff)
    }

    /// All of a kind in a unit.
    pub fn all(&self, unit: &UnitId, kind: PostKind) -> &[Actor] {
        self.0.get(&(unit.clone(), kind)).map_or(&[], Vec::as_slice)
    }

    /// Units with somebody of a kind, in the order of their keys.
    pub fn units_with(&self, kind: PostKind) -> Vec<UnitId> {
        let mut units: Vec<UnitId> =
            self.0.iter().filter(|((_, k), all)| *k == kind && !all.is_empty()).map(|((u, _), _)| u.clone()).collect();
        units.sort();
        units
    }

    /// One of a kind in a unit.
    pub fn one(&self, dice: &mut Dice, unit: &UnitId, kind: PostKind) -> Option<Actor> {
        let all = self.all(unit, kind);
        (!all.is_empty()).then(|| dice.pick(all).clone())
    }

    /// Another one than this.
    pub fn other(&self, dice: &mut Dice, than: &Actor) -> Option<Actor> {
        let others: Vec<_> = self.all(&than.unit, than.kind).iter().filter(|a| a.person != than.person).collect();
        (!others.is_empty()).then(|| (*dice.pick(&others)).clone())
    }
}

/// Somebody at the counter: a person, or now and then an organisation.
pub fn applicant(dice: &mut Dice, organisation: bool) -> Party {
    let n = dice.among(0..=6719) as usize;
    let digits = dice.among(0..=99_999_999);
    let street = ["Thử Nghiệm", "Minh Họa", "Ví Dụ", "Mô Phỏng"][n % 4];
    let mut party = Party {
        kind: PartyKind::Person,
        name: name(n),
        id_number: format!("0000{digits:08}"),
        address: format!("Số {}, phố {street}", dice.among(1..=250)),
        phone: format!("0900000{:03}", dice.among(0..=999)),
        email: String::new(),
    };
    if organisation {
        party.kind = PartyKind::Organisation;
        party.name = format!("Công ty {}", name(n));
        party.id_number = format!("00{digits:08}");
    }
    if dice.chance(0.3) {
        party.email = format!("nguoi-{digits}@vi-du.example");
    }
    party
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn officials_have_different_names() {
        let names: std::collections::HashSet<_> = (0..280).map(name).collect();
        assert_eq!(names.len(), 280);
    }
}
