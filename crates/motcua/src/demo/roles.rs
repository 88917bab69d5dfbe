//! One way in for each role: the demo's accounts.

use crate::fault::Fault;
use domain::id::{PersonId, PostId};
use domain::organisation::PostKind;
use office::{Actor, Office};
use std::fmt::Write as _;

/// The password of all of them. The demo listens on this machine only.
pub const PASSWORD: &str = "xin-moi-vao-2026";

/// Role in two languages, sign-in name, post.
pub const ROLES: [(&str, &str, &str, &str); 8] = [
    ("Reception officer", "Cán bộ tiếp nhận", "tiep-nhan", "ngo-quyen.cau-dat.reception-1"),
    ("Specialist", "Chuyên viên", "chuyen-vien", "ngo-quyen.cau-dat.specialist-1"),
    ("Head of the one-stop unit", "Trưởng bộ phận Một cửa", "truong-bo-phan", "ngo-quyen.cau-dat.head"),
    ("Unit leader", "Lãnh đạo bộ phận", "lanh-dao-bo-phan", "ngo-quyen.cau-dat.unit-leader-1"),
    ("Leader", "Lãnh đạo", "lanh-dao", "ngo-quyen.cau-dat.leader-1"),
    ("Leader of the district", "Lãnh đạo quận", "lanh-dao-quan", "ngo-quyen.leader-1"),
    ("Inspector", "Thanh tra", "thanh-tra", "ngo-quyen.inspector-1"),
    ("Administrator", "Quản trị", "quan-tri", "ngo-quyen.administrator-1"),
];

/// The administrator who sets the demo up.
pub fn administrator(office: &Office) -> Result<Actor, Fault> {
    let law = office.law();
    let post = law
        .organisation
        .posts
        .iter()
        .find(|p| p.kind == PostKind::Administrator)
        .ok_or_else(|| Fault::failed("the organisation has no administrator's post"))?;
    let holding = law
        .organisation
        .holdings
        .iter()
        .find(|h| h.post == post.id)
        .ok_or_else(|| Fault::failed("nobody is administrator"))?;
    Ok(Actor {
        person: holding.person.clone(),
        post: post.id.clone(),
        kind: post.kind,
        unit: post.unit.clone(),
        delegation: None,
    })
}

/// Opens the accounts. The password is slow to hash on purpose, so all at once.
pub async fn open_accounts(office: &Office, administrator: &Actor) -> Result<(), Fault> {
    for (_, _, login, post) in ROLES {
        let bad = |e: domain::id::IdError| Fault::failed(e.to_string());
        let post = PostId::parse(post).map_err(bad)?;
        let person: PersonId = office
            .law()
            .organisation
            .holdings
            .iter()
            .find(|h| h.post == post)
            .map(|h| h.person.clone())
            .ok_or_else(|| Fault::failed(format!("nobody holds {post}")))?;
        office.open_account(administrator, &person, login, PASSWORD, false).await?;
    }
    Ok(())
}

/// The table that is printed, and shown on the sign-in page.
pub fn table(office: &Office) -> String {
    let law = office.law();
    let unit = |post: &str| {
        PostId::parse(post)
            .ok()
            .and_then(|p| law.organisation.post(&p).cloned())
            .and_then(|p| law.organisation.unit(&p.unit).map(|u| u.place.clone()))
            .unwrap_or_default()
    };
    let mut out = format!("  {:<28}{:<18}{:<20}{}\n", "Role", "Sign-in name", "Password", "Place");
    for (role, _, login, post) in ROLES {
        let _ = writeln!(out, "  {role:<28}{login:<18}{PASSWORD:<20}{}", unit(post));
    }
    out
}
