//! What the public listener shows of the hub, and what a ticket's holder may do with it.

use crate::day::run_today;
use crate::hub::Hub;
use crate::public::{HolderAction, HolderRefusal, PublicSource, board_state, ticket_state};
use tokio::sync::watch;
use turno_domain::ids::TicketId;
use turno_domain::journal::Actor;
use turno_domain::queue::{Command, Context};
use turno_domain::refusal::Refusal;
use turno_protocol::board::{BoardState, TicketPageState};
use turno_store::{StoreError, TxError};

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
        self.with_queue(|queue| ticket_state(queue, ticket)).ok().flatten()
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
            Ok::<_, TxError>(ticket_state(tx.queue()?, ticket))
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
