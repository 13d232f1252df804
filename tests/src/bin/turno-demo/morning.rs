//! The rest of the morning: who else takes a number, and what the colleagues at counters 1 and 2 do. It goes through the hub's
//! API, as other kiosks and desks would, and moves the site's clock from one moment to the next.
//!
//! Who is called is the hub's choice; what stands here is only when people come, when a colleague is free, and for how long.

use crate::machines::{ANNA, CARLO, PIN, Person};
use crate::moments::at;
use anyhow::{Context, Result, bail};
use std::collections::VecDeque;
use turno_client::{CommandKey, Hub, Session, TicketAction};
use turno_clock::Timestamp;
use turno_domain::ids::TicketId;
use turno_domain::keys::CounterKey;
use turno_protocol::session::DeviceRole;
use turno_protocol::ticket::IssueRequest;
use turno_tests::Site;

/// Who comes, when, and what for. At 9:42 somebody touches the kiosk for SPID, at 9:46 somebody else asks it in English for the
/// health card, at 9:47 somebody in Arabic for a talk, at 9:48 somebody for a form: those are played on the real screen.
const ARRIVALS: [(&str, &str); 24] = [
    ("8:51", "B"),
    ("8:54", "A"),
    ("8:56", "C"),
    ("8:58", "B"),
    ("9:04", "A"),
    ("9:09", "D"),
    ("9:13", "B"),
    ("9:17", "A"),
    ("9:20", "C"),
    ("9:25", "B"),
    ("9:29", "A"),
    ("9:31", "B"),
    ("9:33", "A"),
    ("9:36", "D"),
    ("9:38", "A"),
    ("9:40", "A"),
    ("9:43", "B"),
    ("9:45", "A"),
    ("9:48", "C"),
    ("9:49:30", "B"),
    ("9:50", "A"),
    ("9:52", "D"),
    ("9:54", "A"),
    ("9:55:30", "B"),
];

/// What becomes of a call.
#[derive(Clone, Copy)]
enum Call {
    /// The person is served until then.
    ServedUntil(&'static str),
    /// Nobody comes; so it is said then, after a second call.
    NobodyUntil(&'static str),
}
use Call::{NobodyUntil, ServedUntil};

/// When Carlo, at counter 1, calls whoever is next.
const AT_COUNTER_1: [(&str, Call); 7] = [
    ("9:00", ServedUntil("9:07")),
    ("9:07:30", ServedUntil("9:15")),
    ("9:16", ServedUntil("9:23")),
    ("9:23:30", ServedUntil("9:31")),
    ("9:32", ServedUntil("9:39:30")),
    ("9:40", ServedUntil("9:47")),
    ("9:47:30", ServedUntil("10:04")),
];

/// When Anna, at counter 2, calls whoever is next; she may not recognise people for SPID.
const AT_COUNTER_2: [(&str, Call); 9] = [
    ("9:00", ServedUntil("9:09")),
    ("9:09:30", ServedUntil("9:17:30")),
    ("9:18", NobodyUntil("9:21:30")),
    ("9:22", ServedUntil("9:27")),
    ("9:27:30", ServedUntil("9:35")),
    ("9:35:30", ServedUntil("9:42:10")),
    ("9:42:20", ServedUntil("9:48:40")),
    ("9:49", ServedUntil("9:56:10")),
    ("9:56:40", ServedUntil("10:05")),
];

/// From the call to the first word, where it is not awaited in vain.
const WALK_S: i64 = 25;
/// From the first call to the second.
const SECOND_CALL_S: i64 = 90;

enum Event {
    Arrives(&'static str),
    OpensCounter(usize),
    Calls(usize),
    Acts(usize, TicketAction),
}

struct Colleague {
    session: Session,
    counter: CounterKey,
    in_hand: Option<TicketId>,
}

/// The morning, up to some moment.
pub struct Morning {
    entrance: Hub,
    colleagues: Vec<Colleague>,
    events: VecDeque<(Timestamp, Event)>,
}

impl Morning {
    /// The morning before anything happened. The colleagues sign in.
    ///
    /// # Errors
    /// What the hub refuses.
    pub async fn begin(site: &Site, entrance: &Hub) -> Result<Self> {
        let mut events = Vec::new();
        for (time, service) in ARRIVALS {
            events.push((at(time)?, Event::Arrives(service)));
        }
        for (colleague, calls) in [&AT_COUNTER_1[..], &AT_COUNTER_2[..]].into_iter().enumerate() {
            events.push((at("8:59")?, Event::OpensCounter(colleague)));
            for (time, call) in calls {
                plan(&mut events, colleague, at(time)?, *call)?;
            }
        }
        // Equal moments stay in the order in which they stand above.
        events.sort_by_key(|(at, _)| *at);
        let mut colleagues = Vec::new();
        for (person, counter) in [(CARLO, "1"), (ANNA, "2")] {
            colleagues.push(Colleague {
                session: sign_in(site, &person, counter).await?,
                counter: counter.parse()?,
                in_hand: None,
            });
        }
        Ok(Self { entrance: entrance.clone(), colleagues, events: events.into() })
    }

    /// Lets the morning go on until `time`, and everybody come to rest.
    ///
    /// # Errors
    /// What the hub refuses; a counter with nobody to call.
    pub async fn goes_on_until(&mut self, time: &str, site: &Site) -> Result<()> {
        let until = at(time)?;
        while let Some((at, _)) = self.events.front()
            && *at <= until
        {
            let (at, event) = self.events.pop_front().context("an event")?;
            pass(site, at).await?;
            self.happens(event).await.with_context(|| format!("at {}", at.utc()))?;
        }
        pass(site, until).await
    }

    async fn happens(&mut self, event: Event) -> Result<()> {
        let key = CommandKey::fresh();
        match event {
            Event::Arrives(service) => {
                let request = IssueRequest {
                    service: service.to_owned(),
                    language: Some("it".to_owned()),
                    ..IssueRequest::default()
                };
                self.entrance.issue(&key, &request).await?;
            }
            Event::OpensCounter(colleague) => {
                let Colleague { session, counter, .. } = &self.colleagues[colleague];
                session.open_counter(&key, counter).await?;
            }
            Event::Calls(colleague) => {
                let Colleague { session, counter, in_hand } = &mut self.colleagues[colleague];
                let Some(call) = session.call_next(&key, counter).await? else {
                    bail!("nobody waits for counter {counter}");
                };
                *in_hand = Some(call.ticket.id);
            }
            Event::Acts(colleague, action) => {
                let Colleague { session, in_hand, .. } = &self.colleagues[colleague];
                session.act(&key, in_hand.context("nobody is in hand")?, action).await?;
            }
        }
        Ok(())
    }

    /// A colleague's session, who may read what an operator may.
    pub fn session(&self) -> &Session {
        &self.colleagues[0].session
    }
}

fn plan(events: &mut Vec<(Timestamp, Event)>, colleague: usize, called: Timestamp, call: Call) -> Result<()> {
    let after = |seconds: i64| Timestamp::from_millis(called.millis() + seconds * 1000);
    events.push((called, Event::Calls(colleague)));
    match call {
        ServedUntil(time) => {
            events.push((after(WALK_S), Event::Acts(colleague, TicketAction::Start)));
            events.push((at(time)?, Event::Acts(colleague, TicketAction::Finish)));
        }
        NobodyUntil(time) => {
            events.push((after(SECOND_CALL_S), Event::Acts(colleague, TicketAction::Recall)));
            events.push((at(time)?, Event::Acts(colleague, TicketAction::NoShow)));
        }
    }
    Ok(())
}

async fn sign_in(site: &Site, person: &Person, counter: &str) -> Result<Session> {
    let desk = site.enrol(DeviceRole::Desk, &format!("sportello-{counter}")).await?;
    Ok(desk.hub.sign_in(person.key, PIN).await?)
}

/// Moves the clock to `moment`, where it is not there yet, and waits until every program is done with what that brought.
async fn pass(site: &Site, moment: Timestamp) -> Result<()> {
    let clock = site.clock()?;
    let ahead = moment.millis() - clock.now().await.millis();
    if let Ok(ahead) = u64::try_from(ahead)
        && ahead > 0
    {
        clock.step(std::time::Duration::from_millis(ahead)).await?;
    }
    Ok(clock.idle().await?)
}
