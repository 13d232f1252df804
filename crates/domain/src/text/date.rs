//! A day as people say it, with its weekday, in every language: on tickets and on forms alike.

use super::Language;
use chrono::{Datelike, NaiveDate};

impl Language {
    /// A day, as one writes it in a letter: "martedì 1 dicembre 2026".
    #[must_use]
    pub fn date(self, date: NaiveDate) -> String {
        let weekday = self.weekday(date);
        let (day, month, year) = (date.day(), self.month(date), date.year());
        match self {
            Self::It | Self::En | Self::Ar => format!("{weekday} {day} {month} {year}"),
            Self::Fr if day == 1 => format!("{weekday} 1er {month} {year}"),
            Self::Fr => format!("{weekday} {day} {month} {year}"),
            Self::Es => format!("{weekday} {day} de {month} de {year}"),
            Self::Ro | Self::Sq => format!("{weekday}, {day} {month} {year}"),
            Self::Uk => format!("{weekday}, {day} {month} {year} р."),
            Self::Zh => format!("{year}年{month}月{day}日 星期{weekday}"),
        }
    }

    fn weekday(self, date: NaiveDate) -> &'static str {
        // Monday first.
        let names: [&str; 7] = match self {
            Self::It => ["lunedì", "martedì", "mercoledì", "giovedì", "venerdì", "sabato", "domenica"],
            Self::En => ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
            Self::Fr => ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"],
            Self::Es => ["lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"],
            Self::Ro => ["luni", "marți", "miercuri", "joi", "vineri", "sâmbătă", "duminică"],
            Self::Sq => ["e hënë", "e martë", "e mërkurë", "e enjte", "e premte", "e shtunë", "e diel"],
            Self::Uk => ["понеділок", "вівторок", "середа", "четвер", "пʼятниця", "субота", "неділя"],
            Self::Ar => ["الاثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت", "الأحد"],
            Self::Zh => ["一", "二", "三", "四", "五", "六", "日"],
        };
        names[date.weekday().num_days_from_monday() as usize]
    }

    fn month(self, date: NaiveDate) -> &'static str {
        // After the number of a day, where a language tells that from a month alone.
        let names: [&str; 12] = match self {
            Self::It => [
                "gennaio",
                "febbraio",
                "marzo",
                "aprile",
                "maggio",
                "giugno",
                "luglio",
                "agosto",
                "settembre",
                "ottobre",
                "novembre",
                "dicembre",
            ],
            Self::En => [
                "January",
                "February",
                "March",
                "April",
                "May",
                "June",
                "July",
                "August",
                "September",
                "October",
                "November",
                "December",
            ],
            Self::Fr => [
                "janvier",
                "février",
                "mars",
                "avril",
                "mai",
                "juin",
                "juillet",
                "août",
                "septembre",
                "octobre",
                "novembre",
                "décembre",
            ],
            Self::Es => [
                "enero",
                "febrero",
                "marzo",
                "abril",
                "mayo",
                "junio",
                "julio",
                "agosto",
                "septiembre",
                "octubre",
                "noviembre",
                "diciembre",
            ],
            Self::Ro => [
                "ianuarie",
                "februarie",
                "martie",
                "aprilie",
                "mai",
                "iunie",
                "iulie",
                "august",
                "septembrie",
                "octombrie",
                "noiembrie",
                "decembrie",
            ],
            Self::Sq => [
                "janar", "shkurt", "mars", "prill", "maj", "qershor", "korrik", "gusht", "shtator", "tetor",
                "nëntor", "dhjetor",
            ],
            Self::Uk => [
                "січня",
                "лютого",
                "березня",
                "квітня",
                "травня",
                "червня",
                "липня",
                "серпня",
                "вересня",
                "жовтня",
                "листопада",
                "грудня",
            ],
            Self::Ar => [
                "يناير",
                "فبراير",
                "مارس",
                "أبريل",
                "مايو",
                "يونيو",
                "يوليو",
                "أغسطس",
                "سبتمبر",
                "أكتوبر",
                "نوفمبر",
                "ديسمبر",
            ],
            Self::Zh => ["1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12"],
        };
        names[date.month0() as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_said_as_one_does() {
        let first = NaiveDate::from_ymd_opt(2026, 12, 1).unwrap();
        let said = Language::ALL.map(|language| language.date(first));
        assert_eq!(
            said,
            [
                "martedì 1 dicembre 2026",
                "Tuesday 1 December 2026",
                "mardi 1er décembre 2026",
                "martes 1 de diciembre de 2026",
                "marți, 1 decembrie 2026",
                "e martë, 1 dhjetor 2026",
                "вівторок, 1 грудня 2026 р.",
                "الثلاثاء 1 ديسمبر 2026",
                "2026年12月1日 星期二",
            ]
        );
        let second = first.succ_opt().unwrap();
        assert_eq!(Language::Fr.date(second), "mercredi 2 décembre 2026");
    }

    #[test]
    fn every_day_of_a_week_and_every_month_has_its_own_name() {
        for language in Language::ALL {
            let day = |day| language.weekday(NaiveDate::from_ymd_opt(2026, 6, day).unwrap());
            let month = |month| language.month(NaiveDate::from_ymd_opt(2026, month, 1).unwrap());
            let days: std::collections::BTreeSet<_> = (1..=7).map(day).collect();
            let months: std::collections::BTreeSet<_> = (1..=12).map(month).collect();
            assert_eq!((days.len(), months.len()), (7, 12), "{language:?}");
        }
    }
}
