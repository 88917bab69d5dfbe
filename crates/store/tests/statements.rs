//! Every statement in the sources is understood by both databases.

use std::path::{Path, PathBuf};
use store::MIGRATIONS;
use store::testing::databases;

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("the folder is read") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|e| e == "rs") {
            found.push(path);
        }
    }
}

/// The text of the string literal that `rest` begins with, after blanks; `None`: there is none.
fn literal(rest: &str) -> Option<String> {
    let body = rest.trim_start().strip_prefix('"')?;
    let mut text = String::new();
    let mut chars = body.chars();
    loop {
        match chars.next()? {
            '"' => return Some(text),
            '\\' => match chars.next()? {
                '\n' => {
                    let left = chars.as_str().trim_start();
                    chars = left.chars();
                }
                'n' => text.push('\n'),
                other => text.push(other),
            },
            other => text.push(other),
        }
    }
}

/// The statements of a source: what stands in `sql!(…)` outside comments and test modules.
fn statements(source: &str) -> Vec<String> {
    let code = source.split("\n#[cfg(test)]\nmod ").next().unwrap_or_default();
    let code: String = code.lines().filter(|l| !l.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n");
    code.split("sql!(").skip(1).filter_map(literal).collect()
}

#[tokio::test]
async fn every_statement_in_the_sources_is_understood_by_both_databases() {
    let mut files = Vec::new();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut files);
    let found: Vec<(PathBuf, String)> = files
        .into_iter()
        .filter(|f| !f.ends_with("testing.rs"))
        .flat_map(|f| {
            let text = std::fs::read_to_string(&f).expect("a source is read");
            statements(&text).into_iter().map(move |s| (f.clone(), s)).collect::<Vec<_>>()
        })
        .collect();
    // A scanner that finds nothing would find no fault either.
    assert!(found.len() > 40, "only {} statements were found", found.len());
    let mut faults = Vec::new();
    for (engine, db) in databases().await {
        db.migrate(MIGRATIONS).await.expect("the schema is laid");
        for (file, statement) in &found {
            if let Err(error) = db.check_statement(statement).await {
                faults.push(format!("{engine}, {}: {error}", file.display()));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn the_scanner_reads_statements_as_the_compiler_does() {
    let source =
        "x(sql!(\"SELECT 1\")); // sql!(\"no\")\n  // sql!(\"comment\")\nsql!(\n  \"SELECT \\\n   'a', \\\"b\\\"\"\n)";
    let found = statements(source);
    assert_eq!(found[0], "SELECT 1");
    assert_eq!(found.last().map(String::as_str), Some("SELECT 'a', \"b\""));
}
