//! `motcua check data`: every data file against its schema, its type, and what neither can say.

use calendar::{Calendar, OfficeHours, WorkingTime};
use domain::dossier::Practice;
use domain::id::ProcedureKey;
use domain::organisation::{Organisation, Publishes, Unit};
use domain::paper::Forms;
use domain::plan::{Planning, plan};
use domain::procedure::{MarkKind, Procedure, Role, Version};
use domain::procedure_gaps::{Gap, gaps, role_gap};
use domain::search::Words;
use domain::text::marked;
use jsonschema::Validator;
use jsonschema::error::{ValidationError, ValidationErrorKind};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::path::{Path, PathBuf};
use words::{expectation, shown, wants_null, word};

// A test compiles this file too, from another folder.
#[path = "check/words.rs"]
mod words;

/// How far the shares of a process may miss 1 by rounding.
const SHARE_TOLERANCE: f64 = 0.001;

/// What a check found.
#[derive(Debug, Clone, Default, Serialize)]
pub struct CheckReport {
    /// How many files were read.
    pub files: usize,
    /// How many procedures are sound.
    pub procedures: usize,
    /// How many organisations are sound.
    pub organisations: usize,
    /// What must be mended, file by file.
    pub faults: Vec<Fault>,
    /// What the data does not know; no fault.
    pub gaps: Vec<Gap>,
}

/// A fault of a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Fault {
    /// The file.
    pub file: String,
    /// Where in it: a JSON pointer, or a line of text.
    pub path: String,
    /// What is expected there, and what was found.
    pub expected: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.file)?;
        if !self.path.is_empty() {
            write!(f, "{}: ", self.path)?;
        }
        f.write_str(&self.expected)
    }
}

impl CheckReport {
    /// Whether the data can be served.
    pub fn is_sound(&self) -> bool {
        self.faults.is_empty()
    }
}

impl fmt::Display for CheckReport {
    /// The faults, or what is known and what is not.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for fault in &self.faults {
            writeln!(f, "{fault}")?;
        }
        if !self.is_sound() {
            writeln!(f)?;
        }
        writeln!(
            f,
            "{} files, {} procedures, {} organisations, {} faults",
            self.files,
            self.procedures,
            self.organisations,
            self.faults.len()
        )?;
        writeln!(f, "\nKnown gaps (filled by nobody from thought):")?;
        for gap in &self.gaps {
            writeln!(f, "{:>6}  {}", gap.count, gap.kind.describe())?;
        }
        Ok(())
    }
}

/// Checks a data folder: `schemas/`, `procedures/`, `roles.json`, `practice.json`, `words.json`,
/// `forms/forms.json`, `organisations/`, `calendar/`.
pub fn check_data(dir: &Path) -> CheckReport {
    let mut check = Check { dir, report: CheckReport::default() };
    let procedures: Vec<(String, Procedure)> = check.folder("procedures", "schemas/procedure.schema.json");
    let roles: Vec<(String, Vec<Role>)> = check.validated(vec![dir.join("roles.json")], "schemas/roles.schema.json");
    let organisations: Vec<(String, Organisation)> = check.folder("organisations", "schemas/organisation.schema.json");
    let _: Vec<(String, Practice)> = check.validated(vec![dir.join("practice.json")], "schemas/practice.schema.json");
    let words: Vec<(String, Words)> = check.validated(vec![dir.join("words.json")], "schemas/words.schema.json");
    let _: Vec<(String, Forms)> = check.validated(vec![dir.join("forms/forms.json")], "schemas/forms.schema.json");
    check.calendar();

    let roles: Vec<Role> = roles
        .into_iter()
        .flat_map(|(file, roles)| {
            check.roles(&file, &roles);
            roles
        })
        .collect();
    // Without roles every step would be a fault of its own; the one fault of roles.json is enough.
    let known: Option<BTreeSet<&str>> = (!roles.is_empty()).then(|| roles.iter().map(|r| r.role.as_str()).collect());
    let mut keys = BTreeMap::new();
    for (file, procedure) in &procedures {
        check.procedure(file, procedure, known.as_ref());
        if let Some(other) = keys.insert(&procedure.key, file) {
            check.fault(file, "/key", format!("expected a key of its own; {} stands in {other} too", procedure.key));
        }
    }
    let procedures: Vec<Procedure> = procedures.into_iter().map(|(_, p)| p).collect();
    // A procedure that could not be read would be a fault of every word that means it, too.
    let all_read = check.report.is_sound();
    for (file, words) in words.iter().filter(|_| all_read) {
        check.said(file, words, &procedures);
    }
    for (file, organisation) in &organisations {
        check.organisation(file, organisation, &procedures, &roles);
    }
    let mut report = check.report;
    report.procedures = procedures.len();
    report.organisations = organisations.len();
    report.gaps = gaps(&procedures);
    report.gaps.push(role_gap(&roles));
    report
}

struct Check<'a> {
    dir: &'a Path,
    report: CheckReport,
}

impl Check<'_> {
    fn fault(&mut self, file: &str, path: impl Into<String>, expected: impl Into<String>) {
        self.report.faults.push(Fault { file: file.into(), path: path.into(), expected: expected.into() });
    }

    /// The text of a file; what cannot be read is a fault.
    fn text(&mut self, path: &Path) -> Option<String> {
        self.report.files += 1;
        match std::fs::read_to_string(path) {
            Ok(text) => Some(text),
            Err(error) => {
                self.fault(&shown(path), "", format!("expected a readable file in UTF-8: {error}"));
                None
            }
        }
    }

    fn json(&mut self, path: &Path) -> Option<Value> {
        let text = self.text(path)?;
        match serde_json::from_str(&text) {
            Ok(value) => Some(value),
            Err(error) => {
                let at = format!("line {} column {}", error.line(), error.column());
                self.fault(&shown(path), at, format!("expected JSON: {error}"));
                None
            }
        }
    }

    /// The files of a folder with an ending, by name.
    fn files(&mut self, folder: &str, ending: &str) -> Vec<PathBuf> {
        let path = self.dir.join(folder);
        let entries = match std::fs::read_dir(&path) {
            Ok(entries) => entries,
            Err(error) => {
                self.fault(&shown(&path), "", format!("expected a folder: {error}"));
                return Vec::new();
            }
        };
        let mut files: Vec<PathBuf> = entries
            .filter_map(|e| e.ok().map(|e| e.path()))
            .filter(|p| p.extension().is_some_and(|e| e == ending))
            .collect();
        files.sort();
        if files.is_empty() {
            self.fault(&shown(&path), "", format!("expected at least one .{ending} file"));
        }
        files
    }

    fn folder<T: DeserializeOwned>(&mut self, folder: &str, schema: &str) -> Vec<(String, T)> {
        let files = self.files(folder, "json");
        self.validated(files, schema)
    }

    /// Files that hold against the schema and the type, with their names.
    fn validated<T: DeserializeOwned>(&mut self, files: Vec<PathBuf>, schema: &str) -> Vec<(String, T)> {
        let schema_file = self.dir.join(schema);
        let Some(validator) = self.json(&schema_file).and_then(|schema| {
            jsonschema::draft202012::new(&schema)
                .map_err(|e| {
                    self.fault(
                        &shown(&schema_file),
                        e.instance_path().to_string(),
                        format!("expected a JSON Schema: {e}"),
                    );
                })
                .ok()
        }) else {
            return Vec::new();
        };
        files.into_iter().filter_map(|file| self.one(&file, &validator)).collect()
    }

    fn one<T: DeserializeOwned>(&mut self, path: &Path, validator: &Validator) -> Option<(String, T)> {
        let value = self.json(path)?;
        let file = shown(path);
        let mut sound = true;
        for error in validator.iter_errors(&value) {
            sound = false;
            self.error(&file, &error);
        }
        if !sound {
            return None;
        }
        match serde_json::from_value(value) {
            Ok(data) => Some((file, data)),
            Err(error) => {
                self.fault(&file, "/", format!("expected what the program can read: {error}"));
                None
            }
        }
    }

    /// A schema's error in words. "This or null" counts as an error of *this*.
    fn error(&mut self, file: &str, error: &ValidationError<'_>) {
        if let ValidationErrorKind::AnyOf { context } | ValidationErrorKind::OneOfNotValid { context } = error.kind() {
            let real = context.iter().filter(|branch| !branch.iter().any(wants_null));
            if let Some(branch) = real.into_iter().next() {
                for inner in branch {
                    self.error(file, inner);
                }
                return;
            }
        }
        self.fault(file, error.instance_path().to_string(), expectation(error));
    }

    fn roles(&mut self, file: &str, roles: &[Role]) {
        let mut seen = BTreeSet::new();
        for (i, role) in roles.iter().enumerate() {
            if !seen.insert(&role.role) {
                self.fault(file, format!("/{i}/role"), format!("expected each role once; {} stands twice", role.role));
            }
        }
    }

    /// Words of people: each way once, each meaning a procedure that is there.
    fn said(&mut self, file: &str, words: &Words, procedures: &[Procedure]) {
        let mut ways = BTreeSet::new();
        for (i, said) in words.said.iter().enumerate() {
            for (n, way) in said.ways.iter().enumerate() {
                if !ways.insert(marked(way)) {
                    self.fault(
                        file,
                        format!("/said/{i}/ways/{n}"),
                        format!("expected each way once; {way:?} stands twice"),
                    );
                }
            }
            for (n, key) in said.find.iter().enumerate() {
                if !procedures.iter().any(|p| p.key == *key) {
                    let found = format!("expected the key of a procedure, found {:?}", key.as_str());
                    self.fault(file, format!("/said/{i}/find/{n}"), found);
                }
            }
        }
    }

    fn procedure(&mut self, file: &str, procedure: &Procedure, roles: Option<&BTreeSet<&str>>) {
        let stem = Path::new(file).file_stem().map(|s| s.to_string_lossy().into_owned()).unwrap_or_default();
        if procedure.key.as_str() != stem {
            self.fault(
                file,
                "/key",
                format!("expected {stem:?} as the file is named, found {:?}", procedure.key.as_str()),
            );
        }
        if let Some(code) = procedure.code.as_deref().filter(|code| *code != procedure.key.as_str()) {
            self.fault(
                file,
                "/code",
                format!("expected the key {:?} to be the national code, found {code:?}", procedure.key.as_str()),
            );
        }
        for (i, pair) in procedure.versions.windows(2).enumerate() {
            let at = format!("/versions/{}", i + 1);
            if pair[1].version <= pair[0].version {
                self.fault(
                    file,
                    format!("{at}/version"),
                    format!("expected more than {}, oldest version first", pair[0].version),
                );
            }
            if pair[1].effective_from <= pair[0].effective_from {
                self.fault(file, format!("{at}/effective_from"), "expected a day after the version before began");
            }
        }
        for (i, version) in procedure.versions.iter().enumerate() {
            self.version(file, &format!("/versions/{i}"), version, roles);
        }
    }

    fn version(&mut self, file: &str, at: &str, version: &Version, roles: Option<&BTreeSet<&str>>) {
        if let (Some(from), Some(to)) = (version.effective_from, version.effective_to)
            && to <= from
        {
            self.fault(file, format!("{at}/effective_to"), format!("expected a day after {from}"));
        }
        let mut papers = BTreeSet::new();
        for (i, paper) in version.papers.iter().enumerate() {
            if !papers.insert(&paper.id) {
                self.fault(
                    file,
                    format!("{at}/papers/{i}/id"),
                    format!("expected each id once; {} stands twice", paper.id),
                );
            }
            if paper.originals == 0 && paper.copies == 0 {
                self.fault(file, format!("{at}/papers/{i}"), "expected at least one original or copy");
            }
        }
        for (i, step) in version.steps.iter().enumerate() {
            let number = i + 1;
            if u32::try_from(number).ok() != Some(step.no) {
                self.fault(file, format!("{at}/steps/{i}/no"), format!("expected {number}, found {}", step.no));
            }
            if roles.is_some_and(|known| !known.contains(step.role.as_str())) {
                self.fault(
                    file,
                    format!("{at}/steps/{i}/role"),
                    format!("expected a role of roles.json, found {:?}", step.role.as_str()),
                );
            }
        }
        let sum = version.shares();
        if (sum - 1.0).abs() > SHARE_TOLERANCE {
            self.fault(
                file,
                format!("{at}/steps"),
                format!("expected shares that add up to 1 (±{SHARE_TOLERANCE}), found {sum:.4}"),
            );
        }
        // A mark must point at something; what is missing may point at what is not there.
        let value = serde_json::to_value(version).unwrap_or_default();
        for (i, mark) in version.provenance.marks.iter().enumerate() {
            if mark.kind != MarkKind::Missing && value.pointer(&mark.at).is_none_or(Value::is_null) {
                self.fault(
                    file,
                    format!("{at}/provenance/marks/{i}/at"),
                    format!("expected a pointer to a part of this version, found {:?}", mark.at),
                );
            }
        }
    }

    fn organisation(&mut self, file: &str, organisation: &Organisation, procedures: &[Procedure], roles: &[Role]) {
        for fault in organisation.faults() {
            match fault.split_once(": ") {
                Some((path, words)) => {
                    self.fault(file, path, format!("expected sound references; {words}"));
                }
                None => self.fault(file, "", fault),
            }
        }
        let mut codes = BTreeMap::new();
        for (i, unit) in organisation.units.iter().enumerate() {
            if unit.to.is_some_and(|to| to <= unit.from) {
                self.fault(file, format!("/units/{i}/to"), format!("expected a day after {}", unit.from));
            }
            if unit.one_stop.is_some()
                && let Some(other) = codes.insert(&unit.agency_code, &unit.id)
            {
                self.fault(
                    file,
                    format!("/units/{i}/agency_code"),
                    format!(
                        "expected a code of its own, else dossiers of two units get one code; {other} has {} too",
                        unit.agency_code
                    ),
                );
            }
            self.publishes(file, &format!("/units/{i}/publishes"), unit, organisation, procedures, roles);
        }
    }

    /// What a unit publishes must exist, and somebody must be there for each step of it.
    fn publishes(
        &mut self,
        file: &str,
        at: &str,
        unit: &Unit,
        organisation: &Organisation,
        procedures: &[Procedure],
        roles: &[Role],
    ) {
        let fields: BTreeSet<&str> = procedures.iter().flat_map(|p| &p.versions).map(|v| v.field.vi.as_str()).collect();
        let named = [("fields", &unit.publishes.fields), ("except_fields", &unit.publishes.except_fields)];
        for (list, names) in named {
            for (i, name) in names.iter().enumerate() {
                if name != "*" && !fields.contains(name.as_str()) {
                    self.fault(
                        file,
                        format!("{at}/{list}/{i}"),
                        format!("expected a field of the procedures, found {name:?}"),
                    );
                }
            }
        }
        for (i, key) in unit.publishes.procedures.iter().enumerate() {
            if !procedures.iter().any(|p| p.key == *key) {
                self.fault(
                    file,
                    format!("{at}/procedures/{i}"),
                    format!("expected the key of a procedure, found {:?}", key.as_str()),
                );
            }
        }
        let mut told = BTreeSet::new();
        for procedure in procedures {
            let Some(version) =
                procedure.versions.last().filter(|v| published(&unit.publishes, &procedure.key, &v.field.vi))
            else {
                continue;
            };
            let key = &procedure.key;
            if unit.one_stop.is_none() && told.insert("one-stop".to_owned()) {
                self.fault(file, at, format!("expected nothing: {} has no one-stop shop to receive {key} at", unit.id));
            }
            let Some(competent) = organisation.agency_for(&unit.id, version.competent, unit.from) else {
                let kind = word(&version.competent);
                if told.insert(kind.clone()) {
                    self.fault(
                        file,
                        at,
                        format!("expected an agency of kind {kind} that serves {} for {key} on {}", unit.id, unit.from),
                    );
                }
                continue;
            };
            let planning =
                Planning { version, roles, organisation, receiving: &unit.id, competent: &competent.id, on: unit.from };
            // A role that is not known is a fault of the procedure already.
            for step in plan(&planning, WorkingTime::from_days(1)).unwrap_or_default() {
                let held = organisation.posts.iter().any(|p| {
                    p.unit == step.unit
                        && p.kind == step.post
                        && p.from <= unit.from
                        && p.to.is_none_or(|to| unit.from < to)
                });
                let kind = word(&step.post);
                if !held && told.insert(format!("{} {kind}", step.unit)) {
                    self.fault(
                        file,
                        "/posts",
                        format!("expected a post {kind} in {} for the step {} of {key}", step.unit, step.role),
                    );
                }
            }
        }
    }

    fn calendar(&mut self) {
        for path in self.files("calendar", "csv") {
            let Some(text) = self.text(&path) else {
                continue;
            };
            // The calendar itself refuses a day that stands twice.
            let read = Calendar::days_from_csv(&text).and_then(|days| Calendar::new(OfficeHours::standard(), days));
            if let Err(error) = read {
                self.fault(&shown(&path), "", error.to_string());
            }
        }
    }
}

/// Whether a unit publishes a procedure at its first set-up.
fn published(publishes: &Publishes, key: &ProcedureKey, field: &str) -> bool {
    let listed = |names: &[String]| names.iter().any(|n| n == "*" || n == field);
    publishes.procedures.contains(key) || (listed(&publishes.fields) && !listed(&publishes.except_fields))
}
