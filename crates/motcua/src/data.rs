//! The law as data: the files that the binary carries, or a folder that takes their place.

use crate::fault::Fault;
use domain::calendar::{Calendar, OfficeHours};
use domain::organisation::Organisation;
use domain::procedure::Procedure;
use office::setup::House;
use rust_embed::RustEmbed;
use serde::de::DeserializeOwned;
use std::path::{Path, PathBuf};

/// Numbers of forms and series, in the data and in an agency's own folder of forms.
const FORMS: &str = "forms/forms.json";

#[derive(RustEmbed)]
#[folder = "../../data"]
struct Carried;

/// Where files of the law come from.
#[derive(Debug, Clone, Default)]
pub struct Data {
    folder: Option<PathBuf>,
}

impl Data {
    /// The files of a folder, or (`None`) those in the binary.
    pub fn from(folder: Option<PathBuf>) -> Self {
        Data { folder }
    }

    fn text(&self, name: &str) -> Result<String, Fault> {
        if let Some(folder) = &self.folder {
            let path = folder.join(name);
            return std::fs::read_to_string(&path).map_err(|e| Fault::file(&path, e));
        }
        let file = Carried::get(name).ok_or_else(|| Fault::failed(format!("data/{name}: not in this binary")))?;
        String::from_utf8(file.data.into_owned()).map_err(|e| Fault::failed(format!("data/{name}: {e}")))
    }

    fn json<T: DeserializeOwned>(&self, name: &str) -> Result<T, Fault> {
        parse(&self.text(name)?, name)
    }

    fn names(&self, kind: &str) -> Result<Vec<String>, Fault> {
        let mut names: Vec<String> = match &self.folder {
            Some(folder) => {
                let path = folder.join(kind);
                std::fs::read_dir(&path)
                    .map_err(|e| Fault::file(&path, e))?
                    .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
                    .map(|name| format!("{kind}/{name}"))
                    .collect()
            }
            None => Carried::iter()
                .map(|name| name.to_string())
                .filter(|name| name.starts_with(&format!("{kind}/")))
                .collect(),
        };
        names.retain(|name| Path::new(name).extension().is_some_and(|e| e == "json"));
        names.sort();
        Ok(names)
    }

    /// Roles, figures, days off, and the words of people at home.
    pub fn house(&self) -> Result<House, Fault> {
        let days = "calendar/days-2010-2026.csv";
        let faulty = |e: domain::calendar::CalendarError| Fault::failed(format!("data/{days}: {e}"));
        let exceptions = Calendar::days_from_csv(&self.text(days)?).map_err(faulty)?;
        Ok(House {
            roles: self.json("roles.json")?,
            practice: self.json("practice.json")?,
            words: self.json("words.json")?,
            forms: self.json(FORMS)?,
            calendar: Calendar::new(OfficeHours::standard(), exceptions).map_err(faulty)?,
        })
    }

    /// The same, with what an agency's own folder of forms sets about its papers.
    pub fn house_with(&self, forms: Option<&Path>) -> Result<House, Fault> {
        let mut house = self.house()?;
        if let Some(own) = forms.map(|dir| dir.join("forms.json")).filter(|p| p.is_file()) {
            let text = std::fs::read_to_string(&own).map_err(|e| Fault::file(&own, e))?;
            house.forms.overlay(parse(&text, &own.display().to_string())?);
        }
        Ok(house)
    }

    /// Papers with invented values, by kind: what a template is tried with.
    pub fn samples(&self) -> Result<Vec<(String, serde_json::Value)>, Fault> {
        let kind = |name: &str| Path::new(name).file_stem().map(|s| s.to_string_lossy().into_owned());
        self.names("forms/samples")?.iter().map(|name| Ok((kind(name).unwrap_or_default(), self.json(name)?))).collect()
    }

    /// All procedures, by key.
    pub fn procedures(&self) -> Result<Vec<Procedure>, Fault> {
        self.names("procedures")?.iter().map(|name| self.json(name)).collect()
    }

    /// An organisation: a file, or one of those in the data by its bare name (`ngo-quyen`).
    pub fn organisation(&self, name: &str) -> Result<Organisation, Fault> {
        let path = Path::new(name);
        if path.is_file() {
            let text = std::fs::read_to_string(path).map_err(|e| Fault::file(path, e))?;
            return parse(&text, name);
        }
        let own = format!("organisations/{name}.json");
        let names = self.names("organisations")?;
        if names.contains(&own) {
            return self.json(&own);
        }
        Err(Fault::asked(format!(
            "organisation {name:?}: no such file, and none of {}",
            self.organisations()?.join(", ")
        )))
    }

    /// Bare names of the organisations in the data.
    pub fn organisations(&self) -> Result<Vec<String>, Fault> {
        let stem = |n: &String| Path::new(n).file_stem().map(|s| s.to_string_lossy().into_owned());
        Ok(self.names("organisations")?.iter().filter_map(stem).collect())
    }
}

fn parse<T: DeserializeOwned>(text: &str, name: &str) -> Result<T, Fault> {
    serde_json::from_str(text).map_err(|e| Fault::failed(format!("{name}: {e}; `motcua check data DIR` tells more")))
}
