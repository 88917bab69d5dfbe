//! Setting an office up: the house's data (roles, figures, days off), an organisation, procedures.

use crate::error::Error;
use crate::{Actor, Office};
use domain::calendar::Calendar;
use domain::dossier::Practice;
use domain::id::{PersonId, PostId, ProcedureKey, UnitId};
use domain::organisation::{Organisation, OrganisationCommand, PostKind, Unit};
use domain::paper::Forms;
use domain::procedure::{Procedure, ProcedureCommand, Role, ServedBy};
use domain::search::Words;

/// Data of the house that no office changes by itself.
#[derive(Debug, Clone)]
pub struct House {
    /// How roles of internal processes are filled.
    pub roles: Vec<Role>,
    /// Figures of the law.
    pub practice: Practice,
    /// Papers: their forms and series of numbers.
    pub forms: Forms,
    /// Days off, with the standard office hours.
    pub calendar: Calendar,
    /// How people at home ask for a procedure.
    pub words: Words,
}

/// The program itself, which acts only while an office is set up, before it has an administrator.
pub fn the_program() -> Actor {
    let key = |k| PostId::parse(k).expect("a literal key");
    Actor {
        person: PersonId::parse("motcua").expect("a literal key"),
        post: key("motcua.setup"),
        kind: PostKind::Administrator,
        unit: UnitId::parse("motcua").expect("a literal key"),
        delegation: None,
    }
}

impl Office {
    /// Takes in an organisation and all procedures, and publishes at each unit what the
    /// organisation's data say. Procedures whose limit the source leaves open stay unpublished
    /// until the unit sets it.
    pub async fn set_up(
        &self,
        actor: &Actor,
        organisation: Organisation,
        procedures: Vec<Procedure>,
    ) -> Result<(), Error> {
        let mut changes: Vec<(ProcedureKey, ProcedureCommand)> = Vec::new();
        for procedure in &procedures {
            changes.push((procedure.key.clone(), ProcedureCommand::Import(Box::new(procedure.clone()))));
        }
        for unit in &organisation.units {
            for procedure in procedures.iter().filter(|p| publishes(unit, p)) {
                changes.push((procedure.key.clone(), ProcedureCommand::Publish { unit: unit.id.clone() }));
            }
        }
        self.change_organisation(actor, OrganisationCommand::Import(Box::new(organisation))).await?;
        self.change_procedures(actor, changes).await
    }
}

/// Whether a unit's data say that it publishes a procedure, and the procedure can be.
fn publishes(unit: &Unit, procedure: &Procedure) -> bool {
    let Some(version) = procedure.versions.last() else { return false };
    if procedure.served_by != ServedBy::Dossier || version.time_limit.limit.is_none() {
        return false;
    }
    let field = &version.field.vi;
    let by_field =
        unit.publishes.fields.iter().any(|f| f == "*" || f == field) && !unit.publishes.except_fields.contains(field);
    by_field || unit.publishes.procedures.contains(&procedure.key)
}
