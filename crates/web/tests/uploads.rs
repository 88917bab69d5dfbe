//! Files on pages: uploads that go on, what a form shows of them, a file struck out; and over a real
//! socket, what is left of an upload that is cut and never resumed.

#[path = "visitor/browser.rs"]
mod browser;

use browser::{Answer, Visitor};
use domain::dossier::{Command, FileGiven, Receive};
use domain::id::{FileId, PaperId};
use office::dossier::Ask;
use office::file::Swept;
use office::testing::{BIRTH, TestOffice, samples};
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use web::{Settings, router};

const FORM: &str = "/reception/receive/1.001193";

async fn begin(visitor: &Visitor, name: &str, bytes: usize) -> String {
    let begun = visitor.post("/uploads", &[("name", name), ("bytes", &bytes.to_string())]).await;
    assert_eq!(begun.status, 201, "{}", begun.body);
    told(&begun)["id"].as_str().unwrap().to_owned()
}

fn told(answer: &Answer) -> serde_json::Value {
    serde_json::from_str(&answer.body).unwrap_or_else(|e| panic!("{e}: {}", answer.body))
}

/// Everything in the folder of files.
fn lying(folder: &Path) -> Vec<PathBuf> {
    let mut out = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()) {
        if entry.is_dir() { out.extend(lying(&entry)) } else { out.push(entry) }
    }
    out
}

#[tokio::test]
async fn pieces_from_a_page_go_on_where_they_ended_and_end_with_what_the_file_is() {
    let office = TestOffice::new().await;
    let visitor = Visitor::signed_in(&office, &office.reception()).await;
    let content = samples::pdf(500_000);
    let path = format!("/uploads/{}", begin(&visitor, "tờ khai.pdf", content.len()).await);
    let first = visitor.piece(&path, 0, &content[..200_000]).await;
    assert_eq!((first.status, told(&first)["offset"].as_u64()), (200, Some(200_000)), "{}", first.body);
    let wrong = visitor.piece(&path, 0, &content[..200_000]).await;
    assert_eq!((wrong.status, told(&wrong)["offset"].as_u64()), (409, Some(200_000)), "it says where to go on");
    let whole = told(&visitor.piece(&path, 200_000, &content[200_000..]).await);
    assert_eq!(whole["sha256"], samples::sha256(&content).as_str());
    assert_eq!(whole["described"], "PDF, 489 KB");
    // What cannot be taken is told in words, and is no matter of trying again.
    let path = format!("/uploads/{}", begin(&visitor, "đơn.pdf", 9).await);
    let refused = visitor.piece(&path, 0, b"no scan..").await;
    assert_eq!((refused.status, &told(&refused)["again"]), (422, &false.into()), "{}", refused.body);
    assert!(told(&refused)["text"].as_str().unwrap().contains("Chỉ nhận PDF, JPEG, PNG"), "{}", refused.body);
}

#[tokio::test]
async fn a_page_that_waited_goes_on_with_the_value_of_a_new_session_of_the_same_person() {
    let office = TestOffice::new().await;
    let mut visitor = Visitor::signed_in(&office, &office.reception()).await;
    let old = visitor.csrf.clone();
    visitor.post("/sign-out", &[]).await;
    assert_eq!(visitor.get("/session").await.status, 303);
    let (login, password) = office.account(&office.reception()).await;
    visitor.cookie.clear();
    visitor.csrf.clear();
    visitor.sign_in(&login, &password).await;
    let answer = told(&visitor.get("/session").await);
    assert_eq!(answer["person"], office.reception().person.as_str());
    assert_eq!(answer["csrf"], visitor.csrf.as_str());
    assert_ne!(old, visitor.csrf);
}

#[tokio::test]
async fn a_draft_knows_an_unfinished_upload_and_a_file_sent_whole_takes_its_place() {
    for office in TestOffice::on_all().await {
        let me = office.reception();
        let visitor = Visitor::signed_in(&office, &me).await;
        let content = samples::pdf(300_000);
        let id = begin(&visitor, "tờ khai.pdf", content.len()).await;
        visitor.piece(&format!("/uploads/{id}"), 0, &content[..100_000]).await;
        let page = visitor.get(FORM).await;
        let (draft, form, key) = (page.value("draft"), page.value("form"), page.value("key"));
        let mark = format!("upload_mark.{id}");
        let fields = [
            ("draft", draft.as_str()),
            ("form", &form),
            ("key", &key),
            ("channel", "in-person"),
            ("sets", "1"),
            ("applicant.name", "Đỗ Thị Nửa Chừng"),
            ("applicant.kind", "person"),
            ("all_here", "yes"),
            ("scans_confirmed", "1"),
            ("file.p1", &id),
            (&mark, "1792000000000"),
        ];
        assert_eq!(visitor.post("/drafts", &fields).await.status, 303);
        let again = visitor.get(&format!("{FORM}?draft={draft}")).await;
        assert!(again.text().contains("Chưa tải xong (98 KB / 294 KB)"), "{}", again.text());
        assert!(again.body.contains(&format!("data-id=\"{id}\"")) && again.body.contains("data-offset=\"100000\""));
        assert_eq!(again.value(&mark), "1792000000000");
        // Sent like this it is told, at its field, and nothing typed is lost.
        let early = visitor.post(FORM, &fields).await;
        assert_eq!(early.status, 409, "{}", early.text());
        assert!(early.text().contains("chưa tải xong"), "{}", early.text());
        assert_eq!(early.value("applicant.name"), "Đỗ Thị Nửa Chừng");
        // A browser without script sends the file again, whole.
        let done = visitor.multipart(FORM, &fields, &[("upload.p1", "tờ khai.pdf", &content)]).await;
        assert_eq!(done.status, 303, "{}", done.text());
        let page = visitor.get(done.location.split('?').next().unwrap()).await;
        assert!(page.body.contains(&samples::sha256(&content)), "{}", page.text());
        assert!(office.uploads(&me).await.unwrap().is_empty(), "nothing waits");
        assert_eq!(lying(office.files()).len(), 1, "one content, that of the dossier");
    }
}

#[tokio::test]
async fn a_file_is_struck_out_on_its_page_with_a_reason_and_shown_so() {
    let office = TestOffice::new().await;
    let me = office.reception();
    let file = office.upload_of(&me, "người khác.pdf", &samples::pdf(50)).await;
    let files = vec![FileGiven { file, paper: Some(PaperId::parse("p1").unwrap()), confirmed: true }];
    let receive = Command::Receive(Receive { files, ..office.full(BIRTH) });
    let id = office.act(&me, Ask::new(receive)).await.unwrap().id;
    let visitor = Visitor::signed_in(&office, &me).await;
    let dossier = format!("/dossiers/{id}");
    let page = visitor.get(&dossier).await;
    let act = format!("{dossier}/acts/strike-file");
    assert!(page.body.contains(&format!("{act}?file={file}")), "the file has its link");
    let form = visitor.get(&format!("{act}?file={file}")).await;
    assert_eq!(form.status, 200, "{}", form.text());
    let (version, key) = (form.value("version"), form.value("key"));
    let chosen = file.to_string();
    let fields = [("version", version.as_str()), ("key", &key), ("file", &chosen)];
    let early = visitor.post(&act, &fields).await;
    assert_eq!(early.status, 422);
    assert!(early.body.contains("href=\"#reason\""), "{}", early.text());
    let fields = [fields.as_slice(), &[("reason", "Quét nhầm giấy tờ của người khác")]].concat();
    let done = visitor.post(&act, &fields).await;
    assert_eq!(done.location, format!("{dossier}?done=strike-file"), "{}", done.text());
    let page = visitor.get(&done.location).await;
    for words in ["Đã gạch bỏ tệp khỏi hồ sơ", "Đã gạch bỏ", "Quét nhầm giấy tờ của người khác"]
    {
        assert!(page.text().contains(words), "{words}: {}", page.text());
    }
    let content = format!("{dossier}/files/{file}");
    assert!(!page.body.contains(&format!("href=\"{content}\"")), "no way in for who may not");
    let closed = visitor.get(&content).await;
    assert_eq!(closed.status, 403);
    assert!(closed.text().contains("Tệp đã bị gạch bỏ"), "{}", closed.text());
    let leader = Visitor::signed_in(&office, &office.leader()).await;
    assert!(leader.get(&dossier).await.body.contains(&format!("href=\"{content}\"")));
    assert_eq!(leader.get(&content).await.status, 200);
}

#[tokio::test]
async fn an_upload_whose_connection_is_cut_and_that_nobody_resumes_leaves_nothing_behind() {
    for office in TestOffice::on_all().await {
        let me = office.reception();
        let visitor = Visitor::signed_in(&office, &me).await;
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let app = router((*office).clone(), Settings::default());
        let server = tokio::spawn(async move { axum::serve(listener, app).await });
        let content = samples::pdf(900_000);
        let id = begin(&visitor, "đứt.pdf", content.len()).await;
        let whole = begin(&visitor, "xong mà không dùng.pdf", content.len()).await;
        visitor.piece(&format!("/uploads/{whole}"), 0, &content).await;
        let (cookie, csrf, path) = (visitor.cookie.clone(), visitor.csrf.clone(), format!("/uploads/{id}"));
        let half = content[..450_000].to_vec();
        tokio::task::spawn_blocking(move || {
            let mut stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
            let head = format!(
                "PATCH {path} HTTP/1.1\r\nhost: 127.0.0.1:{port}\r\ncookie: {cookie}\r\nx-csrf: {csrf}\r\n\
                 upload-offset: 0\r\ncontent-length: 900000\r\n\r\n"
            );
            stream.write_all(head.as_bytes()).unwrap();
            stream.write_all(&half).unwrap();
            // No answer comes: the connection is cut in the middle of the piece.
            stream.set_read_timeout(Some(std::time::Duration::from_millis(300))).unwrap();
            assert!(stream.read(&mut [0; 16]).is_err());
        })
        .await
        .unwrap();
        let file: FileId = id.parse().unwrap();
        let mut there = 0;
        for _ in 0..100 {
            there = office.upload(&me, file).await.unwrap().offset;
            if there == 450_000 {
                break;
            }
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
        assert_eq!(there, 450_000, "what came is kept for a day");
        assert_eq!(office.sweep_files().await.unwrap(), Swept::default());
        assert_eq!(lying(office.files()).len(), 2);
        office.later(25);
        assert_eq!(office.sweep_files().await.unwrap(), Swept { expired: 2, parts: 2, kept: 0 });
        assert_eq!(lying(office.files()), Vec::<PathBuf>::new(), "no content");
        assert!(office.uploads(&me).await.unwrap().is_empty(), "no row");
        assert_eq!(office.sweep_files().await.unwrap(), Swept::default(), "nothing that a second look would find");
        server.abort();
    }
}
