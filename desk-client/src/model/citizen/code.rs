//! What a codice fiscale says of a person: it fills what nobody said otherwise, and what does not go with it is told.

use super::super::person::{CodeNote, PersonFields, birth_text, parse_birth};
use super::places;
use chrono::NaiveDate;
use turno_domain::casework::{PartialDate, Sex};
use turno_domain::codice_fiscale::{CodiceFiscale, RegisteredSex};

impl PersonFields {
    /// Fills birth date, sex and birth place from a right codice fiscale, where nothing else was said. What another code had filled
    /// gives way: a code is often typed twice.
    pub fn fill_from_code(&mut self, today: NaiveDate) {
        let Some(code) = self.codice_fiscale() else { return };
        let before = CodiceFiscale::parse(&self.filled_from).ok();
        let birth = |code: &CodiceFiscale| {
            code.birth_date(today).map(|date| birth_text(PartialDate::whole(date))).unwrap_or_default()
        };
        let place = |code: &CodiceFiscale| places::name_of(code.birth_place().as_str()).unwrap_or_default();
        let fill = |typed: &mut String, says: &dyn Fn(&CodiceFiscale) -> String| {
            let open =
                typed.trim().is_empty() || before.as_ref().is_some_and(|code| says(code) == typed.trim());
            if open && !says(&code).is_empty() {
                *typed = says(&code);
            }
        };
        fill(&mut self.birth, &birth);
        fill(&mut self.birth_place, &place);
        if self.sex.is_none() || self.sex == before.as_ref().map(sex_of) {
            self.sex = Some(sex_of(&code));
        }
        self.filled_from = code.as_str().to_owned();
    }

    /// What does not go together with a right codice fiscale. It is said and forces nothing: a code may be of a married name.
    pub fn mismatches(&self, today: NaiveDate) -> Vec<CodeNote> {
        let Some(code) = self.codice_fiscale() else { return Vec::new() };
        let named = !self.family.trim().is_empty() && !self.given.trim().is_empty();
        let born = parse_birth(&self.birth, today).ok().flatten().zip(code.birth_date(today));
        let place = places::code_of(self.birth_place.trim());
        let wrong = [
            (named && !code.matches(&self.family, &self.given), CodeNote::OtherName),
            (born.is_some_and(|(born, date)| !fits(born, date)), CodeNote::OtherBirth),
            (self.sex.is_some_and(|sex| sex != sex_of(&code)), CodeNote::OtherSex),
            (place.is_some_and(|place| place != code.birth_place().as_str()), CodeNote::OtherPlace),
        ];
        wrong.into_iter().filter_map(|(wrong, note)| wrong.then_some(note)).collect()
    }
}

fn sex_of(code: &CodiceFiscale) -> Sex {
    match code.sex() {
        RegisteredSex::Female => Sex::Female,
        RegisteredSex::Male => Sex::Male,
    }
}

/// Whether what was typed goes with a code's date, which knows no centuries.
fn fits(typed: PartialDate, date: NaiveDate) -> bool {
    let whole = PartialDate::whole(date);
    typed.year.rem_euclid(100) == whole.year.rem_euclid(100)
        && (typed.month.is_none() || typed.month == whole.month)
        && (typed.day.is_none() || typed.day == whole.day)
}
