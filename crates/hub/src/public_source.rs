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
use turno_store::TxError;

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

    async fn ticket(&self, token: &str) -> Option<TicketPageState> {
        let id = by_page(self, token).await?;
        self.with_queue(|queue| ticket_state(queue, id)).ok().flatten()
    }

    async fn act(&self, token: &str, action: HolderAction) -> Result<TicketPageState, HolderRefusal> {
        let id = by_page(self, token).await.ok_or(HolderRefusal::Unknown)?;
        let now = self.now();
        let command = match action {
            HolderAction::Away => Command::Away(id),
            // An operator's aside is not the holder's to end.
            HolderAction::Back => Command::Return(id),
            HolderAction::GiveUp => Command::GiveUp(id),
        };
        self.write_queue(move |tx| {
            run_today(tx, &command, &Context { now, operator: None }, &Actor::default(), Some(id))?;
            Ok::<_, TxError>(ticket_state(tx.queue()?, id))
        })
        .await
        .map_err(|error| match error {
            TxError::Refused(Refusal::WrongState { state }) => HolderRefusal::WrongState(state),
            TxError::Refused(_) => HolderRefusal::Unknown,
            TxError::Store(error) => {
                tracing::error!(%error, "a holder's request could not be written");
                HolderRefusal::Unavailable
            }
        })?
        .ok_or(HolderRefusal::Unknown)
    }
}

/// The ticket whose page has that address.
async fn by_page(hub: &Hub, token: &str) -> Option<TicketId> {
    let token = token.to_owned();
    hub.read_queue(move |reads| reads.ticket_by_page(&token)).await.ok().flatten()
}
