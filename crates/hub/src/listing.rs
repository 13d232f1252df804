//! Lists for people at a terminal: a heading, and columns that stand straight.

use turno_domain::keys::Qualification;
use turno_domain::roles::{DeviceRole, PersonRole};
use turno_store::queue::{Device, OperatorRecord};

/// The devices, a line each.
pub fn devices(devices: &[Device]) -> Vec<String> {
    let row = |device: &Device| {
        let role = match device.role {
            DeviceRole::Kiosk => "kiosk",
            DeviceRole::Desk => "desk",
        };
        let state = if device.revoked_at.is_some() { "revoked" } else { "enrolled" };
        let parts: Vec<String> = device.parts.iter().map(|(part, state)| format!("{part}={state}")).collect();
        [device.name.clone(), role.to_owned(), state.to_owned(), parts.join(" ")]
    };
    columns(["NAME", "ROLE", "STATE", "PARTS"], devices.iter().map(row).collect())
}

/// The operators, a line each.
pub fn operators(operators: &[OperatorRecord]) -> Vec<String> {
    let row = |operator: &OperatorRecord| {
        let role = match operator.role {
            PersonRole::Operator => "operator",
            PersonRole::Coordinator => "coordinator",
            PersonRole::Administrator => "administrator",
        };
        let state = if operator.retired { "retired" } else { "active" };
        let qualifications: Vec<&str> = operator.qualifications.iter().map(Qualification::as_str).collect();
        let key = operator.key.to_string();
        [key, operator.name.clone(), role.to_owned(), state.to_owned(), qualifications.join(" ")]
    };
    columns(["KEY", "NAME", "ROLE", "STATE", "QUALIFICATIONS"], operators.iter().map(row).collect())
}

fn columns<const N: usize>(heading: [&str; N], mut rows: Vec<[String; N]>) -> Vec<String> {
    rows.insert(0, heading.map(str::to_owned));
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
    let widths: [usize; N] = std::array::from_fn(width);
    let line = |row: &[String; N]| {
        let cells = row.iter().zip(widths).map(|(cell, width)| format!("{cell:<width$}"));
        cells.collect::<Vec<_>>().join("  ").trim_end().to_owned()
    };
    rows.iter().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_as_wide_as_what_stands_in_them() {
        let rows = vec![["è".to_owned(), "x".to_owned()], ["lungo".to_owned(), String::new()]];
        assert_eq!(columns(["A", "B"], rows), ["A      B", "è      x", "lungo"]);
    }
}
