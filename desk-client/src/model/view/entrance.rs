//! What the entrance needs of a desk: somebody who asks for help, a kiosk whose printer stands.

use super::super::help::Goer;
use super::super::kiosks::Ailing;
use super::super::{Desk, Link};

/// Somebody at a kiosk who asks for help, or to whom somebody goes.
#[derive(Clone, Debug, PartialEq)]
pub struct HelpView {
    /// What the kiosk is called beside "totem"; empty: nothing else.
    pub kiosk: String,
    /// The colleague who asks, where it is one; empty: somebody at the kiosk.
    pub colleague: String,
    /// Where that colleague is.
    pub counter: String,
    /// Whole minutes since they asked.
    pub minutes: i64,
    /// Their language, where it is not the site's own.
    pub language: Option<&'static str>,
    /// How many more wait elsewhere.
    pub more: usize,
    /// Who goes; none: nobody yet.
    pub coming: Option<Goer>,
    /// Whether somebody sits here who could go.
    pub may_answer: bool,
    /// Whether the hub is being told.
    pub telling: bool,
}

/// What became of one's own wish for a hand.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum MyHelp {
    /// Nobody is asked.
    #[default]
    None,
    /// Colleagues are asked.
    Asked,
    /// This one comes, by first name.
    Coming(String),
}

/// A part of a kiosk that is not well.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AilingView {
    /// What the kiosk is called beside "totem"; empty: nothing else.
    pub kiosk: String,
    /// The word of a [`turno_protocol::part::DevicePart`]; `connection` stands for the whole kiosk.
    pub part: &'static str,
    /// Its state in the kiosk's word.
    pub state: String,
    /// Whether it needs a hand now.
    pub urgent: bool,
}

impl Desk {
    pub(super) fn help_view(&self) -> Option<HelpView> {
        let waiting = self.others_waiting().next();
        let (asked, coming) = match (waiting, self.others_coming()) {
            (Some(asked), _) => (asked, None),
            (None, Some((asked, goer))) => (asked, Some(goer)),
            (None, None) => return None,
        };
        let sites_own = self.site.as_ref().and_then(|site| site.languages.first().copied());
        let signed_in = self.session.is_some();
        // With a person in hand nothing more is said of somebody else.
        let language = asked.language.filter(|own| Some(*own) != sites_own && self.in_hand().is_none());
        let colleague = asked.colleague.as_ref();
        let at = colleague.and_then(|colleague| colleague.counter.as_ref());
        Some(HelpView {
            colleague: colleague.map(|colleague| self.operator_name(&colleague.operator)).unwrap_or_default(),
            counter: at.map(|counter| self.counter_label(counter.as_str())).unwrap_or_default(),
            kiosk: place_of(&asked.kiosk),
            minutes: self.minutes_since(asked.at),
            language: language.map(|language| language.code()),
            more: self.others_waiting().filter(|other| other.id != asked.id).count(),
            // Where nobody is signed in anybody may read the screen: no names.
            coming: coming.map(|goer| if signed_in { goer.clone() } else { Goer::Colleague(String::new()) }),
            may_answer: coming.is_none() && signed_in && self.link == Link::There,
            telling: self.is_telling_of_help(),
        })
    }

    pub(super) fn my_help_view(&self) -> MyHelp {
        match self.my_help().map(|asked| &asked.coming) {
            None => MyHelp::None,
            Some(None) => MyHelp::Asked,
            Some(Some(coming)) => match &coming.who {
                Goer::Me => MyHelp::None,
                Goer::Colleague(name) => MyHelp::Coming(name.clone()),
            },
        }
    }

    /// What is not well at the kiosks. While the hub is away nobody knows.
    pub(super) fn ailing_views(&self) -> Vec<AilingView> {
        if self.link != Link::There {
            return Vec::new();
        }
        let view = |ailing: Ailing| AilingView {
            kiosk: place_of(&ailing.kiosk),
            part: ailing.part.word(),
            state: ailing.state,
            urgent: ailing.urgent,
        };
        self.kiosks.ailing().into_iter().map(view).collect()
    }
}

/// What a kiosk is called beside the word "totem", which the screen says: `totem-ingresso` is the one of "ingresso", and `kiosk`
/// just that.
fn place_of(device: &str) -> String {
    let words: Vec<&str> = device.split(['-', '_', ' ']).filter(|word| !word.is_empty()).collect();
    let is_kiosk = |word: &&str| ["totem", "kiosk", "chiosco"].contains(&word.to_lowercase().as_str());
    let named = if words.first().is_some_and(is_kiosk) { &words[1..] } else { &words[..] };
    named.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kiosk_is_not_called_kiosk_twice() {
        for (device, place) in [
            ("ingresso", "ingresso"),
            ("totem-ingresso", "ingresso"),
            ("Totem piano_terra", "piano terra"),
            ("kiosk", ""),
            ("kiosk 2", "2"),
            ("", ""),
        ] {
            assert_eq!(place_of(device), place, "{device:?}");
        }
    }
}
