//! The cards of the welcome: services, and groups of them where there are many. The site's default service, for whoever does not know
//! which, comes first and is in no group.

use super::Model;
use super::view::{Card, CardTarget};
use turno_domain::text::Language;
use turno_protocol::site::SiteService;

/// With more services than this, those that have a group stand behind it.
const MANY: usize = 6;
/// So many characters of a group's services a card has room for; the first is named in any case.
const CONTENTS: usize = 72;

impl Model {
    /// The services of the group with this Italian name.
    pub(super) fn group(&self, name: &str) -> impl Iterator<Item = &SiteService> {
        self.services().filter(move |service| self.group_name(service) == Some(name))
    }

    fn group_name<'a>(&self, service: &'a SiteService) -> Option<&'a str> {
        let group = service.group.as_ref().map(|group| group.get(Language::It));
        group.filter(|_| !self.is_default(service))
    }

    fn is_default(&self, service: &SiteService) -> bool {
        let default = self.site.as_ref().and_then(|site| site.kiosk.default_service.as_ref());
        default == Some(&service.key)
    }

    /// The first cards: every service, or with many of them the groups and what stands in none.
    pub(super) fn cards(&self) -> Vec<Card> {
        let mut services: Vec<&SiteService> = self.services().collect();
        services.sort_by_key(|service| !self.is_default(service));
        if services.len() <= MANY {
            return services.into_iter().map(|service| self.service_card(service)).collect();
        }
        let mut cards: Vec<Card> = Vec::new();
        for service in services {
            match self.group_name(service) {
                None => cards.push(self.service_card(service)),
                Some(name) => {
                    let target = CardTarget::Group(name.to_owned());
                    if !cards.iter().any(|card| card.target == target) {
                        cards.push(self.group_card(name, target));
                    }
                }
            }
        }
        cards
    }

    fn group_card(&self, name: &str, target: CardTarget) -> Card {
        let services: Vec<&SiteService> = self.group(name).collect();
        // A group of one is a detour.
        if let [only] = services[..] {
            return self.service_card(only);
        }
        let names: Vec<&str> = services.iter().map(|service| service.names.get(self.language)).collect();
        let (contents, more) = contents(&names);
        Card {
            target,
            letters: services.iter().map(|service| service.letter).collect(),
            title: services.first().and_then(|s| s.group.as_ref()).map(|g| self.text(g)).unwrap_or_default(),
            contents,
            more,
            people: services.iter().map(|service| self.waiting(service).people).sum(),
            expected: None,
        }
    }

    pub(super) fn service_card(&self, service: &SiteService) -> Card {
        let waiting = self.waiting(service);
        Card {
            target: CardTarget::Service(service.key.clone()),
            letters: vec![service.letter],
            title: self.text(&service.names),
            contents: String::new(),
            more: false,
            people: waiting.people,
            expected: waiting.expected,
        }
    }

    fn waiting(&self, service: &SiteService) -> super::Waiting {
        self.standing.services.get(&service.key).copied().unwrap_or_default()
    }
}

/// The first of `names`, as many as a card has room for, and whether there are more.
fn contents(names: &[&str]) -> (String, bool) {
    const BETWEEN: &str = " · ";
    let mut contents = String::new();
    for (place, name) in names.iter().enumerate() {
        if place > 0 {
            if contents.chars().count() + BETWEEN.len() + name.chars().count() > CONTENTS {
                return (contents, true);
            }
            contents.push_str(BETWEEN);
        }
        contents.push_str(name);
    }
    (contents, false)
}
