//! Serves a whole test office over a socket, with tokens for each kind of post, for clients written
//! by others (`scripts/schemathesis`, `scripts/exports`). Prints one JSON line with the address and the tokens.
//! `--lines 100000`: with so many more lines in the ward's register.

use domain::procedure::Work;
use office::testing::{BIRTH, TestOffice};
use serde_json::json;
use std::net::SocketAddr;
use tokio::net::TcpListener;
use web::Settings;

/// Dossiers at each desk.
const AT_EACH_DESK: usize = 3;

#[tokio::main]
async fn main() -> std::io::Result<()> {
    let office = TestOffice::new().await;
    let mut tokens = serde_json::Map::new();
    for (name, actor) in [
        ("reception", office.reception()),
        ("specialist", office.specialist()),
        ("leader", office.leader()),
        ("inspector", office.inspector()),
        ("administrator", office.administrator()),
    ] {
        let made = office.issue_token(&office.administrator(), &actor.person, &actor.post, "schemathesis", None).await;
        let (_, secret) = made.map_err(std::io::Error::other)?;
        tokens.insert(name.into(), secret.into());
    }
    // For people with a browser, and for those who look at pages.
    let (login, password) = office.account(&office.leader()).await;
    let mut dossiers = serde_json::Map::new();
    for (name, work) in [("reception", None), ("specialist", Some(Work::Handle)), ("leader", Some(Work::Sign))] {
        let mut here = Vec::new();
        for _ in 0..AT_EACH_DESK {
            let id = office.receive(BIRTH).await.id;
            if let Some(work) = work {
                office.walk_to(id, work).await;
            }
            let detail = office.dossier(&office.leader(), id).await.map_err(std::io::Error::other)?;
            here.push(json!({ "id": id, "version": detail.version }));
        }
        dossiers.insert(name.into(), here.into());
    }
    let mut asked = std::env::args().skip_while(|a| a != "--lines").skip(1);
    if let Some(lines) = asked.next().and_then(|n| n.parse().ok()) {
        let id = office.receive(BIRTH).await.id;
        store::testing::copies(office.db(), id, lines).await;
    }
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let router = web::router((*office).clone(), Settings::default());
    let address = listener.local_addr()?;
    println!(
        "{}",
        json!({ "base_url": format!("http://{address}/api/v1"), "tokens": tokens, "dossiers": dossiers, "sign_in": { "login": login, "password": password } })
    );
    axum::serve(listener, router.into_make_service_with_connect_info::<SocketAddr>()).await
}
