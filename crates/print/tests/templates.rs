//! The agency's own templates: they override ours, their faults have a place, they see no files.

use std::fs;

use print::{Press, PrintError};
use serde_json::json;

/// What a template in the agency's folder gives when printed.
fn print_own(text: &str) -> Result<Vec<u8>, PrintError> {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("slip.typ"), text).unwrap();
    fs::write(dir.path().join("secret.txt"), "secret").unwrap();
    Press::with_templates(Some(dir.path().to_owned())).render("slip.typ", &json!({ "name": "Bưởi" }), None, 0)
}

fn fault_of(text: &str) -> String {
    print_own(text).unwrap_err().to_string()
}

#[test]
fn the_agencys_file_takes_the_place_of_ours() {
    let dir = tempfile::tempdir().unwrap();
    let press = Press::with_templates(Some(dir.path().to_owned()));
    let data = json!({ "code": "H1" });
    assert!(press.render("receipt.typ", &data, None, 0).is_err(), "ours wants all fields");

    fs::write(
        dir.path().join("receipt.typ"),
        "#import \"base.typ\": *\n#show: paper-of.with(title: \"T\", author: \"A\")\n#json(\"data.json\").code",
    )
    .unwrap();
    let pdf = press.render("receipt.typ", &data, None, 0).unwrap();
    assert!(pdf.starts_with(b"%PDF"), "the edit counts without a restart, our base.typ stays");
}

#[test]
fn a_fault_names_the_agencys_template_its_line_and_the_matter() {
    assert_eq!(fault_of("Một\n\n#let x = 1\n#y"), "the agency's template slip.typ, line 4: unknown variable: y");
    assert_eq!(
        fault_of("#let d = json(\"data.json\")\n#d.nmae"),
        "the agency's template slip.typ, line 2: dictionary does not contain key \"nmae\""
    );
}

#[test]
fn a_fault_in_an_imported_template_names_that_one() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("base.typ"), "#let a = 1\n#let b = (").unwrap();
    fs::write(dir.path().join("slip.typ"), "#import \"base.typ\": *").unwrap();
    let fault = Press::with_templates(Some(dir.path().to_owned())).render("slip.typ", &json!({}), None, 0).unwrap_err();
    match fault {
        PrintError::Template { template, own, line, message } => {
            assert_eq!((template.as_str(), own, line), ("base.typ", true, Some(2)));
            assert_eq!(message, "unclosed delimiter");
        }
        other => panic!("{other}"),
    }
}

#[test]
fn a_template_reads_no_files_and_no_packages() {
    let denied = "a template reads data.json, qr.svg and other templates, no other files";
    for ask in
        ["#read(\"secret.txt\")", "#read(\"/etc/passwd\")", "#image(\"seal.png\")", "#csv(\"/proc/self/environ\")"]
    {
        let fault = fault_of(ask);
        assert!(fault.contains(denied) && fault.contains("line 1"), "{ask}: {fault}");
    }
    let outside = fault_of("#read(\"../../etc/passwd\")");
    assert!(outside.contains("slip.typ, line 1"), "{outside}");
    let package = fault_of("#import \"@preview/cetz:0.3.0\": *");
    assert!(package.contains("templates may not use packages"), "{package}");
    let absent = fault_of("#include \"other.typ\"");
    assert!(absent.contains("file not found"), "{absent}");
}

#[test]
fn a_template_knows_neither_today_nor_a_code_that_was_not_given() {
    assert!(fault_of("#datetime.today().display()").contains("line 1"));
    assert!(fault_of("#image(\"qr.svg\")").contains("this paper has no QR code"));
}

#[test]
fn a_template_that_never_ends_is_stopped() {
    assert!(fault_of("#let i = 0\n#while i < 100000 { i += 1 }").contains("loop seems to be infinite"));
    assert!(fault_of("#let f(n) = f(n + 1)\n#f(0)").contains("maximum function call depth exceeded"));
}

#[test]
fn an_unknown_template_and_a_missing_folder_are_told_apart() {
    let fault = Press::new().render("../secret.typ", &json!({}), None, 0).unwrap_err();
    assert!(matches!(fault, PrintError::UnknownTemplate(_)), "{fault}");
    let dir = tempfile::tempdir().unwrap().path().join("gone");
    let fault = Press::with_templates(Some(dir)).render("receipt.typ", &json!({}), None, 0).unwrap_err();
    assert!(matches!(fault, PrintError::Unreadable { .. }), "{fault}");
}

#[test]
fn after_a_failed_paper_the_next_one_is_sound() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("bad.typ"), "#nothing").unwrap();
    fs::write(dir.path().join("good.typ"), "Tốt").unwrap();
    let press = Press::with_templates(Some(dir.path().to_owned()));
    let first = press.render("good.typ", &json!({}), None, 0).unwrap();
    for _ in 0..20 {
        assert!(press.render("bad.typ", &json!({}), None, 0).is_err());
    }
    assert!(first == press.render("good.typ", &json!({}), None, 0).unwrap());
}

#[test]
fn a_template_whose_own_words_the_face_cannot_draw_is_refused_at_its_line() {
    let fault = fault_of("Một\n\nHai 漢");
    assert!(fault.contains("slip.typ, line 3") && fault.contains("PDF/A-2b"), "{fault}");
}
