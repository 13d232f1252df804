//! The municipalities of Italy, found by the first letters that somebody types.
//!
//! The register is committed under `assets/municipalities`, with its sources; it knows no citizen.

use std::sync::OnceLock;

/// The register: name, name in the other language of the place, province, and codes that are not used here.
const REGISTER: &str = include_str!("../../assets/municipalities/municipalities.csv");

/// A municipality.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Its name, as it is written.
    pub name: String,
    /// Its name in the other language spoken there ("Bozen"), or nothing.
    pub other_name: String,
    /// The province's two letters.
    pub province: String,
    folded: String,
    folded_other: String,
}

impl Place {
    /// The name as it is chosen and kept: `Lomazzo (CO)`.
    pub fn label(&self) -> String {
        format!("{} ({})", self.name, self.province)
    }

    /// How well the folded letters fit: the whole name, its beginning, the beginning of a word in it; the name before the
    /// other name each time.
    fn fit(&self, letters: &str) -> Option<u8> {
        let fit = |name: &str| match name {
            "" => None,
            name if name == letters => Some(0),
            name if name.starts_with(letters) => Some(2),
            name if name.split(' ').any(|word| word.starts_with(letters)) => Some(4),
            _ => None,
        };
        let other = fit(&self.folded_other).map(|rank| rank + 1);
        fit(&self.folded).into_iter().chain(other).min()
    }
}

/// Every municipality, by name.
pub fn all() -> &'static [Place] {
    static ALL: OnceLock<Vec<Place>> = OnceLock::new();
    ALL.get_or_init(|| read(REGISTER))
}

fn read(register: &str) -> Vec<Place> {
    let mut rows = csv::Reader::from_reader(register.as_bytes());
    rows.records()
        .flatten()
        .map(|row| {
            let field = |at: usize| row.get(at).unwrap_or_default().to_owned();
            let (name, other_name) = (field(0), field(1));
            Place {
                folded: fold(&name),
                folded_other: fold(&other_name),
                name,
                other_name,
                province: field(2),
            }
        })
        .collect()
}

/// The places that `typed` may mean, the likeliest first: the exact name, then names that begin so, then names with a
/// word that begins so; among equals the kiosk's own municipality, then its province; at most `count`. Nothing for nothing
/// typed.
pub fn search(typed: &str, home: Option<&Place>, count: usize) -> Vec<&'static Place> {
    let letters = fold(typed);
    if letters.is_empty() {
        return Vec::new();
    }
    let distance = |place: &Place| match home {
        Some(home) if home == place => 0_u8,
        Some(home) if home.province == place.province => 1,
        _ => 2,
    };
    let mut found: Vec<((u8, u8), &Place)> = all()
        .iter()
        .filter_map(|place| place.fit(&letters).map(|fit| ((fit, distance(place)), place)))
        .collect();
    // The register is sorted by name, and the sort is stable.
    found.sort_by_key(|(rank, _)| *rank);
    found.into_iter().take(count).map(|(_, place)| place).collect()
}

/// What stands before a municipality's name in that of a body, as it is compared.
const BODIES: [&str; 4] = ["comune di ", "citta di ", "municipio di ", "comune d "];

/// The municipality that a site's name speaks of ("Sportello PAC · Comune di Rovellasca"), if it is one and no other is
/// called so.
pub fn home(site: &str) -> Option<&'static Place> {
    let site = fold(site);
    let after = BODIES.iter().find_map(|body| {
        let (before, after) = site.split_once(body)?;
        (before.is_empty() || before.ends_with(' ')).then_some(after)
    })?;
    let named = |place: &&Place| {
        after.strip_prefix(place.folded.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
    };
    // "Castelnuovo Rangone" is not Castelnuovo.
    let longest = all().iter().filter(named).max_by_key(|place| place.folded.len())?;
    let alone = all().iter().filter(|place| place.folded == longest.folded).count() == 1;
    alone.then_some(longest)
}

/// A name as it is compared: small letters without accents; apostrophes and hyphens are spaces.
fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for character in text.chars().flat_map(char::to_lowercase) {
        match character {
            'à' | 'á' | 'â' | 'ä' | 'ã' => folded.push('a'),
            'è' | 'é' | 'ê' | 'ë' => folded.push('e'),
            'ì' | 'í' | 'î' | 'ï' => folded.push('i'),
            'ò' | 'ó' | 'ô' | 'ö' | 'õ' => folded.push('o'),
            'ù' | 'ú' | 'û' | 'ü' => folded.push('u'),
            'ç' | 'č' | 'ć' => folded.push('c'),
            'ñ' => folded.push('n'),
            'š' => folded.push('s'),
            'ž' => folded.push('z'),
            'ß' => folded.push_str("ss"),
            letter if letter.is_alphanumeric() => folded.push(letter),
            // "Sant'Angelo", "Ronzo-Chienis", "Bolzano/Bozen"; two signs in a row are one space.
            _ if !folded.is_empty() && !folded.ends_with(' ') => folded.push(' '),
            _ => {}
        }
    }
    folded.truncate(folded.trim_end().len());
    folded
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(typed: &str) -> Vec<String> {
        search(typed, None, 5).into_iter().map(Place::label).collect()
    }

    fn labels_at(site: &str, typed: &str) -> Vec<String> {
        search(typed, home(site), 4).into_iter().map(Place::label).collect()
    }

    #[test]
    fn the_sites_own_municipality_and_province_go_first_among_equals() {
        assert_eq!(
            labels_at("Sportello PAC · Comune di Rovellasca", "rove"),
            ["Rovellasca (CO)", "Rovello Porro (CO)", "Rovegno (GE)", "Roverbella (MN)"]
        );
        assert_eq!(labels("rove")[0], "Rovegno (GE)");
        let como = labels_at("Comune di Rovellasca", "como");
        assert_eq!(como[0], "Como (CO)", "the exact name before all");
        let lo = labels_at("Comune di Rovellasca", "lo");
        assert_eq!(
            lo[0], "Locate Varesino (CO)",
            "names that begin so before names with such a word: {lo:?}"
        );
    }

    #[test]
    fn a_sites_name_says_where_it_is_or_does_not() {
        let home = |site| home(site).map(Place::label);
        assert_eq!(home("Sportello PAC · Comune di Rovellasca").as_deref(), Some("Rovellasca (CO)"));
        assert_eq!(home("Sportello polifunzionale · Città di Desio").as_deref(), Some("Desio (MB)"));
        assert_eq!(
            home("Comune di Castelnuovo Rangone, Anagrafe").as_deref(),
            Some("Castelnuovo Rangone (MO)")
        );
        assert_eq!(home("Comune di Livo"), None, "there are two");
        assert_eq!(home("Sportello dell'Unione dei Comuni della Bassa Valle"), None);
        assert_eq!(home("Sportello PAC"), None);
    }

    #[test]
    fn the_register_is_whole() {
        assert!(all().len() > 7_800, "{}", all().len());
        assert!(all().iter().all(|place| !place.name.is_empty() && place.province.len() == 2));
    }

    #[test]
    fn the_exact_name_comes_first() {
        assert_eq!(labels("como")[0], "Como (CO)");
        assert_eq!(labels("Lomazzo"), ["Lomazzo (CO)"]);
        assert_eq!(labels("rovella")[0], "Rovellasca (CO)");
    }

    #[test]
    fn accents_apostrophes_and_capitals_do_not_matter() {
        assert_eq!(labels("cantu")[0], "Cantù (CO)");
        assert_eq!(labels("CANTÙ")[0], "Cantù (CO)");
        assert!(labels("sant angelo lod")[0].starts_with("Sant'Angelo Lodigiano"));
        assert!(labels("bozen")[0].starts_with("Bolzano"));
    }

    #[test]
    fn the_name_goes_before_the_other_name() {
        assert_eq!(labels("r")[0], "Rabbi (TN)", "before Monrupino, which is Repentabor, too");
    }

    #[test]
    fn nothing_typed_finds_nothing() {
        assert!(labels("").is_empty());
        assert!(labels(" '").is_empty());
        assert!(labels("qqq").is_empty());
    }
}
