//! A step, to and from the wire.

use super::super::Refused;
use chrono::NaiveTime;
use turno_domain::casework::{Step, StepFault, StepTexts, is_plausible_day};
use turno_domain::keys::OperatorKey;
use turno_protocol::casework::{StepFields, StepView};
use turno_protocol::wire_time::WireTime;
use turno_store::casework::StepSays;

/// What a step says, from what was sent; without a word about it `responsible` does it.
pub fn step_from(fields: StepFields, responsible: &OperatorKey) -> Result<StepSays, Refused> {
    let refuse = |fault: StepFault| match fault {
        StepFault::Empty => Refused::malformed(fault.to_string()),
        _ => Refused::unknown_value(fault.to_string()),
    };
    if !is_plausible_day(fields.due) {
        return Err(refuse(StepFault::Day));
    }
    let time = fields.time.as_deref().filter(|time| !time.is_empty());
    let time = time.map(|time| NaiveTime::parse_from_str(time, "%H:%M")).transpose();
    let texts = StepTexts { what: fields.what, place: fields.place, bring: fields.bring };
    Ok(StepSays {
        kind: fields.kind,
        texts: texts.checked().map_err(refuse)?,
        due: fields.due,
        time: time.map_err(|_| Refused::unknown_value("a time is HH:MM"))?,
        responsible: fields.responsible.unwrap_or_else(|| responsible.clone()),
    })
}

/// A step as it travels.
pub fn step(step: &Step) -> StepView {
    StepView {
        id: step.id,
        practice: step.practice,
        revision: step.revision,
        fields: StepFields {
            kind: step.kind,
            what: step.texts.what.clone(),
            due: step.due,
            time: step.time.map(|time| time.format("%H:%M").to_string()),
            responsible: Some(step.responsible.clone()),
            place: step.texts.place.clone(),
            bring: step.texts.bring.clone(),
        },
        made_by: step.made_by.clone(),
        made_at: step.made_at.into(),
        state: step.state,
        ended_at: step.ended_at.map(WireTime),
        ended_by: step.ended_by.clone(),
        outcome: step.outcome.clone(),
    }
}
