//! Whatever is touched in whatever order, and however hub, printer and desk behave: every number has its paper once or is cancelled, and
//! nobody is stuck.

use super::*;
use proptest::prelude::*;
use std::collections::BTreeMap;
use turno_devices::scanner::Scan;
use turno_domain::ids::HelpId;
use turno_domain::ticket::TicketState;

/// What a finger may do: mostly what leads somewhere.
fn touch(seed: u8) -> Touch {
    let services = ["spid", "doctor", "forms"];
    match seed % 44 {
        0..=5 => Touch::Service(services[usize::from(seed) % 3].parse().unwrap()),
        6 => Touch::Back,
        7 => Touch::Restart,
        8 | 9 => Touch::Skip,
        10 | 11 => Touch::GoOn,
        12..=14 => Touch::Option(usize::from(seed / 44)),
        15 | 16 => Touch::Key(char::from(b'0' + seed / 44).into()),
        17 => Touch::Erase,
        18 => Touch::KeepNumber,
        19 | 20 => Touch::GiveBack,
        21 => Touch::StillHere,
        22 => Touch::MoreTime,
        23 => Touch::Done,
        24 => Touch::Understood,
        25 => Touch::Help,
        26 => Touch::Close,
        27 => Touch::HaveNumber,
        28 => Touch::Letter('A'),
        29 | 30 => Touch::NotOut,
        31 => Touch::HowToCall,
        32 => Touch::Language(if seed > 128 { Language::En } else { Language::It }),
        33 => Touch::Mode(Mode::Large),
        34 => Touch::Languages,
        35 => Touch::GoOut,
        36 => Touch::ComeBack,
        37 | 38 => Touch::NotNeeded,
        39 => Touch::Manner(CallManner::ComeToMe),
        40 => Touch::TakeAnyway,
        41 => Touch::Access,
        42 => Touch::Correct(0),
        43 if seed > 128 => Touch::Show(0),
        _ => Touch::Reveal,
    }
}

/// One paper of a ticket, as the printer's spool has it.
#[derive(Debug)]
struct OnePaper {
    reprint: bool,
    state: PaperState,
    withdrawn: bool,
}

impl OnePaper {
    fn is_in_line(&self) -> bool {
        self.state == PaperState::Queued
    }
}

/// A number, as the hub has it.
#[derive(Debug)]
struct Given {
    number: TicketNumber,
    state: TicketState,
    papers: Vec<OnePaper>,
    /// The hub would not take it back, and nobody stood there any more who could have been given a paper.
    nobody_there: bool,
}

/// What the hub says late.
#[derive(Debug)]
enum Late {
    Number(Attempt),
    Back(TicketId),
    Wish(TicketId, TicketState),
}

/// A kiosk, its hub, its printer and a desk, none of which can be relied on.
struct World {
    kiosk: Kiosk,
    given: BTreeMap<TicketId, Given>,
    late: Vec<Late>,
    /// Decides whatever is left to chance.
    dice: Vec<u8>,
    thrown: usize,
}

impl World {
    fn new(dice: Vec<u8>) -> Self {
        let mut site = pac();
        site["kiosk"]["default_service"] = json!("spid");
        site["kiosk"]["button"] = json!("gpio://17");
        Self { kiosk: Kiosk::with_site(site), given: BTreeMap::new(), late: Vec::new(), dice, thrown: 0 }
    }

    fn throw(&mut self) -> u8 {
        self.thrown += 1;
        self.dice.get(self.thrown % self.dice.len().max(1)).copied().unwrap_or(0)
    }

    /// Any of the numbers given so far.
    fn any(&mut self) -> Option<TicketId> {
        let at = usize::from(self.throw()) % self.given.len().max(1);
        self.given.keys().nth(at).copied()
    }

    fn hears(&mut self, input: Input) {
        let effects = self.kiosk.hear(input);
        self.carry_out(effects);
    }

    fn tells(&mut self, news: HubNews) {
        self.hears(Input::Hub(news));
    }

    /// Something happens.
    fn happens(&mut self, seed: u8) {
        match seed {
            255 => {
                let effects = self.kiosk.wait(50);
                self.carry_out(effects);
            }
            248..=254 => self.hears(Input::Tick),
            240..=247 => self.hears(Input::BigButton),
            236..=239 => self.hears(Input::Scan(Scan::Page("t".into()))),
            232..=235 => self.hears(Input::Scan(Scan::Other("7ZZZZZZZZZZZZZZZZZZZZZZZZZ".into()))),
            220..=231 => self.printer_goes_on(),
            212..=219 => self.hub_answers_late(),
            206..=211 => self.desk_calls(),
            203..=205 => self.hears(Input::PaperOut(seed == 203)),
            202 => self.tells(HubNews::Away),
            200 | 201 => self.tells_queue(),
            _ => {
                let effects = self.kiosk.touch(touch(seed));
                self.carry_out(effects);
            }
        }
    }

    fn carry_out(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            let dice = self.throw();
            match effect {
                Effect::Issue { attempt, .. } => match dice % 8 {
                    0 => self.tells(HubNews::NotIssued(attempt, Refusal::Other)),
                    1 => self.tells(HubNews::NotIssued(attempt, Refusal::Closed(None))),
                    2 => self.late.push(Late::Number(attempt)),
                    _ => self.gives(attempt),
                },
                Effect::IssueForForm { attempt, .. } => match dice % 8 {
                    0 => self.tells(HubNews::NotIssued(attempt, Refusal::FormUnknown)),
                    1 => self.late.push(Late::Number(attempt)),
                    2 => self.gives_for(attempt, Some("unheard-of")),
                    _ => self.gives_for(attempt, Some("spid")),
                },
                Effect::GiveBack(ticket) => {
                    let at_the_way = matches!(self.kiosk.model.scene, Scene::GivingBack { .. });
                    assert!(
                        !(at_the_way && self.is_in_line(ticket)),
                        "a number goes back, and its paper stands in line"
                    );
                    if dice.is_multiple_of(4) {
                        self.late.push(Late::Back(ticket))
                    } else {
                        self.takes_back(ticket)
                    }
                }
                Effect::Withdraw(ticket) => {
                    self.withdraw(ticket);
                }
                Effect::Print(ticket, paper) => self.print(ticket, paper.reprint),
                Effect::GoAway(ticket) => self.wish(ticket, TicketState::Away, dice),
                Effect::ComeBack(ticket) => self.wish(ticket, TicketState::Waiting, dice),
                Effect::FindPage { attempt, .. } => {
                    let found = self.any().filter(|_| !dice.is_multiple_of(5));
                    self.tells(HubNews::Page(attempt, found));
                }
                Effect::AskHelp { attempt, .. } if dice.is_multiple_of(2) => {
                    self.tells(HubNews::HelpTold(attempt, HelpId::from_parts(1, [dice; 10]), Vec::new()));
                }
                Effect::AskHelp { attempt, .. } => self.tells(HubNews::HelpUnheard(attempt)),
                _ => {}
            }
        }
    }

    fn gives(&mut self, attempt: Attempt) {
        self.gives_for(attempt, None);
    }

    /// For a form that was shown, where a service is said.
    fn gives_for(&mut self, attempt: Attempt, service: Option<&str>) {
        // The hub has it before the kiosk hears of it.
        let count = self.kiosk.numbers + 1;
        let id = TicketId::from_parts(1, [count.to_be_bytes()[3]; 10]);
        let number = TicketNumber::new('A', count);
        let given = Given { number, state: TicketState::Waiting, papers: Vec::new(), nobody_there: false };
        self.given.insert(id, given);
        self.tells_queue();
        let (ticket, effects) = match service {
            Some(service) => self.kiosk.give_for_form(attempt, 'A', service),
            None => self.kiosk.give(attempt, 'A'),
        };
        assert_eq!(ticket, id);
        self.carry_out(effects);
    }

    fn takes_back(&mut self, ticket: TicketId) {
        let refuses = self.throw().is_multiple_of(6);
        let stands_there = matches!(&self.kiosk.model.scene,
            Scene::GivingBack { visit, .. } | Scene::Unsure { visit, .. } if visit.ticket.id == ticket);
        let given = self.given.get_mut(&ticket).unwrap();
        let (news, cancelled) = match given.state {
            _ if refuses => (HubNews::NotCancelled(ticket, false), false),
            TicketState::Waiting | TicketState::Away => (HubNews::Cancelled(ticket), true),
            _ => (HubNews::NotCancelled(ticket, true), false),
        };
        if cancelled {
            given.state = TicketState::Cancelled;
        } else if !stands_there {
            given.nobody_there = true;
        }
        self.tells(news);
        self.tells_queue();
        assert!(!(cancelled && self.is_in_line(ticket)), "the paper of a cancelled number stands in line");
    }

    fn is_in_line(&self, ticket: TicketId) -> bool {
        self.given[&ticket].papers.iter().any(OnePaper::is_in_line)
    }

    fn wish(&mut self, ticket: TicketId, to: TicketState, dice: u8) {
        match dice % 5 {
            0 => self.late.push(Late::Wish(ticket, to)),
            1 => self.tells(HubNews::NotDone(ticket)),
            2 => self.tells(HubNews::PerhapsDone(ticket)),
            _ => self.wish_done(ticket, to),
        }
    }

    fn wish_done(&mut self, ticket: TicketId, to: TicketState) {
        let from = if to == TicketState::Away { TicketState::Waiting } else { TicketState::Away };
        match self.given.get_mut(&ticket) {
            Some(given) if given.state == from => {
                given.state = to;
                self.tells(HubNews::Done(ticket));
            }
            _ => self.tells(HubNews::NotDone(ticket)),
        }
        self.tells_queue();
    }

    fn hub_answers_late(&mut self) {
        if self.late.is_empty() {
            return;
        }
        match self.late.remove(0) {
            Late::Number(attempt) => self.gives(attempt),
            Late::Wish(ticket, to) => self.wish_done(ticket, to),
            Late::Back(ticket) => self.takes_back(ticket),
        }
    }

    fn desk_calls(&mut self) {
        let Some(ticket) = self.any() else { return };
        let given = self.given.get_mut(&ticket).unwrap();
        given.state = match given.state {
            TicketState::Waiting => TicketState::Called,
            TicketState::Called => TicketState::Finished,
            state => state,
        };
        self.tells_queue();
    }

    fn tells_queue(&mut self) {
        let called = self.given.iter().filter(|(_, given)| given.state == TicketState::Called);
        let called = called.map(|(id, _)| (*id, Texts::italian("Sportello 3"))).collect();
        let tickets =
            self.given.iter().map(|(id, given)| Held { id: *id, number: given.number, state: given.state });
        let tickets = tickets.collect();
        self.tells(HubNews::Queue(Standing { tickets, called, ..standing() }));
    }

    /// As the spool does it: a copy takes the place of what stands in line, and there is none while the printer has a paper.
    fn print(&mut self, ticket: TicketId, reprint: bool) {
        if reprint {
            self.withdraw(ticket);
            let coming = self.given[&ticket].papers.iter().find(|paper| paper.state == PaperState::Sent);
            if let Some(reprint) = coming.map(|paper| paper.reprint) {
                return self.hears(Input::StillComing(ticket, reprint));
            }
        }
        let papers = &mut self.given.get_mut(&ticket).unwrap().papers;
        papers.push(OnePaper { reprint, state: PaperState::Queued, withdrawn: false });
        // Of a paper that failed nothing came out.
        let first = papers.iter().filter(|paper| !paper.reprint && paper.state != PaperState::Failed).count();
        assert!(first <= 1, "a second first paper of one number");
        let place = papers.len() - 1;
        self.tell_paper(ticket, place);
    }

    fn withdraw(&mut self, ticket: TicketId) {
        let papers = &mut self.given.get_mut(&ticket).unwrap().papers;
        let in_line: Vec<usize> = (0..papers.len()).filter(|place| papers[*place].is_in_line()).collect();
        for place in in_line {
            let paper = &mut self.given.get_mut(&ticket).unwrap().papers[place];
            (paper.state, paper.withdrawn) = (PaperState::Failed, true);
            self.tell_paper(ticket, place);
        }
    }

    fn tell_paper(&mut self, ticket: TicketId, place: usize) {
        let paper = &self.given[&ticket].papers[place];
        let (reprint, state) = (paper.reprint, Paper::State(paper.state));
        self.hears(if reprint { Input::Copy(ticket, state) } else { Input::Paper(ticket, state) });
    }

    /// The printer comes on by one step with one of its papers.
    fn printer_goes_on(&mut self) {
        let open = self.given.iter().find_map(|(ticket, given)| {
            let place = given
                .papers
                .iter()
                .position(|paper| matches!(paper.state, PaperState::Queued | PaperState::Sent));
            place.map(|place| (*ticket, place))
        });
        let Some((ticket, place)) = open else { return };
        let dice = self.throw();
        let paper = &mut self.given.get_mut(&ticket).unwrap().papers[place];
        paper.state = match (paper.state, dice % 6) {
            (PaperState::Queued, 0) => PaperState::Failed,
            (PaperState::Queued, _) => PaperState::Sent,
            (_, 0) => PaperState::Unknown,
            _ => PaperState::Proven,
        };
        let held: Vec<_> = self
            .given
            .iter()
            .filter(|(_, given)| given.papers.iter().any(|paper| paper.state == PaperState::Sent))
            .map(|(id, _)| *id)
            .collect();
        self.hears(Input::Held(held.into_iter().collect()));
        self.tell_paper(ticket, place);
    }

    /// Everybody walks away, the hub answers what it owes, and the printer prints what it has.
    fn ends(&mut self) {
        for _ in 0..40 {
            let effects = self.kiosk.wait(20);
            self.carry_out(effects);
            self.tells_queue();
            self.hub_answers_late();
            for _ in 0..8 {
                self.printer_goes_on();
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512.max(ProptestConfig::default().cases), ..ProptestConfig::default() })]
    #[test]
    fn every_number_has_its_paper_once_or_is_cancelled(
        seeds in prop::collection::vec(any::<u8>(), 0..80),
        dice in prop::collection::vec(any::<u8>(), 1..40),
    ) {
        let mut world = World::new(dice);
        for seed in seeds {
            world.happens(seed);
        }
        world.ends();
        prop_assert!(world.kiosk.is_fresh(), "stuck at {:?}", world.kiosk.screen());
        prop_assert!(world.kiosk.model.holds_no_answer());
        prop_assert!(world.late.is_empty());
        for given in world.given.values() {
            let tried = given.papers.iter().any(|paper| !paper.withdrawn);
            let over = given.state == TicketState::Cancelled || given.nobody_there;
            prop_assert!(tried || over, "a number without paper or cancellation: {given:?}");
            let out = given.papers.iter().filter(|paper| !paper.reprint && paper.state != PaperState::Failed);
            prop_assert!(out.count() <= 1, "{given:?}");
            prop_assert!(!given.papers.iter().any(OnePaper::is_in_line), "{given:?}");
        }
    }
}
