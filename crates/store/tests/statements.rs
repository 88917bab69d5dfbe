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

/// The text of the string literal that `rest` begins with, after blanks, and what follows it.
fn literal(rest: &str) -> Option<(String, &str)> {
    let body = rest.trim_start().strip_prefix('"')?;
    let mut text = String::new();
    let mut chars = body.chars();
    loop {
        match chars.next()? {
            '"' => return Some((text, chars.as_str())),
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

/// One argument of `sql!` or of a macro over it.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Piece {
    Text(String),
    /// A parameter of the macro it stands in.
    Parameter(String),
}

/// The arguments up to the bracket that closes them.
fn pieces(mut rest: &str) -> Vec<Piece> {
    let mut found = Vec::new();
    loop {
        rest = rest.trim_start().trim_start_matches(',').trim_start();
        if let Some((text, after)) = literal(rest) {
            found.push(Piece::Text(text));
            rest = after;
        } else if let Some(after) = rest.strip_prefix('$') {
            let end = after.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(after.len());
            found.push(Piece::Parameter(after[..end].to_owned()));
            rest = &after[end..];
        } else {
            return found;
        }
    }
}

/// A macro of a module that gives statements with a part in common: its name, its parameter, its pieces.
fn shared(code: &str) -> Vec<(String, Vec<Piece>)> {
    code.split("macro_rules! ")
        .skip(1)
        .filter_map(|body| {
            let name = body.split([' ', '{']).next()?.to_owned();
            let pieces = pieces(body.split_once("sql!(")?.1);
            pieces.iter().any(|p| matches!(p, Piece::Parameter(_))).then_some((name, pieces))
        })
        .collect()
}

/// The statements of a source: what stands in `sql!(…)`, or in a macro over it, outside comments and test
/// modules.
fn statements(source: &str) -> Vec<String> {
    let code = source.split("\n#[cfg(test)]\nmod ").next().unwrap_or_default();
    let code: String = code.lines().filter(|l| !l.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n");
    let whole = |pieces: Vec<Piece>| {
        let texts = pieces.into_iter().map(|p| if let Piece::Text(text) = p { Some(text) } else { None });
        texts.collect::<Option<String>>().filter(|text| !text.is_empty())
    };
    let mut found: Vec<String> = code.split("sql!(").skip(1).filter_map(|rest| whole(pieces(rest))).collect();
    for (name, parts) in shared(&code) {
        for call in code.split(&format!("{name}!(")).skip(1) {
            let Some((argument, _)) = literal(call) else { continue };
            let filled = parts.iter().map(|p| match p {
                Piece::Parameter(_) => Piece::Text(argument.clone()),
                text @ Piece::Text(_) => text.clone(),
            });
            found.extend(whole(filled.collect()));
        }
    }
    found
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

#[test]
fn the_scanner_puts_together_what_several_literals_and_macros_over_them_say() {
    let source = "sql!(\"SELECT 1\", \" + 2\")\nmacro_rules! both {\n ($order:literal) => {\n sql!(\"SELECT a FROM b \", $order)\n };\n}\n\
                  both!(\"ORDER BY a\"), both!(\n\"LIMIT 1\")";
    assert_eq!(statements(source), ["SELECT 1 + 2", "SELECT a FROM b ORDER BY a", "SELECT a FROM b LIMIT 1"]);
}
