//! Opening an office for a command: database, law, clock, press.

use crate::config::{Config, files_in, in_folder};
use crate::data::Data;
use crate::fault::Fault;
use crate::ledger::LogPlace;
use crate::print::Typesetter;
use clap::Args;
use domain::file::FileLimits;
use office::Office;
use office::clock::{Chance, Clock, SystemChance, SystemClock};
use office::file::Shelf;
use std::path::PathBuf;
use std::sync::Arc;

/// Where an office's parts come from.
pub struct Shop {
    /// URL or path.
    pub database: String,
    /// Files of the law.
    pub data: Data,
    /// The agency's own forms.
    pub forms: Option<PathBuf>,
    /// Address for QR codes.
    pub address: String,
    /// Folder of files.
    pub files: PathBuf,
    /// How much is taken.
    pub limits: FileLimits,
}

/// Whose office a command is about.
#[derive(Args)]
pub struct Which {
    /// The configuration.
    #[arg(long, default_value = "motcua.toml", conflicts_with = "data")]
    pub config: PathBuf,
    /// A data folder instead, such as the demo's.
    #[arg(long)]
    pub data: Option<PathBuf>,
}

impl Which {
    /// The parts of that office.
    pub fn shop(&self) -> Result<Shop, Fault> {
        let Some(folder) = &self.data else { return Shop::of(&Config::read(&self.config)?) };
        let database = in_folder(folder);
        if !PathBuf::from(&database).is_file() {
            return Err(Fault::asked(format!("{database}: no such database")));
        }
        Ok(Shop {
            database,
            data: Data::default(),
            forms: None,
            address: String::new(),
            files: files_in(folder),
            limits: FileLimits::default(),
        })
    }

    /// Where its log's key and guard stand.
    pub fn log_place(&self) -> Result<LogPlace, Fault> {
        match &self.data {
            Some(folder) => Ok(LogPlace::in_folder(folder, "")),
            None => Ok(Config::read(&self.config)?.log_place()),
        }
    }
}

impl Shop {
    /// As a configuration says; makes the data folder.
    pub fn of(config: &Config) -> Result<Self, Fault> {
        config.make_folder()?;
        Ok(Shop {
            database: config.database(),
            data: Data::from(config.law.clone()),
            forms: config.forms.clone(),
            address: config.address.clone(),
            files: config.files.folder(&config.data),
            limits: config.files.limits(),
        })
    }

    /// Opens on the machine's clock and chance.
    pub async fn open(&self) -> Result<Office, Fault> {
        self.open_at(Arc::new(SystemClock), Arc::new(SystemChance)).await
    }

    /// Opens on a given clock and chance.
    pub async fn open_at(&self, clock: Arc<dyn Clock>, chance: Arc<dyn Chance>) -> Result<Office, Fault> {
        let db = store::open(&self.database).await?;
        let press = Arc::new(Typesetter::new(self.forms.clone()));
        let house = self.data.house_with(self.forms.as_deref())?;
        let office = Office::open(db, house, clock, chance, press, self.address.clone()).await?;
        let shelf = Shelf::open(&self.files).map_err(|e| Fault::file(&self.files, e))?;
        office.keep_files(shelf, self.limits);
        Ok(office)
    }

    /// Takes in an organisation and all procedures.
    pub async fn set_up(&self, office: &Office, organisation: &str) -> Result<(), Fault> {
        let organisation = self.data.organisation(organisation)?;
        office.set_up(&office::setup::the_program(), organisation, self.data.procedures()?).await?;
        Ok(())
    }
}

/// Whether an office has an organisation yet.
pub fn is_set_up(office: &Office) -> bool {
    !office.law().organisation.units.is_empty()
}

/// Finishes what is queued and closes the database.
pub async fn close(office: Office) {
    office.db().clone().close().await;
}
