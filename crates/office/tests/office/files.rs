//! Files: what is taken by its content, uploads that break off and go on, what a dossier keeps.

use crate::{correct, paper};
use domain::dossier::{AddFiles, Approve, Command, Event, FileGiven, PartyField, Phase, Receive, StrikeFile};
use domain::file::{Caution, Media};
use domain::id::{DossierId, FileId};
use domain::law::Rule;
use domain::paper::PaperKind;
use domain::procedure::Work;
use office::dossier::{Ask, Done};
use office::file::{Swept, inspect};
use office::testing::{BIRTH, TestOffice, samples};
use office::{Actor, Error};
use proptest::prelude::*;
use std::io::Cursor;
use std::path::{Path, PathBuf};

fn rule(outcome: &Result<impl std::fmt::Debug, Error>) -> Rule {
    match outcome {
        Err(Error::Refused(r)) => r.rule,
        other => panic!("not refused: {other:?}"),
    }
}

fn scan(file: FileId, of: &str) -> FileGiven {
    FileGiven { file, paper: Some(paper(of)), confirmed: true }
}

fn result(file: FileId) -> Command {
    Command::AddFiles(AddFiles { files: vec![FileGiven { file, paper: None, confirmed: true }] })
}

fn with(office: &TestOffice, files: Vec<FileGiven>) -> Command {
    Command::Receive(Receive { files, ..office.full(BIRTH) })
}

/// Papers of the list that are handed in and stay.
fn stays(office: &TestOffice) -> String {
    let version = office.version_today(BIRTH);
    let given = office.full(BIRTH).papers;
    let stays = version.papers.iter().find(|p| !p.present_only && given.iter().any(|g| g.paper == p.id));
    stays.expect("a paper stays").id.to_string()
}

async fn receive(office: &TestOffice, files: Vec<FileGiven>) -> Result<Done, Error> {
    office.act(&office.reception(), Ask::new(with(office, files))).await
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
async fn a_scan_stands_in_the_dossier_with_size_and_hash_and_can_be_opened_on_record() {
    for office in TestOffice::on_all().await {
        let content = samples::pdf(5000);
        let stays = stays(&office);
        let file = office.upload_of(&office.reception(), "Giấy tờ gốc.pdf", &content).await;
        let done = receive(&office, vec![scan(file, &stays)]).await.unwrap();
        let detail = office.dossier(&office.specialist(), done.id).await.unwrap();
        let kept = &detail.dossier.files[0];
        assert_eq!((kept.file.media, kept.file.bytes), (Media::Pdf, content.len() as u64));
        assert_eq!(kept.file.sha256, samples::sha256(&content));
        assert_eq!(detail.text(&kept.file.name), "Giấy tờ gốc.pdf");
        assert_eq!(kept.by.person, office.reception().person);

        let open = office.open_file(&office.specialist(), done.id, file).await.unwrap();
        assert_eq!(std::io::read_to_string(open.content).unwrap().as_bytes(), content);
        let openings = office.file_openings(&office.leader(), done.id, 10).await.unwrap();
        assert_eq!(openings.len(), 1);
        assert_eq!(openings[0].person, office.specialist().person);
        // An upload is taken once.
        assert_eq!(rule(&receive(&office, vec![scan(file, &stays)]).await), Rule::UploadUnknown);
        assert_eq!(office.check_files().await.unwrap().faults, vec![]);
    }
}

#[tokio::test]
async fn who_may_not_read_the_dossier_opens_none_of_its_files() {
    let office = TestOffice::new().await;
    let file = office.upload_of(&office.reception(), "a.pdf", &samples::pdf(0)).await;
    let done = receive(&office, vec![scan(file, &stays(&office))]).await.unwrap();
    let elsewhere = office.open_file(&office.other_ward_specialist(), done.id, file).await;
    assert!(matches!(elsewhere, Err(Error::NotFound { what: "dossier" })), "{elsewhere:?}");
    let administrator = office.open_file(&office.administrator(), done.id, file).await;
    assert!(matches!(administrator, Err(Error::Denied(_))));
    assert!(office.file_openings(&office.leader(), done.id, 10).await.unwrap().is_empty());
}

#[tokio::test]
async fn an_upload_of_another_person_is_not_there() {
    let office = TestOffice::new().await;
    let file = office.upload_of(&office.second_reception(), "a.pdf", &samples::pdf(0)).await;
    assert_eq!(rule(&receive(&office, vec![scan(file, &stays(&office))]).await), Rule::UploadUnknown);
    assert!(matches!(office.upload(&office.reception(), file).await, Err(Error::NotFound { .. })));
    assert!(matches!(office.drop_upload(&office.reception(), file).await, Err(Error::NotFound { .. })));
}

#[tokio::test]
async fn what_is_wrong_with_a_file_is_told_at_once_and_nothing_of_it_stays() {
    let office = TestOffice::new().await;
    let whole = samples::pdf(3000);
    let cut = &whole[..whole.len() - 100];
    let png = samples::png(20);
    let mut bent = png.clone();
    let middle = bent.len() / 2;
    bent[middle] ^= 0x10;
    let jpeg = samples::jpeg();
    for (name, content, wanted) in [
        ("trống.pdf", &b""[..], Rule::FileEmpty),
        ("cắt.pdf", cut, Rule::FileBroken),
        ("khóa.pdf", &samples::pdf_encrypted(), Rule::FileEncrypted),
        ("chạy.pdf", &samples::pdf_with("/OpenAction << /S /Launch /F (a.exe) >>", 0), Rule::FileLaunches),
        ("giấu.pdf", &samples::pdf_with("/OpenAction << /S /L#61unch >>", 0), Rule::FileLaunches),
        ("nén.pdf", &samples::pdf_compressed("<< /S /Launch >>"), Rule::FileLaunches),
        ("hỏng.png", &bent, Rule::FileBroken),
        ("cắt.png", &png[..png.len() - 12], Rule::FileBroken),
        ("cắt.jpg", &jpeg[..jpeg.len() - 2], Rule::FileBroken),
        ("ảnh.pdf", b"<html><script>alert(1)</script></html>", Rule::FileTypeNotTaken),
        ("bảng.pdf", b"PK\x03\x04 some archive", Rule::FileTypeNotTaken),
        ("lớn.pdf", &samples::pdf(1_100_000), Rule::FileTooLarge),
    ] {
        let outcome = office.upload_whole(&office.reception(), name, content).await;
        assert_eq!(rule(&outcome), wanted, "{name}");
    }
    assert!(office.uploads(&office.reception()).await.unwrap().is_empty());
    // Removing what is left of a refused one goes on beside the answer.
    tokio::time::sleep(std::time::Duration::from_millis(300)).await;
    assert_eq!(lying(office.files()), Vec::<PathBuf>::new());
}

#[tokio::test]
async fn the_type_is_what_the_content_says_whatever_the_name() {
    let office = TestOffice::new().await;
    for (name, content, media) in [
        ("ảnh.exe", samples::png(3), Media::Png),
        ("giấy.txt", samples::jpeg(), Media::Jpeg),
        ("tờ khai", samples::pdf(10), Media::Pdf),
    ] {
        let upload = office.upload_whole(&office.reception(), name, &content[..]).await.unwrap();
        assert_eq!(upload.facts.unwrap().media, Some(media), "{name}");
    }
    let word = office.upload_whole(&office.reception(), "a.pdf", &b"GIF89a and so on, a picture of old"[..]).await;
    let Err(Error::Refused(refusal)) = word else { panic!("taken") };
    assert_eq!(refusal.detail, "gif", "it is told what was found");
}

#[test]
fn script_and_enclosed_files_are_told_to_readers() {
    let look = |content: Vec<u8>| inspect(FileId(uuid::Uuid::nil()), Cursor::new(content)).unwrap();
    let script = look(samples::pdf_with("/OpenAction << /S /JavaScript /JS (app.alert(1)) >>", 0));
    assert_eq!((script.flaw, script.cautions), (None, vec![Caution::Script]));
    let packed = look(samples::pdf_compressed("<< /Names << /EmbeddedFiles 4 0 R >> >>"));
    assert_eq!(packed.cautions, vec![Caution::Attachment]);
    assert!(look(samples::pdf(70_000)).cautions.is_empty());
}

#[tokio::test]
async fn an_upload_that_breaks_off_goes_on_where_it_ended() {
    for office in TestOffice::on_all().await {
        let me = office.reception();
        let content = samples::pdf(600_000);
        let id = office.begin_upload(&me, "lớn.pdf", content.len() as u64).await.unwrap().upload.id;
        // Half of it comes, then the connection is gone.
        let half = Torn { left: content[..300_000].to_vec() };
        let torn = office.continue_upload(&me, id, 0, half).await;
        assert!(matches!(torn, Err(Error::CutOff)), "{torn:?}");
        let state = office.upload(&me, id).await.unwrap();
        assert_eq!((state.offset, state.is_whole()), (300_000, false));
        let early = receive(&office, vec![scan(id, &stays(&office))]).await;
        assert_eq!(rule(&early), Rule::UploadUnknown, "what is not whole is not taken");
        let wrong = office.continue_upload(&me, id, 0, &content[..]).await;
        assert!(matches!(wrong, Err(Error::WrongOffset { current: 300_000 })), "{wrong:?}");
        let whole = office.continue_upload(&me, id, 300_000, &content[300_000..]).await.unwrap();
        assert_eq!(whole.upload.facts.unwrap().sha256, samples::sha256(&content));
        // An answer that was lost can be asked for again.
        let again = office.continue_upload(&me, id, content.len() as u64, &b""[..]).await.unwrap();
        assert!(again.is_whole());
        receive(&office, vec![scan(id, &stays(&office))]).await.unwrap();
    }
}

/// A connection that breaks when what is left has come.
struct Torn {
    left: Vec<u8>,
}

impl tokio::io::AsyncRead for Torn {
    fn poll_read(
        mut self: std::pin::Pin<&mut Self>,
        _: &mut std::task::Context<'_>,
        buffer: &mut tokio::io::ReadBuf<'_>,
    ) -> std::task::Poll<std::io::Result<()>> {
        if self.left.is_empty() {
            return std::task::Poll::Ready(Err(std::io::ErrorKind::ConnectionReset.into()));
        }
        let n = buffer.remaining().min(self.left.len());
        buffer.put_slice(&self.left[..n]);
        self.left.drain(..n);
        std::task::Poll::Ready(Ok(()))
    }
}

/// A connection on which nothing comes any more.
struct Silent;

impl tokio::io::AsyncRead for Silent {
    fn poll_read(
        self: std::pin::Pin<&mut Self>,
        _: &mut std::task::Context<'_>,
        _: &mut tokio::io::ReadBuf<'_>,
    ) -> std::task::Poll<std::io::Result<()>> {
        std::task::Poll::Pending
    }
}

#[tokio::test]
async fn of_two_pieces_at_once_one_is_told_that_another_is_being_written() {
    let office = TestOffice::new().await;
    let me = office.reception();
    let content = samples::pdf(1000);
    let id = office.begin_upload(&me, "a.pdf", content.len() as u64).await.unwrap().upload.id;
    let first = tokio::spawn({
        let (office, me) = ((*office).clone(), me.clone());
        async move { office.continue_upload(&me, id, 0, Silent).await }
    });
    tokio::time::sleep(std::time::Duration::from_millis(200)).await;
    let second = office.continue_upload(&me, id, 0, &content[..]).await;
    assert!(matches!(second, Err(Error::UploadBusy)), "{second:?}");
    // Who hangs up gives way.
    first.abort();
    let _ = first.await;
    assert!(office.continue_upload(&me, id, 0, &content[..]).await.unwrap().is_whole());
}

#[tokio::test]
async fn a_whole_file_that_breaks_off_leaves_nothing_behind_and_can_be_sent_again() {
    let office = TestOffice::new().await;
    let me = office.reception();
    let content = samples::pdf(900_000);
    let torn = office.upload_whole(&me, "a.pdf", Torn { left: content[..500_000].to_vec() }).await;
    assert!(matches!(torn, Err(Error::CutOff)), "{torn:?}");
    // The other way of going: the browser is closed and the handler dropped.
    let hung = tokio::time::timeout(
        std::time::Duration::from_millis(200),
        office.upload_whole(&me, "a.pdf", tokio::io::AsyncReadExt::chain(&content[..400_000], Silent)),
    );
    assert!(hung.await.is_err());
    tokio::time::sleep(std::time::Duration::from_millis(400)).await;
    assert_eq!(lying(office.files()), Vec::<PathBuf>::new());
    assert!(office.uploads(&me).await.unwrap().is_empty());
    let again = office.upload_whole(&me, "a.pdf", &content[..]).await.unwrap();
    assert_eq!(again.facts.unwrap().sha256, samples::sha256(&content));
}

#[tokio::test]
async fn a_person_may_keep_only_so_much_waiting_and_it_goes_after_a_day() {
    for office in TestOffice::on_all().await {
        let me = office.reception();
        for _ in 0..6 {
            office.begin_upload(&me, "a.pdf", 1024 * 1024).await.unwrap();
        }
        assert_eq!(rule(&office.begin_upload(&me, "a.pdf", 1).await), Rule::UploadsWaiting);
        assert!(office.begin_upload(&office.second_reception(), "a.pdf", 1).await.is_ok(), "each has an own measure");
        assert_eq!(office.sweep_files().await.unwrap(), Swept::default(), "nothing goes before its time");
        office.later(25);
        assert_eq!(office.sweep_files().await.unwrap(), Swept { expired: 7, parts: 7, kept: 0 });
        assert_eq!(office.sweep_files().await.unwrap(), Swept::default());
        assert_eq!(lying(office.files()), Vec::<PathBuf>::new());
        assert!(office.begin_upload(&me, "a.pdf", 1).await.is_ok());
    }
}

#[tokio::test]
async fn an_act_that_is_refused_keeps_the_upload_and_leaves_no_content_behind() {
    let office = TestOffice::new().await;
    let stays = stays(&office);
    let file = office.upload_of(&office.reception(), "a.pdf", &samples::pdf(100)).await;
    let nameless = |files| {
        let mut receive = Receive { files, ..office.full(BIRTH) };
        receive.applicant.name.clear();
        Command::Receive(receive)
    };
    let refused = office.act(&office.reception(), Ask::new(nameless(vec![scan(file, &stays)]))).await;
    assert_eq!(rule(&refused), Rule::FieldRequired);
    let unsure = FileGiven { confirmed: false, ..scan(file, &stays) };
    assert_eq!(rule(&receive(&office, vec![unsure]).await), Rule::ScanUnconfirmed);
    assert_eq!(rule(&receive(&office, vec![scan(file, "p9")]).await), Rule::PaperOutsideList);
    let done = receive(&office, vec![scan(file, &stays)]).await.unwrap();
    office.later(25);
    let swept = office.sweep_files().await.unwrap();
    assert_eq!((swept.expired, swept.parts), (0, 0));
    assert_eq!(lying(office.files()).len(), 1, "one content, that of the dossier");
    assert!(office.open_file(&office.reception(), done.id, file).await.is_ok());
}

#[tokio::test]
async fn a_retry_under_the_same_key_takes_the_file_once() {
    for office in TestOffice::on_all().await {
        let file = office.upload_of(&office.reception(), "a.pdf", &samples::pdf(100)).await;
        let ask = Ask::new(with(&office, vec![scan(file, &stays(&office))])).keyed("một lần");
        let first = office.act(&office.reception(), ask.clone()).await.unwrap();
        let second = office.act(&office.reception(), ask).await.unwrap();
        assert!(second.replayed && second.id == first.id);
        assert_eq!(lying(office.files()).len(), 1);
        assert_eq!(office.check_files().await.unwrap().faults, vec![]);
    }
}

#[tokio::test]
async fn papers_that_are_only_shown_or_come_from_a_database_are_not_scanned() {
    let office = TestOffice::new().await;
    let me = office.reception();
    let mut tried = 0;
    for (procedure, published) in &office.law().catalogue {
        if !published.is_published_at(&me.unit) {
            continue;
        }
        let version = office.version_today(procedure.as_str());
        for p in version.papers.iter().filter(|p| p.present_only).take(1) {
            let file = office.upload_of(&me, "a.pdf", &samples::pdf(0)).await;
            let command =
                Command::Receive(Receive { files: vec![scan(file, p.id.as_str())], ..office.full(procedure.as_str()) });
            assert_eq!(rule(&office.act(&me, Ask::new(command)).await), Rule::PaperNotScanned, "{procedure}");
            office.drop_upload(&me, file).await.unwrap();
            tried += 1;
        }
    }
    assert!(tried > 0, "the catalogue has papers that are only shown");
}

#[tokio::test]
async fn the_files_of_a_dossier_have_one_measure_together() {
    let office = TestOffice::new().await;
    let me = office.reception();
    let stays = stays(&office);
    let mut files = Vec::new();
    for n in 0..4 {
        files.push(scan(office.upload_of(&me, &format!("{n}.pdf"), &samples::pdf(900_000)).await, &stays));
    }
    assert_eq!(rule(&receive(&office, files.clone()).await), Rule::DossierFilesTooLarge);
    let last = files.pop().unwrap();
    let done = receive(&office, files).await.unwrap();
    let one_more = office.on(&me, done.id, Command::AddFiles(AddFiles { files: vec![last] })).await;
    assert_eq!(rule(&one_more), Rule::DossierFilesTooLarge);
}

#[tokio::test]
async fn the_result_is_added_by_who_signs_and_papers_by_the_counter() {
    for office in TestOffice::on_all().await {
        let id = office.receive(BIRTH).await.id;
        let upload = async |actor: &Actor| office.upload_of(actor, "kết quả.pdf", &samples::pdf(20)).await;
        let counter = office.reception();
        let early = office.on(&counter, id, result(upload(&counter).await)).await;
        assert_eq!(rule(&early), Rule::WrongOrder, "before it is signed there is no result");
        office.walk_to(id, Work::Handle).await;
        let specialist = office.doer(&office.state(id).await);
        let handling = office.on(&specialist, id, result(upload(&specialist).await)).await;
        assert_eq!(rule(&handling), Rule::WrongOrder);
        let d = office.walk_to(id, Work::Sign).await;
        let leader = office.doer(&d);
        let file = upload(&leader).await;
        let wrong = Command::AddFiles(AddFiles { files: vec![scan(file, "p1")] });
        assert_eq!(rule(&office.on(&leader, id, wrong).await), Rule::NotThisPost);
        office.on(&leader, id, result(file)).await.unwrap();
        office.on(&leader, id, Command::Approve(Approve { note: String::new() })).await.unwrap();
        let d = office.walk_to_ready(id).await;
        office.on(&counter, id, result(upload(&counter).await)).await.unwrap();
        let d2 = office.state(id).await;
        assert_eq!((d.files.len(), d2.files.len(), d2.phase), (1, 2, Phase::Ready));
        assert!(d2.files.iter().all(|f| f.file.paper.is_none()));
        office.walk_to_the_end(id).await;
        let late = office.on(&counter, id, result(upload(&counter).await)).await;
        assert_eq!(rule(&late), Rule::DossierEnded);
    }
}

fn strike(file: FileId, reason: &str) -> Command {
    Command::StrikeFile(StrikeFile { file, reason: reason.into() })
}

/// The files that the latest receipt of a dossier lists, and its bytes.
async fn on_the_receipt(office: &TestOffice, id: DossierId) -> (u32, Vec<office::paper::FileLine>, Vec<u8>) {
    let d = office.state(id).await;
    let at = d.issued.iter().rposition(|p| p.issued.kind == PaperKind::Receipt).unwrap();
    let n = u32::try_from(at + 1).unwrap();
    let sheet = office.paper_sheet(&office.reception(), id, n).await.unwrap();
    let pdf = office.paper(&office.reception(), id, n).await.unwrap().pdf;
    (n, serde_json::from_value(sheet.data["files"].clone()).unwrap(), pdf)
}

#[tokio::test]
async fn the_receipt_lists_each_file_with_its_paper_size_and_whole_hash() {
    for office in TestOffice::on_all().await {
        let me = office.reception();
        let of = stays(&office);
        let (large, small) = (samples::pdf(900_000), samples::png(4));
        let files = vec![
            scan(office.upload_of(&me, "tờ khai.pdf", &large).await, &of),
            scan(office.upload_of(&me, "ảnh.png", &small).await, &of),
        ];
        let done = receive(&office, files).await.unwrap();
        let (_, lines, _) = on_the_receipt(&office, done.id).await;
        let name = office.version_today(BIRTH).paper(&paper(&of)).unwrap().name.vi.clone();
        assert_eq!(lines.len(), 2);
        assert!(lines.iter().all(|l| l.of == name), "{lines:?}");
        assert_eq!(
            (lines[0].kind.as_str(), lines[0].size.as_str(), lines[0].name.as_str()),
            ("PDF", "880 KB", "tờ khai.pdf")
        );
        assert_eq!((lines[1].kind.as_str(), lines[1].name.as_str()), ("PNG", "ảnh.png"));
        for (line, content) in lines.iter().zip([&large, &small]) {
            assert_eq!(line.sha256.split(' ').map(str::len).collect::<Vec<_>>(), [8; 8]);
            assert_eq!(line.sha256.replace(' ', ""), samples::sha256(content));
        }
        // One that was received without files has no list.
        let bare = office.receive(BIRTH).await.id;
        assert!(on_the_receipt(&office, bare).await.1.is_empty());
    }
}

#[tokio::test]
async fn a_file_added_by_mistake_is_struck_out_with_the_reason_and_stays_under_record() {
    for office in TestOffice::on_all().await {
        let me = office.reception();
        let stays = stays(&office);
        let (wrong, right) = (
            office.upload_of(&me, "người khác.pdf", &samples::pdf(50)).await,
            office.upload_of(&me, "đúng.pdf", &samples::pdf(60)).await,
        );
        let id = receive(&office, vec![scan(wrong, &stays), scan(right, &stays)]).await.unwrap().id;
        let (n, before, bytes) = on_the_receipt(&office, id).await;
        assert_eq!(rule(&office.on(&me, id, strike(wrong, " ")).await), Rule::ReasonRequired);
        assert_eq!(rule(&office.on(&me, id, strike(FileId(uuid::Uuid::nil()), "Nhầm")).await), Rule::FileUnknown);
        let outside = office.on(&office.specialist(), id, strike(wrong, "Nhầm")).await;
        assert!(matches!(rule(&outside), Rule::NotThisUnit | Rule::WrongOrder | Rule::NotThisPost), "{outside:?}");
        office.on(&me, id, strike(wrong, "Giấy tờ của người khác")).await.unwrap();
        assert_eq!(rule(&office.on(&me, id, strike(wrong, "Lần nữa")).await), Rule::FileUnknown);

        let detail = office.dossier(&office.specialist(), id).await.unwrap();
        let kept = detail.dossier.file(wrong).unwrap();
        let struck = kept.struck.as_ref().unwrap();
        assert_eq!((detail.text(&struck.reason), &struck.by.person), ("Giấy tờ của người khác", &me.person));
        assert!(detail.dossier.file(right).unwrap().struck.is_none());
        let event = detail.timeline.iter().find(|h| matches!(h.event, Event::FileStruck { .. })).unwrap();
        assert!(!serde_json::to_string(&event.event).unwrap().contains("người khác"), "no free text in the event");

        // The content is there as the event of its adding says, for who supervises, on record.
        let closed = office.open_file(&office.specialist(), id, wrong).await;
        assert!(matches!(closed, Err(Error::Denied(Rule::FileStruckOut))), "{closed:?}");
        assert!(office.open_file(&office.specialist(), id, right).await.is_ok());
        let open = office.open_file(&office.leader(), id, wrong).await.unwrap();
        assert_eq!(std::io::read_to_string(open.content).unwrap().as_bytes(), samples::pdf(50));
        let openings = office.file_openings(&office.leader(), id, 10).await.unwrap();
        assert_eq!(openings.iter().filter(|o| o.file == wrong).count(), 1, "who was turned away has opened nothing");
        let checked = office.check_files().await.unwrap();
        assert_eq!((checked.files, checked.faults), (2, vec![]));
        assert_eq!(office.sweep_files().await.unwrap(), Swept::default());

        // The receipt in the citizen's hands stays as it is; the next one lists what stands.
        let again = office.paper(&me, id, n).await.unwrap().pdf;
        assert!(again == bytes && before.len() == 2, "the same bytes, and it names both");
        office.on(&me, id, correct(PartyField::Address, "Số 2, phố Ví Dụ")).await.unwrap();
        let (newer, lines, _) = on_the_receipt(&office, id).await;
        assert!(newer > n);
        assert_eq!(lines.iter().map(|l| l.name.as_str()).collect::<Vec<_>>(), ["đúng.pdf"]);
    }
}

#[tokio::test]
async fn a_result_is_struck_out_by_who_may_add_it_and_a_paper_by_the_counter_only() {
    let office = TestOffice::new().await;
    let counter = office.reception();
    let scanned = office.upload_of(&counter, "a.pdf", &samples::pdf(5)).await;
    let id = receive(&office, vec![scan(scanned, &stays(&office))]).await.unwrap().id;
    let leader = office.doer(&office.walk_to(id, Work::Sign).await);
    let wrong = office.upload_of(&leader, "bản cũ.pdf", &samples::pdf(6)).await;
    office.on(&leader, id, result(wrong)).await.unwrap();
    assert_eq!(rule(&office.on(&leader, id, strike(scanned, "Mờ")).await), Rule::NotThisPost);
    office.on(&leader, id, strike(wrong, "Chưa ký")).await.unwrap();
    office.on(&counter, id, strike(scanned, "Mờ")).await.unwrap();
    let d = office.state(id).await;
    assert!(d.files.iter().all(|f| f.struck.is_some()));
    assert_eq!(rule(&office.on(&counter, id, strike(scanned, "Mờ")).await), Rule::FileUnknown);
}

#[tokio::test]
async fn a_struck_file_makes_room_for_the_right_one() {
    let office = TestOffice::new().await;
    let me = office.reception();
    let stays = stays(&office);
    let mut files = Vec::new();
    for n in 0..3 {
        files.push(scan(office.upload_of(&me, &format!("{n}.pdf"), &samples::pdf(900_000)).await, &stays));
    }
    let wrong = files[0].file;
    let id = receive(&office, files).await.unwrap().id;
    let more = scan(office.upload_of(&me, "đúng.pdf", &samples::pdf(900_000)).await, &stays);
    let add = Command::AddFiles(AddFiles { files: vec![more] });
    assert_eq!(rule(&office.on(&me, id, add.clone()).await), Rule::DossierFilesTooLarge);
    office.on(&me, id, strike(wrong, "Quét nhầm")).await.unwrap();
    office.on(&me, id, add).await.unwrap();
}

#[tokio::test]
async fn a_sender_that_falls_silent_in_a_piece_holds_its_upload_for_a_while_only() {
    let office = TestOffice::new().await;
    let me = office.reception();
    let content = samples::pdf(1000);
    let id = office.begin_upload(&me, "a.pdf", content.len() as u64).await.unwrap().upload.id;
    let half = tokio::io::AsyncReadExt::chain(&content[..500], Silent);
    let silent = office.continue_upload(&me, id, 0, half).await;
    assert!(matches!(silent, Err(Error::CutOff)), "{silent:?}");
    assert_eq!(office.upload(&me, id).await.unwrap().offset, 500, "what came is kept");
    assert!(office.continue_upload(&me, id, 500, &content[500..]).await.unwrap().is_whole());
}

#[tokio::test]
async fn a_content_that_is_gone_or_changed_is_found_by_the_check() {
    let office = TestOffice::new().await;
    let me = office.reception();
    let stays = stays(&office);
    let (a, b) = (
        office.upload_of(&me, "a.pdf", &samples::pdf(10)).await,
        office.upload_of(&me, "b.pdf", &samples::pdf(20)).await,
    );
    let done = receive(&office, vec![scan(a, &stays), scan(b, &stays)]).await.unwrap();
    let at = |id: FileId| lying(office.files()).into_iter().find(|p| p.ends_with(id.to_string())).unwrap();
    let mut bytes = std::fs::read(at(a)).unwrap();
    bytes[30] ^= 1;
    std::fs::write(at(a), bytes).unwrap();
    std::fs::remove_file(at(b)).unwrap();
    let checked = office.check_files().await.unwrap();
    let found: Vec<(DossierId, FileId, bool)> =
        checked.faults.iter().map(|f| (f.dossier, f.file, f.what.starts_with("SHA-256"))).collect();
    assert_eq!(found, vec![(done.id, a, true), (done.id, b, false)]);
}

#[tokio::test]
async fn no_event_holds_the_name_of_a_file() {
    let office = TestOffice::new().await;
    let name = "Phùng Thị Ví Dụ - khai sinh.pdf";
    let file = office.upload_of(&office.reception(), name, &samples::pdf(10)).await;
    let done = receive(&office, vec![scan(file, &stays(&office))]).await.unwrap();
    let detail = office.dossier(&office.reception(), done.id).await.unwrap();
    let said = detail.timeline.iter().find(|h| matches!(h.event, Event::FilesAdded { .. })).unwrap();
    assert!(!serde_json::to_string(&said.event).unwrap().contains("Ví Dụ"));
    assert!(detail.texts.values().any(|text| text == name));
}

proptest! {
    #[test]
    fn whatever_the_bytes_are_the_look_into_them_comes_to_an_end(
        start in prop::sample::select(vec![0_usize, 1, 2, 3]),
        noise in prop::collection::vec(any::<u8>(), 0..4000),
        cut in 0..4000_usize,
        flips in prop::collection::vec((0..4000_usize, any::<u8>()), 0..20),
    ) {
        let mut content = match start {
            0 => noise,
            1 => [samples::pdf_compressed("<< /JS 1 >>"), noise].concat(),
            2 => [samples::png(9), noise].concat(),
            _ => [samples::jpeg(), noise].concat(),
        };
        for (at, byte) in flips {
            if let Some(b) = content.get_mut(at) {
                *b = byte;
            }
        }
        content.truncate(cut);
        let facts = inspect(FileId(uuid::Uuid::nil()), Cursor::new(&content)).unwrap();
        prop_assert_eq!(facts.bytes, content.len() as u64);
        prop_assert_eq!(facts.sha256, samples::sha256(&content));
    }
}
