//! Scratch.
use domain::dossier::{Command, Apologise, OutsideDemand, Receive};
use domain::procedure::Work;
use office::dossier::Ask;
use office::testing::{BIRTH, TestOffice};
use web::{DemoNotice, Settings, router};
#[tokio::main]
async fn main() {
    let office = TestOffice::new().await;
    office.at("2026-08-18 14:30");
    let mut signs = vec![];
    for (a, r) in [(office.reception(), "Cán bộ tiếp nhận, phường Cầu Đất"), (office.specialist(), "Chuyên viên, phường Cầu Đất"), (office.leader(), "Lãnh đạo phường Cầu Đất"), (office.administrator(), "Quản trị")] {
        let (l, p) = office.account(&a).await;
        signs.push((r.to_owned(), l, p));
    }
    let a = office.receive("1.004873").await;
    office.walk_to(a.id, Work::Sign).await;
    office.on(&office.leader(), a.id, Command::Apologise(Apologise { reason: "x".into(), working_days: 3 })).await.unwrap();
    let demand = OutsideDemand { paper: "Giấy bịa đặt".into(), reason: "Cho chắc".into() };
    let receive = Receive { outside: vec![demand], ..office.full(BIRTH) };
    let b = office.act(&office.reception(), Ask::new(Command::Receive(receive))).await.unwrap();
    for _ in 0..4 { let d = office.receive(BIRTH).await; office.walk_to_ready(d.id).await; }
    for _ in 0..2 { office.receive("2.000815").await; }
    office.at("2026-08-20 15:10");
    println!("token a {}", office.state(a.id).await.token.unwrap());
    println!("token b {}", office.state(b.id).await.token.unwrap());
    println!("code a {}", a.code.unwrap());
    office.receive("1.000894").await;
    let app = router((*office).clone(), Settings { demo: Some(DemoNotice { signs_in: signs }), ..Settings::default() });
    let l = tokio::net::TcpListener::bind("127.0.0.1:8797").await.unwrap();
    axum::serve(l, app).await.unwrap();
}
