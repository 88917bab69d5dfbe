//! Commands that end: their words and exit codes.

use crate::run::{motcua, output, stderr, stdout};
use std::io::Write;
use std::path::Path;
use std::process::Stdio;
use tempfile::TempDir;

const DATA: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../data");

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// A folder with a configuration.
fn office(more: &str) -> (TempDir, String) {
    let dir = TempDir::new().unwrap();
    let config = dir.path().join("motcua.toml");
    std::fs::write(&config, format!("address = \"http://localhost:1\"\nlisten = \"127.0.0.1:0\"\n{more}")).unwrap();
    let config = config.to_str().unwrap().to_owned();
    (dir, config)
}

#[test]
fn checking_the_shipped_data_passes() {
    let checked = output(&["check", "data", DATA]);
    assert!(checked.status.success(), "{}{}", stdout(&checked), stderr(&checked));
    assert!(stdout(&checked).contains("72 procedures, 2 organisations, 0 faults"), "{}", stdout(&checked));
}

#[test]
fn checking_broken_data_names_file_path_and_expectation() {
    let dir = TempDir::new().unwrap();
    copy(Path::new(DATA), dir.path());
    let file = dir.path().join("procedures/1.001193.json");
    let text =
        std::fs::read_to_string(&file).unwrap().replace("\"served_by\": \"dossier\"", "\"served_by\": \"nobody\"");
    std::fs::write(&file, text).unwrap();
    let checked = output(&["check", "data", dir.path().to_str().unwrap()]);
    assert_eq!(checked.status.code(), Some(1));
    let said = stdout(&checked);
    assert!(said.contains("1.001193.json: /served_by: expected"), "{said}");
    assert!(stderr(&checked).contains("faults in"), "{}", stderr(&checked));
}

#[test]
fn an_agencys_own_forms_are_checked_by_setting_every_paper_from_them() {
    let dir = TempDir::new().unwrap();
    let check = || output(&["check", "forms", dir.path().to_str().unwrap()]);
    let sound = check();
    assert!(sound.status.success(), "{}{}", stdout(&sound), stderr(&sound));
    assert_eq!(stdout(&sound), "10 papers, 0 faults\n", "an empty folder changes nothing");

    // A head of its own for every paper, and a stop notice with a slip of the pen on line 4.
    let base = std::fs::read_to_string(Path::new(DATA).join("forms/base.typ")).unwrap();
    std::fs::write(dir.path().join("base.typ"), base.replace("Độc lập - Tự do - Hạnh phúc", "Mẫu riêng")).unwrap();
    assert!(check().status.success());
    std::fs::write(dir.path().join("stop.typ"), "#import \"base.typ\": *\n#let d = json(\"data.json\")\n\n#d.grund\n")
        .unwrap();
    let broken = check();
    assert_eq!(broken.status.code(), Some(1));
    let said = stdout(&broken);
    assert!(
        said.contains("the agency's template stop.typ, line 4: dictionary does not contain key \"grund\""),
        "{said}"
    );
    assert!(said.ends_with("10 papers, 1 faults\n"), "{said}");

    std::fs::remove_file(dir.path().join("stop.typ")).unwrap();
    std::fs::write(dir.path().join("forms.json"), "{ \"papers\": { \"recept\": {} } }").unwrap();
    let wrong = check();
    assert!(stdout(&wrong).contains("forms.json: ") && stdout(&wrong).contains("recept"), "{}", stdout(&wrong));
}

#[test]
fn the_papers_that_are_checked_can_be_looked_at() {
    let dir = TempDir::new().unwrap();
    let (forms, out) = (dir.path().join("forms"), dir.path().join("out"));
    std::fs::create_dir(&forms).unwrap();
    let checked = output(&["check", "forms", forms.to_str().unwrap(), "--out", out.to_str().unwrap()]);
    assert!(checked.status.success(), "{}", stderr(&checked));
    assert_eq!(std::fs::read_dir(&out).unwrap().count(), 10);
    assert!(std::fs::read(out.join("receipt.pdf")).unwrap().starts_with(b"%PDF"));
}

#[test]
fn a_folder_that_is_not_there_is_a_wrong_question() {
    let checked = output(&["check", "data", "no-such-folder"]);
    assert_eq!(checked.status.code(), Some(2));
    assert!(stderr(&checked).contains("no-such-folder: no such folder"), "{}", stderr(&checked));
}

#[test]
fn an_unknown_key_of_the_configuration_is_named() {
    let (_dir, config) = office("prot = 80\n");
    let served = output(&["serve", "--config", &config]);
    assert_eq!(served.status.code(), Some(2));
    assert!(stderr(&served).contains("unknown field `prot`"), "{}", stderr(&served));
}

#[test]
fn serving_an_empty_database_says_what_to_do() {
    let (_dir, config) = office("");
    let served = output(&["serve", "--config", &config]);
    assert_eq!(served.status.code(), Some(1));
    assert!(stderr(&served).contains("run motcua init"), "{}", stderr(&served));
}

#[test]
fn an_office_is_made_with_its_first_administrator_and_no_second_by_mistake() {
    let (_dir, config) = office("organisation = \"two-tier\"\n");
    let early = output(&["admin", "create", "--config", &config, "--name", "Thử Một", "--login", "thu", "--unit", "x"]);
    assert!(stderr(&early).contains("run motcua init first"), "{}", stderr(&early));

    let made = output(&["init", "--config", &config]);
    assert!(made.status.success(), "{}", stderr(&made));
    assert!(stdout(&made).contains("72 procedures"), "{}", stdout(&made));
    let again = output(&["init", "--config", &config]);
    assert_eq!(again.status.code(), Some(1));

    let create = ["admin", "create", "--config", &config, "--name", "Mẫu Thử Một", "--login", "quan-tri", "--unit"];
    let elsewhere = motcua(&create).arg("hai-phong.gia-vien").output().unwrap();
    assert!(stderr(&elsewhere).contains("units that have one: hai-phong"), "{}", stderr(&elsewhere));
    let weak = {
        let mut child = motcua(&create)
            .args(["hai-phong", "--password-stdin"])
            .stdin(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        child.stdin.take().unwrap().write_all(b"ngan\n").unwrap();
        child.wait_with_output().unwrap()
    };
    assert!(stderr(&weak).contains("too weak"), "{}", stderr(&weak));

    let done = motcua(&create).arg("hai-phong").output().unwrap();
    assert!(done.status.success(), "{}", stderr(&done));
    assert!(stdout(&done).contains("Password, to be changed at the first sign-in: "), "{}", stdout(&done));
    let second =
        output(&["admin", "create", "--config", &config, "--name", "Hai", "--login", "hai", "--unit", "hai-phong"]);
    assert!(stderr(&second).contains("an administrator with an account already"), "{}", stderr(&second));
}

#[test]
fn a_spreadsheet_is_checked_first_and_taken_in_once_in_an_administrators_name() {
    let (dir, config) = office("organisation = \"two-tier\"\n");
    assert!(output(&["init", "--config", &config]).status.success());
    let file = dir.path().join("can-bo.csv");
    let row = |post: &str| format!("Mã cán bộ,Họ và tên,Mã vị trí,Tên đăng nhập\nCB-1,Đỗ Thị Ví Dụ,{post},do.vi.du\n");
    std::fs::write(&file, row("khong.co")).unwrap();
    let import = |more: &[&str]| {
        let mut args = vec!["import", file.to_str().unwrap(), "--config", &config];
        args.extend(more);
        output(&args)
    };
    let faulty = import(&["--dry-run"]);
    assert_eq!(faulty.status.code(), Some(1));
    assert!(stdout(&faulty).contains("can-bo, dòng 2, cột C – Mã vị trí «khong.co»"), "{}", stdout(&faulty));
    assert!(stderr(&faulty).contains("1 faults; nothing was taken in"), "{}", stderr(&faulty));

    std::fs::write(&file, row("hai-phong.administrator-1")).unwrap();
    let done = import(&[]);
    assert!(done.status.success(), "{}{}", stdout(&done), stderr(&done));
    assert!(
        stdout(&done).contains("1 rows taken in.") && stdout(&done).contains("Đỗ Thị Ví Dụ\tdo.vi.du\t"),
        "{}",
        stdout(&done)
    );
    let nobody = import(&[]);
    assert_eq!(nobody.status.code(), Some(2), "now there is an administrator");
    assert!(stderr(&nobody).contains("--by"), "{}", stderr(&nobody));
    let again = import(&["--by", "do.vi.du"]);
    assert!(stdout(&again).contains("0 rows taken in."), "{}{}", stdout(&again), stderr(&again));
}

#[test]
fn a_procedure_leaves_as_a_file_and_comes_back_as_a_draft_after_a_dry_look() {
    let (dir, config) = office("organisation = \"two-tier\"\n");
    assert!(output(&["init", "--config", &config]).status.success());
    let exported = output(&["procedure", "export", "2.000815", "--config", &config]);
    assert!(exported.status.success(), "{}", stderr(&exported));
    let shipped = std::fs::read_to_string(Path::new(DATA).join("procedures/2.000815.json")).unwrap();
    let value = |text: &str| serde_json::from_str::<domain::procedure::Procedure>(text).unwrap();
    assert_eq!(value(&stdout(&exported)), value(&shipped));

    let file = dir.path().join("chung-thuc.json");
    let mut json: serde_json::Value = serde_json::from_str(&stdout(&exported)).unwrap();
    let import = |json: &serde_json::Value, more: &[&str]| {
        std::fs::write(&file, json.to_string()).unwrap();
        let mut args = vec!["procedure", "import", file.to_str().unwrap(), "--config", &config];
        args.extend(more);
        output(&args)
    };
    let same = import(&json, &[]);
    assert!(!same.status.success() && stderr(&same).contains("draft-unchanged"), "{}", stderr(&same));
    json["versions"][0]["fee"]["amount"] = 1000.into();
    json["versions"][0]["papers"].as_array_mut().unwrap().remove(1);
    let dry = import(&json, &["--dry-run"]);
    assert!(dry.status.success(), "{}", stderr(&dry));
    let said = stdout(&dry);
    assert!(said.contains("papers: 2 → 1 (-1)") && said.contains("đồng: 2000 → 1000 (-1000)"), "{said}");
    let done = import(&json, &[]);
    assert!(stdout(&done).contains("taken in as a draft"), "{}{}", stdout(&done), stderr(&done));
    let again = import(&json, &[]);
    assert!(stderr(&again).contains("draft-exists"), "{}", stderr(&again));
    json["versions"][0]["sets"] = "hai".into();
    let faulty = import(&json, &["--lang", "en"]);
    assert_eq!(faulty.status.code(), Some(1));
    assert!(stdout(&faulty).contains("/versions/0/sets: The value is of the wrong type"), "{}", stdout(&faulty));
}
