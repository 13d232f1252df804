//! What the public listener shows of the hub, and what a ticket's holder may do with it.

use crate::day::run_today;
use crate::hub::Hub;
use crate::public::{HolderAction, HolderRefusal, Places, PublicSource, board_state, ticket_state};
use std::borrow::Cow;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::watch;
use turno_domain::ids::TicketId;
use turno_domain::journal::Actor;
use turno_domain::queue::{Command, Context};
use turno_domain::refusal::Refusal;
use turno_protocol::board::{BoardState, TicketPageState};
use turno_store::{StoreError, TxError};

/// The sequence of the journal that the queue stands at, and whether it is looked at by a clock that was set since.
type Moment = (u64, bool);

/// The places of the last moment that anybody asked for: hundreds of pages ask for the same one.
#[derive(Debug, Default)]
pub(crate) struct SharedPlaces(Mutex<Option<(Moment, Arc<Places>)>>);

impl SharedPlaces {
    fn of(&self, moment: Moment, count: impl FnOnce() -> Places) -> Arc<Places> {
        let mut last = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match &*last {
            Some((of, places)) if *of == moment => places.clone(),
            _ => last.insert((moment, Arc::new(count()))).1.clone(),
        }
    }
}

impl PublicSource for Hub {
    fn board(&self) -> BoardState {
        let now = self.now().wall;
        self.with_queue(|queue| board_state(queue, now)).unwrap_or_else(|_| BoardState {
            site: String::new(),
            now: now.into(),
            utc_offset_minutes: 0,
            open_until: None,
            current: Vec::new(),
            earlier: Vec::new(),
            services: Vec::new(),
            pauses: Vec::new(),
            messages: Vec::new(),
        })
    }

    fn changes(&self) -> watch::Receiver<u64> {
        self.inner().pulse.subscribe()
    }

    fn stopping(&self) -> impl Future<Output = ()> + Send + 'static {
        self.stopped()
    }

    async fn holder(&self, token: &str) -> Result<TicketId, HolderRefusal> {
        let token = token.to_owned();
        let found = self.read_queue(move |reads| reads.ticket_by_page(&token)).await;
        found.map_err(|error| unavailable(&error))?.ok_or(HolderRefusal::Unknown)
    }

    fn ticket(&self, ticket: TicketId) -> Option<TicketPageState> {
        let now = self.now();
        let view = self.queue().committed.read();
        let queue = view.queue()?.as_of(&now);
        let moment = (view.position().sequence, matches!(queue, Cow::Owned(_)));
        let places = self.inner().places.of(moment, || Places::of(&queue));
        ticket_state(&queue, &places, ticket)
    }

    async fn act(&self, ticket: TicketId, action: HolderAction) -> Result<TicketPageState, HolderRefusal> {
        let now = self.now();
        let command = match action {
            HolderAction::Away => Command::Away(ticket),
            // An operator's aside is not the holder's to end.
            HolderAction::Back => Command::Return(ticket),
            HolderAction::GiveUp => Command::GiveUp(ticket),
        };
        self.write_queue(move |tx| {
            run_today(tx, &command, &Context { now, operator: None }, &Actor::default(), Some(ticket))?;
            let queue = tx.queue()?;
            Ok::<_, TxError>(ticket_state(queue, &Places::of(queue), ticket))
        })
        .await
        .map_err(HolderRefusal::from)?
        .ok_or(HolderRefusal::Unknown)
    }
}

impl From<TxError> for HolderRefusal {
    fn from(error: TxError) -> Self {
        match error {
            TxError::Refused(Refusal::UnknownTicket | Refusal::PastDay) => Self::Unknown,
            TxError::Refused(refusal) => Self::Refused(refusal),
            TxError::Store(error) => unavailable(&error),
        }
    }
}

fn unavailable(error: &StoreError) -> HolderRefusal {
    tracing::error!(%error, "a holder's request met a storage that fails");
    HolderRefusal::Unavailable
}

#[cfg(test)]
mod tests {
    use super::*;
    use turno_domain::ticket::TicketState;

    #[test]
    fn places_are_counted_once_for_all_pages_of_a_moment() {
        let site = "name = \"Prova\"\n[[services]]\nkey = \"a\"\nletter = \"A\"\nnames = \"A\"\n";
        let site = crate::site_file::SiteFile::parse(site, None).unwrap().site;
        let day = site.service_day(turno_domain::time::Timestamp::default());
        let queue = turno_domain::queue::Queue::new(site, day, Default::default());
        let (shared, mut counted) = (SharedPlaces::default(), 0);
        for moment in [(1, false), (1, false), (2, false), (2, false), (2, true), (2, true), (3, false)] {
            shared.of(moment, || {
                counted += 1;
                Places::of(&queue)
            });
        }
        assert_eq!(counted, 4);
    }

    #[test]
    fn a_holder_hears_why() {
        let told = |refusal: Refusal| HolderRefusal::from(TxError::Refused(refusal));
        for nobody in [Refusal::UnknownTicket, Refusal::PastDay] {
            assert_eq!(told(nobody), HolderRefusal::Unknown);
        }
        for refusal in [Refusal::WrongState { state: TicketState::Called }, Refusal::NothingToUndo] {
            assert_eq!(told(refusal.clone()), HolderRefusal::Refused(refusal));
        }
        assert_eq!(HolderRefusal::from(TxError::from(StoreError::StorageFull)), HolderRefusal::Unavailable);
    }
}
