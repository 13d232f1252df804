//! What the place codes of a codice fiscale stand for, and back. The registers are committed under `assets/municipalities`, with their
//! sources; they know no citizen.

use std::collections::HashMap;
use std::sync::OnceLock;

/// Name, name in the other language of the place, province, code.
const MUNICIPALITIES: &str = include_str!("../../../../assets/municipalities/municipalities.csv");
/// Name, province, code.
const FORMER: &str = include_str!("../../../../assets/municipalities/former-municipalities.csv");
/// Name, name in English, code.
const STATES: &str = include_str!("../../../../assets/municipalities/foreign-states.csv");

/// The names by their codes, and the codes by their names in small letters.
struct Register {
    names: HashMap<String, String>,
    codes: HashMap<String, String>,
}

fn register() -> &'static Register {
    static REGISTER: OnceLock<Register> = OnceLock::new();
    REGISTER.get_or_init(|| {
        let mut register = Register { names: HashMap::new(), codes: HashMap::new() };
        // Where a code or a name stands twice, what is in force counts.
        register.read(MUNICIPALITIES, 3, Some(2));
        register.read(STATES, 2, None);
        register.read(FORMER, 2, Some(1));
        register
    })
}

impl Register {
    fn read(&mut self, text: &str, code: usize, province: Option<usize>) {
        let mut rows = csv::Reader::from_reader(text.as_bytes());
        for row in rows.records().flatten() {
            let field = |at: usize| row.get(at).unwrap_or_default();
            let name = match province.map(field) {
                Some(province) if !province.is_empty() => format!("{} ({province})", field(0)),
                _ => field(0).to_owned(),
            };
            self.codes.entry(name.to_lowercase()).or_insert_with(|| field(code).to_owned());
            self.names.entry(field(code).to_owned()).or_insert(name);
        }
    }
}

/// The place of a code, as it is written: `Lomazzo (CO)`, `Tunisia`; none for a code of no register.
pub fn name_of(code: &str) -> Option<String> {
    register().names.get(code).cloned()
}

/// The code of a place that is written whole; none for anything else, which is kept as somebody says it.
pub fn code_of(name: &str) -> Option<String> {
    register().codes.get(&name.trim().to_lowercase()).cloned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_a_place_and_a_whole_name_its_code() {
        for (code, name) in [("C933", "Como (CO)"), ("Z352", "Tunisia"), ("A002", "Abbadia Sopra Adda (CO)")]
        {
            assert_eq!(name_of(code).as_deref(), Some(name));
            assert_eq!(code_of(&name.to_uppercase()).as_deref(), Some(code));
        }
        assert_eq!((name_of("A000"), code_of("Tunisi"), code_of("")), (None, None, None));
    }
}
