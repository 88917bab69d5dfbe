//! The life of a procedure on pages without script: facts confirmed, drafts written and signed, two
//! versions side by side, files, suspensions as citizens see them.

#[path = "visitor/browser.rs"]
mod browser;

use browser::{Answer, Visitor};
use office::testing::{BIRTH, TestOffice, data};

/// A procedure whose fee the law itself sets.
const COPY: &str = "2.000815";

fn bare(answer: &Answer) -> Vec<String> {
    answer.text().split_whitespace().filter(|w| w.starts_with('[') && w.ends_with(']')).map(str::to_owned).collect()
}

async fn post(visitor: &Visitor, path: &str, fields: &[(&str, &str)]) -> Answer {
    visitor.post(path, fields).await
}

/// The address after an act that was done.
#[track_caller]
fn next(answer: &Answer) -> &str {
    assert_eq!(answer.status, 303, "{}", answer.text());
    &answer.location
}

/// The fields of a page's form as a browser sends them, but for those that are named.
fn filled(page: &Answer, changed: &[(&str, &str)]) -> Vec<(String, String)> {
    let unescape = |s: &str| {
        s.replace("&quot;", "\"").replace("&lt;", "<").replace("&gt;", ">").replace("&#39;", "'").replace("&amp;", "&")
    };
    let attribute = |tag: &str, name: &str| -> Option<String> {
        tag.split(&format!(" {name}=\"")).nth(1).and_then(|v| v.split('"').next()).map(unescape)
    };
    let mut out: Vec<(String, String)> = Vec::new();
    let mut select = String::new();
    for piece in page.body.split('<').skip(1) {
        let (tag, text) = piece.split_once('>').unwrap_or((piece, ""));
        let tag = &format!(" {tag}");
        let name = attribute(tag, "name").unwrap_or_default();
        if tag.starts_with(" select") {
            select = name;
        } else if tag.starts_with(" option") && tag.contains(" selected") && !select.is_empty() {
            out.push((select.clone(), attribute(tag, "value").unwrap_or_default()));
        } else if tag.starts_with(" textarea") {
            out.push((name, unescape(text.strip_prefix('\n').unwrap_or(text))));
        } else if tag.starts_with(" input") && name.starts_with("part-") {
            let box_or_radio = tag.contains("type=\"checkbox\"") || tag.contains("type=\"radio\"");
            if !box_or_radio || tag.contains(" checked") {
                out.push((name, attribute(tag, "value").unwrap_or_default()));
            }
        }
    }
    for (name, value) in changed {
        out.retain(|(n, _)| n != name);
        out.push(((*name).to_owned(), (*value).to_owned()));
    }
    out
}

async fn save(visitor: &Visitor, key: &str, part: &str, changed: &[(&str, &str)]) -> Answer {
    let path = format!("/catalogue/{key}/draft/parts/{part}");
    let page = visitor.get(&path).await;
    assert_eq!(page.status, 200, "{}", page.text());
    let fields = filled(&page, changed);
    let fields: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    visitor.post(&path, &fields).await
}

/// A draft that asks for one paper less and costs nothing, found right by the head of the shop.
async fn reviewed(office: &TestOffice, key: &str) -> (Visitor, Visitor) {
    let author = Visitor::signed_in(office, &office.administrator()).await;
    let reader = Visitor::signed_in(office, &office.head()).await;
    let at = |act: &str| format!("/catalogue/{key}/draft{act}");
    next(&post(&author, &at(""), &[]).await);
    next(&save(&author, key, "papers", &[("part-papers-0-out", "yes")]).await);
    next(&save(&author, key, "fee", &[("part-amount", "0"), ("part-note", "Miễn lệ phí (ví dụ)")]).await);
    let revision = author.get(&at("")).await.value("revision");
    next(&post(&author, &at("/submit"), &[("revision", &revision)]).await);
    let own = author.get(&at("")).await;
    assert!(own.text().contains("không tự rà soát") && own.body.contains("aria-disabled=\"true\""), "{}", own.text());
    next(&post(&reader, &at("/approve"), &[("revision", &revision), ("approve-remark", "Đã đối chiếu")]).await);
    (author, reader)
}

async fn publish(office: &TestOffice, key: &str, day: &str) {
    reviewed(office, key).await;
    let leader = Visitor::signed_in(office, &office.district_leader()).await;
    let path = format!("/catalogue/{key}/draft");
    let revision = leader.get(&path).await.value("revision");
    let fields = [
        ("revision", revision.as_str()),
        ("publish-decision", "99/QĐ-VD"),
        ("publish-effective_from-day", day),
        ("publish-effective_from-month", "9"),
        ("publish-effective_from-year", "2026"),
    ];
    let wrong = [fields[0], ("publish-decision", ""), fields[2], fields[3], fields[4]];
    let answer = post(&leader, &format!("{path}/publish"), &wrong).await;
    assert_eq!(answer.status, 422, "{}", answer.text());
    assert!(answer.body.contains("href=\"#publish-decision\"") && answer.body.contains("value=\"2026\""));
    next(&post(&leader, &format!("{path}/publish"), &fields).await);
}

#[tokio::test]
async fn a_fact_is_confirmed_with_a_citation_and_citizens_are_no_longer_told_that_it_is_open() {
    let office = TestOffice::new().await;
    let citizen = Visitor::new(&office);
    let admin = Visitor::signed_in(&office, &office.administrator()).await;
    let note = "theo trí nhớ";
    let before = citizen.get(&format!("/procedures/{BIRTH}")).await.text().to_lowercase().matches(note).count();
    let path = format!("/catalogue/{BIRTH}/confirm");
    let page = admin.get(&path).await;
    assert!(page.body.contains("memory|/sets"), "{}", page.text());
    assert!(!page.text().contains("reception_officer"), "keys of the data are nobody's words: {}", page.text());
    let facts = [("version", "1"), ("fact-facts", "memory|/sets"), ("fact-document", "01/2026/VD")];
    let without = post(&admin, &path, &facts).await;
    assert_eq!(without.status, 422);
    assert!(without.body.contains("href=\"#fact-article\"") && without.body.contains("value=\"01/2026/VD\""));
    let ticked = without.body.split("value=\"memory|/sets\"").nth(1).unwrap().split('>').next().unwrap();
    assert!(ticked.contains("checked"), "what was ticked stays: {ticked}");
    let whole = [facts[0], facts[1], facts[2], ("fact-article", "Điều 7 khoản 2")];
    next(&post(&admin, &path, &whole).await);
    assert!(!admin.get(&path).await.body.contains("memory|/sets"));
    let shown = admin.get(&format!("/catalogue/{BIRTH}")).await.text();
    assert!(shown.contains("01/2026/VD, Điều 7 khoản 2"), "{shown}");
    let after = citizen.get(&format!("/procedures/{BIRTH}")).await.text().to_lowercase().matches(note).count();
    assert_eq!(after + 1, before);
    let history = admin.get(&format!("/catalogue/{BIRTH}/history")).await.text();
    assert!(history.contains("Xác nhận điểm của phiên bản 1") && history.contains("Số lượng hồ sơ"), "{history}");
    // Taken back with a reason, and only so.
    let away = format!("/catalogue/{BIRTH}/unconfirm");
    let asked = admin.get(&format!("{away}?version=1&kind=memory&at=%2Fsets")).await;
    assert_eq!(asked.status, 200, "{}", asked.text());
    let fact = [("version", "1"), ("kind", "memory"), ("at", "/sets")];
    let empty = post(&admin, &away, &fact).await;
    assert_eq!(empty.status, 422, "{}", empty.text());
    next(&post(&admin, &away, &[fact[0], fact[1], fact[2], ("unconfirm-reason", "Nhầm văn bản")]).await);
    let again = citizen.get(&format!("/procedures/{BIRTH}")).await.text().to_lowercase().matches(note).count();
    assert_eq!(again, before);
}

#[tokio::test]
async fn a_suspension_stands_in_plain_words_wherever_somebody_may_look() {
    let office = TestOffice::new().await;
    let leader = Visitor::signed_in(&office, &office.district_leader()).await;
    let reception = Visitor::signed_in(&office, &office.reception()).await;
    let citizen = Visitor::new(&office);
    let path = format!("/catalogue/{BIRTH}/suspend");
    let fields = [
        ("suspend-decision", "12/QĐ-VD"),
        ("suspend-from-day", "17"),
        ("suspend-from-month", "8"),
        ("suspend-from-year", "2026"),
    ];
    let wrong = post(&leader, &path, &fields).await;
    assert_eq!(wrong.status, 422);
    assert!(wrong.body.contains("href=\"#suspend-reason\"") && wrong.body.contains("value=\"12/QĐ-VD\""));
    let whole = [fields[0], fields[1], fields[2], fields[3], ("suspend-reason", "Nâng cấp phần mềm")];
    next(&post(&leader, &path, &whole).await);
    for path in [format!("/procedures/{BIRTH}"), format!("/procedures/{BIRTH}/checklist")] {
        let text = citizen.get(&path).await.text();
        for word in ["đang tạm ngừng tiếp nhận hồ sơ từ ngày", "Nâng cấp phần mềm", "12/QĐ-VD"] {
            assert!(text.contains(word), "{path}: {word}: {text}");
        }
    }
    let list = citizen.get("/procedures?q=dang+ky+khai+sinh").await.text();
    assert!(list.contains("Tạm ngừng tiếp nhận"), "{list}");
    let chooser = reception.get("/reception/receive").await.text();
    assert!(chooser.contains("Tạm ngừng tiếp nhận"), "{chooser}");
    let form = reception.get(&format!("/reception/receive/{BIRTH}")).await;
    assert!(form.status == 200 && form.text().contains("Nâng cấp phần mềm"), "{}", form.text());
    let page = reception.get(&format!("/procedures/{BIRTH}")).await;
    assert!(page.body.contains("aria-disabled=\"true\""), "{}", page.text());
    // Lifted, and gone from all of them.
    let lift = [
        ("lift-decision", "13/QĐ-VD"),
        ("lift-from-day", "17"),
        ("lift-from-month", "8"),
        ("lift-from-year", "2026"),
        ("lift-reason", "Xong"),
    ];
    next(&post(&leader, &format!("/catalogue/{BIRTH}/lift"), &lift).await);
    assert!(!citizen.get(&format!("/procedures/{BIRTH}")).await.text().contains("tạm ngừng"));
}

#[tokio::test]
async fn an_abolished_procedure_says_so_and_is_still_there_to_read() {
    let office = TestOffice::new().await;
    let leader = Visitor::signed_in(&office, &office.district_leader()).await;
    let fields = [
        ("abolish-decision", "20/QĐ-VD"),
        ("abolish-from-day", "18"),
        ("abolish-from-month", "8"),
        ("abolish-from-year", "2026"),
        ("abolish-reason", "Thay bằng thủ tục khác (ví dụ)"),
    ];
    next(&post(&leader, &format!("/catalogue/{BIRTH}/abolish"), &fields).await);
    let citizen = Visitor::new(&office);
    let text = citizen.get(&format!("/procedures/{BIRTH}")).await.text();
    assert!(text.contains("bãi bỏ từ ngày 18/08/2026") || text.contains("bãi bỏ từ ngày 18/8/2026"), "{text}");
    office.at("2026-08-18 09:00");
    let text = citizen.get(&format!("/procedures/{BIRTH}")).await.text();
    assert!(text.contains("đã bãi bỏ") && text.contains("Giấy chứng sinh"), "{text}");
    let reception = Visitor::signed_in(&office, &office.reception()).await;
    assert_eq!(reception.get(&format!("/reception/receive/{BIRTH}")).await.status, 409);
}

#[tokio::test]
async fn a_draft_is_written_read_and_signed_by_three_people_and_citizens_see_it_when_it_is_signed() {
    let office = TestOffice::new().await;
    let citizen = Visitor::new(&office);
    reviewed(&office, COPY).await;
    for path in [format!("/procedures/{COPY}"), "/procedures".to_owned()] {
        let text = citizen.get(&path).await.text();
        assert!(!text.contains("Dự thảo") && !text.contains("Miễn lệ phí (ví dụ)"), "{path}: {text}");
    }
    assert_eq!(citizen.get(&format!("/catalogue/{COPY}/draft")).await.status, 303);
    // A leader whose agency does not cover all who receive it is told so and gets no form.
    let ward = Visitor::signed_in(&office, &office.leader()).await;
    let page = ward.get(&format!("/catalogue/{COPY}/draft")).await;
    assert!(page.text().contains("quản lý tất cả các nơi tiếp nhận") && !page.body.contains("publish-decision"));
}

#[tokio::test]
async fn a_later_version_shows_from_when_and_what_changed_with_the_three_reductions() {
    let office = TestOffice::new().await;
    let papers = office.version_today(COPY).papers.len();
    publish(&office, COPY, "1").await;
    let citizen = Visitor::new(&office);
    let page = citizen.get(&format!("/procedures/{COPY}")).await.text();
    assert!(page.contains("Phiên bản 2") && page.contains("có hiệu lực từ"), "{page}");
    let future = citizen.get(&format!("/procedures/{COPY}?version=2")).await.text();
    assert!(future.contains("không phải văn bản áp dụng hôm nay"), "{future}");
    let changes = citizen.get(&format!("/procedures/{COPY}/changes")).await;
    assert!(bare(&changes).is_empty(), "{:?}", bare(&changes));
    let text = changes.text();
    assert!(text.contains(&format!("Giấy tờ trong danh mục {papers} {} −1 giấy tờ", papers - 1)), "{text}");
    assert!(text.contains("−2.000 đ"), "{text}");
    // Its form, its limit and its price are those of today until its day comes.
    assert_eq!(office.version_today(COPY).version, 1);
    office.at("2026-09-01 08:00");
    assert_eq!(office.version_today(COPY).version, 2);
    let old = citizen.get(&format!("/procedures/{COPY}?version=1")).await;
    assert!(old.status == 200 && old.text().contains("không phải văn bản áp dụng hôm nay"));
    for path in ["changes?from=1&to=9", "changes?from=x", "?version=9"] {
        let path = format!("/procedures/{COPY}{}{path}", if path.starts_with('?') { "" } else { "/" });
        assert_eq!(citizen.get(&path).await.status, 404, "{path}");
    }
}

#[tokio::test]
async fn a_form_of_a_draft_that_is_wrong_comes_back_with_all_that_was_typed() {
    let office = TestOffice::new().await;
    let admin = Visitor::signed_in(&office, &office.administrator()).await;
    next(&post(&admin, &format!("/catalogue/{BIRTH}/draft"), &[]).await);
    let wrong = [("part-papers-1-out", "yes"), ("part-papers-2-name", ""), ("part-papers-3-name", "Giấy đổi tên")];
    let answer = save(&admin, BIRTH, "papers", &wrong).await;
    assert_eq!(answer.status, 422, "{}", answer.text());
    // The field of the row on the page, though a row before it was left out.
    assert!(answer.body.contains("href=\"#part-papers-2-name\""), "{}", answer.text());
    assert!(answer.body.contains("Giấy đổi tên"));
    let steps = save(&admin, BIRTH, "steps", &[("part-steps-0-share", "một nửa")]).await;
    assert!(steps.status == 422 && steps.body.contains("value=\"một nửa\""), "{}", steps.text());
    // Somebody else wrote meanwhile: nothing is overwritten, and nothing typed is lost.
    let path = format!("/catalogue/{BIRTH}/draft/parts/limit");
    let page = admin.get(&path).await;
    next(&save(&admin, BIRTH, "announcement", &[("part-decision", "7/QĐ-VD")]).await);
    let fields = filled(&page, &[("part-kind", "working-days"), ("part-number", "4")]);
    let fields: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    let late = admin.post(&path, &fields).await;
    assert_eq!(late.status, 409, "{}", late.text());
    assert!(late.body.contains("value=\"4\""));
}

#[tokio::test]
async fn an_untouched_form_of_each_part_changes_nothing() {
    let office = TestOffice::new().await;
    let admin = Visitor::signed_in(&office, &office.administrator()).await;
    for key in [BIRTH, COPY, "2.000635"] {
        next(&post(&admin, &format!("/catalogue/{key}/draft"), &[]).await);
        let draft = || office.law().catalogue[&key.parse().unwrap()].draft.clone().unwrap();
        let before = draft();
        for part in ["names", "announcement", "papers", "limit", "fee", "steps", "agencies", "texts"] {
            next(&save(&admin, key, part, &[]).await);
            assert_eq!(draft().text, before.text, "{key} {part}");
        }
        assert_eq!(draft().revision, before.revision);
        let submit = post(&admin, &format!("/catalogue/{key}/draft/submit"), &[("revision", "1")]).await;
        assert_eq!(submit.status, 409, "{}", submit.text());
    }
}

#[tokio::test]
async fn a_new_procedure_is_begun_with_its_name_and_told_what_it_lacks() {
    let office = TestOffice::new().await;
    let head = Visitor::signed_in(&office, &office.head()).await;
    let fields = [
        ("new-key", "Mã Sai"),
        ("new-name", "Đăng ký việc ví dụ"),
        ("new-field", "Hộ tịch"),
        ("new-served", "dossier"),
    ];
    let wrong = post(&head, "/catalogue/new", &fields).await;
    assert!(wrong.status == 422 && wrong.body.contains("Đăng ký việc ví dụ"), "{}", wrong.text());
    let right = [("new-key", "9.000009"), fields[1], fields[2], fields[3]];
    assert_eq!(next(&post(&head, "/catalogue/new", &right).await), "/catalogue/9.000009/draft?done=life-draft");
    let lacks = post(&head, "/catalogue/9.000009/draft/submit", &[("revision", "1")]).await;
    assert!(lacks.status == 422 && lacks.text().contains("Còn thiếu ở phần"), "{}", lacks.text());
    let taken = post(&head, "/catalogue/new", &[("new-key", BIRTH), fields[1], fields[2], fields[3]]).await;
    assert!(taken.status == 409 && taken.body.contains("href=\"#new-key\""), "{}", taken.text());
    let citizen = Visitor::new(&office);
    assert_eq!(citizen.get("/procedures/9.000009").await.status, 404);
}

#[tokio::test]
async fn a_procedure_leaves_as_a_file_and_comes_back_as_a_draft_after_a_dry_look() {
    let office = TestOffice::new().await;
    let admin = Visitor::signed_in(&office, &office.administrator()).await;
    let file = admin.get(&format!("/catalogue/{BIRTH}/file")).await;
    assert!(file.header("content-disposition").contains("1.001193.json"));
    let shipped = std::fs::read_to_string(data().join("procedures/1.001193.json")).unwrap();
    let (mut ours, theirs): (serde_json::Value, serde_json::Value) =
        (serde_json::from_str(&file.body).unwrap(), serde_json::from_str(&shipped).unwrap());
    let read = |v: &serde_json::Value| serde_json::from_value::<domain::procedure::Procedure>(v.clone()).unwrap();
    assert_eq!(read(&ours), read(&theirs));

    // The same text is nothing new.
    let same = post(&admin, "/catalogue/import/take", &[("text", &file.body)]).await;
    assert!(same.status == 409 && same.text().contains("không khác phiên bản mới nhất"), "{}", same.text());

    ours["versions"][0]["papers"][0]["name"]["vi"] = "Tờ khai mới (ví dụ)".into();
    let look = admin.upload("/catalogue/import", "khai-sinh.json", ours.to_string().as_bytes()).await;
    assert!(look.status == 200 && look.text().contains("Tờ khai mới (ví dụ)"), "{}", look.text());
    assert!(bare(&look).is_empty(), "{:?}", bare(&look));
    assert!(office.law().catalogue[&BIRTH.parse().unwrap()].draft.is_none(), "a dry look changes nothing");
    next(&post(&admin, "/catalogue/import/take", &[("text", &ours.to_string())]).await);
    let draft = admin.get(&format!("/catalogue/{BIRTH}/draft")).await.text();
    assert!(draft.contains("Tờ khai mới (ví dụ)"), "{draft}");
}

#[tokio::test]
async fn faults_of_a_file_are_told_by_place_in_the_readers_language() {
    let office = TestOffice::new().await;
    let mut admin = Visitor::signed_in(&office, &office.administrator()).await;
    let shipped = std::fs::read_to_string(data().join("procedures/1.001193.json")).unwrap();
    let mut file: serde_json::Value = serde_json::from_str(&shipped).unwrap();
    file["versions"][0]["sets"] = 0.into();
    file["versions"][0].as_object_mut().unwrap().remove("fee");
    file["versions"][0]["papers"][1]["colour"] = "red".into();
    let text = admin.upload("/catalogue/import", "x.json", file.to_string().as_bytes()).await;
    assert_eq!(text.status, 422);
    let text = text.text();
    for (place, what) in
        [("/versions/0", "Thiếu mục “fee”"), ("/versions/0/sets", "Nhỏ nhất là 1"), ("/versions/0/papers/1", "colour")]
    {
        assert!(text.contains(place) && text.contains(what), "{place} {what}: {text}");
    }
    let broken = admin.upload("/catalogue/import", "x.json", b"{\n  \"key\": }").await;
    assert!(broken.status == 422 && broken.text().contains("2:10"), "{}", broken.text());
    assert_eq!(admin.upload("/catalogue/import", "", b"").await.status, 422);
    admin.cookie = format!("{}; lang=en", admin.cookie);
    let english = admin.upload("/catalogue/import", "x.json", file.to_string().as_bytes()).await.text();
    assert!(english.contains("“fee” is missing."), "{english}");
}

#[tokio::test]
async fn the_life_is_written_by_those_who_keep_it_and_closed_to_everybody_else() {
    let office = TestOffice::new().await;
    let gets = ["new", "import", "K/draft/parts/names", "K/confirm", "K/unconfirm?version=1&kind=memory&at=/sets"];
    let posts = [
        "new",
        "import",
        "import/take",
        "K/draft",
        "K/draft/parts/names",
        "K/draft/submit",
        "K/draft/discard",
        "K/confirm",
        "K/unconfirm",
    ];
    let signs = ["K/suspend", "K/lift", "K/abolish"];
    let path = |p: &str| format!("/catalogue/{}", p.replace('K', BIRTH));
    for actor in [office.reception(), office.specialist(), office.unit_leader(), office.leader(), office.inspector()] {
        let visitor = Visitor::signed_in(&office, &actor).await;
        for p in ["", "/1.001193", "/1.001193/history", "/1.001193/file"] {
            assert_eq!(visitor.get(&format!("/catalogue{p}")).await.status, 200, "{p} {:?}", actor.kind);
        }
        for p in gets.iter().chain(&signs) {
            assert_eq!(visitor.get(&path(p)).await.status, 403, "{p} {:?}", actor.kind);
        }
        for p in posts.iter().chain(&signs).chain(&["K/draft/publish"]) {
            let status = visitor.post(&path(p), &[]).await.status;
            // A leader may sign, but here neither the unit is right nor is there a draft.
            let expected: &[u16] = if *p == "K/draft/publish" && actor.kind == domain::organisation::PostKind::Leader {
                &[403, 409, 422]
            } else {
                &[403]
            };
            assert!(expected.contains(&status), "{p} {:?} {status}", actor.kind);
        }
    }
    for actor in [office.reception(), office.specialist(), office.inspector()] {
        let visitor = Visitor::signed_in(&office, &actor).await;
        for p in ["K/draft/approve", "K/draft/send-back"] {
            assert_eq!(visitor.post(&path(p), &[]).await.status, 403, "{p} {:?}", actor.kind);
        }
    }
    let administrator = Visitor::signed_in(&office, &office.administrator()).await;
    for p in signs.iter().chain(&["K/draft/publish"]) {
        assert_eq!(administrator.post(&path(p), &[]).await.status, 403, "{p}");
    }
}

#[tokio::test]
async fn every_page_of_a_life_has_its_texts_in_both_languages() {
    let office = TestOffice::new().await;
    publish(&office, COPY, "1").await;
    let mut admin = Visitor::signed_in(&office, &office.administrator()).await;
    next(&post(&admin, &format!("/catalogue/{BIRTH}/draft"), &[]).await);
    let cookie = admin.cookie.clone();
    let mut leader = Visitor::signed_in(&office, &office.district_leader()).await;
    let leaders = leader.cookie.clone();
    for lang in ["vi", "en"] {
        admin.cookie = format!("{cookie}; lang={lang}");
        leader.cookie = format!("{leaders}; lang={lang}");
        let parts = ["names", "announcement", "papers", "limit", "fee", "steps", "agencies", "texts"];
        let mut paths: Vec<String> = parts.iter().map(|p| format!("/catalogue/{BIRTH}/draft/parts/{p}")).collect();
        paths.extend(["/catalogue", "/catalogue/new", "/catalogue/import"].map(str::to_owned));
        for key in [BIRTH, COPY] {
            for page in ["", "/history", "/confirm"] {
                paths.push(format!("/catalogue/{key}{page}"));
            }
        }
        paths.push(format!("/catalogue/{BIRTH}/draft"));
        paths.push(format!("/procedures/{COPY}/changes"));
        paths.push(format!("/procedures/{COPY}"));
        for path in paths {
            let page = admin.get(&path).await;
            assert_eq!((page.status, page.body.matches("<h1").count()), (200, 1), "{path} {}", page.text());
            assert!(bare(&page).is_empty(), "{path}: {:?}", bare(&page));
        }
        for act in ["suspend", "abolish"] {
            let page = leader.get(&format!("/catalogue/{BIRTH}/{act}")).await;
            assert!(page.status == 200 && bare(&page).is_empty(), "{act}: {:?}", bare(&page));
        }
    }
}
