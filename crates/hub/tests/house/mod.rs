//! A waiting room of values: a hub's public listener whose board and ticket a test sets, and which it can stop and start.

#![allow(dead_code, reason = "each test uses its part")]

use std::future::Future;
use std::net::SocketAddr;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use turno_domain::ids::TicketId;
use turno_domain::refusal::Refusal;
use turno_domain::ticket::TicketState;
use turno_domain::time::Timestamp;
use turno_hub::public::{HolderAction, HolderRefusal, PublicSource, router};
use turno_protocol::board::{BoardCall, BoardPause, BoardService, BoardState, TicketPageState};

/// The token of the only ticket.
pub const TOKEN: &str = "q7f3k9";

/// Saturday 21 November 2026, 9:57 in Rome.
const NOW: i64 = 1_795_251_420_000;

/// What the listener shows.
#[derive(Clone)]
pub struct House {
    head: watch::Sender<u64>,
    board: watch::Sender<BoardState>,
    ticket: watch::Sender<TicketPageState>,
    stopping: watch::Sender<bool>,
}

/// A listener that serves a house.
pub struct Listener {
    /// Where.
    pub address: SocketAddr,
    task: JoinHandle<()>,
}

impl House {
    /// A house with that board.
    pub fn new(board: BoardState) -> Self {
        let ticket = TicketPageState {
            number: "A042".into(),
            state: "waiting".into(),
            counter: None,
            people_before: Some(3),
            site: "Sportello PAC · Comune di Rovellasca".into(),
        };
        Self {
            head: watch::Sender::new(0),
            board: watch::Sender::new(board),
            ticket: watch::Sender::new(ticket),
            stopping: watch::Sender::new(false),
        }
    }

    /// Serves the house at `address`, port 0 for any.
    pub async fn serve(&self, address: &str) -> Listener {
        self.stopping.send_replace(false);
        let socket = TcpListener::bind(address).await.expect("a port of this machine");
        let address = socket.local_addr().expect("its address");
        let mut stopping = self.stopping.subscribe();
        let app = router(self.clone());
        let task = tokio::spawn(async move {
            let stopped = async move {
                let _ = stopping.wait_for(|stopping| *stopping).await;
            };
            axum::serve(socket, app).with_graceful_shutdown(stopped).await.expect("it serves");
        });
        Listener { address, task }
    }

    /// Changes the board.
    pub fn board(&self, change: impl FnOnce(&mut BoardState)) {
        self.board.send_modify(change);
        self.head.send_modify(|head| *head += 1);
    }

    /// Changes the ticket.
    pub fn ticket(&self, change: impl FnOnce(&mut TicketPageState)) {
        self.ticket.send_modify(change);
        self.head.send_modify(|head| *head += 1);
    }

    /// Stops `listener` as a hub stops: streams end, the port is free.
    pub async fn stop(&self, listener: Listener) {
        self.stopping.send_replace(true);
        // A browser keeps idle connections that nobody would close.
        listener.task.abort();
        let _ = listener.task.await;
    }
}

impl PublicSource for House {
    fn board(&self) -> BoardState {
        self.board.borrow().clone()
    }

    fn changes(&self) -> watch::Receiver<u64> {
        self.head.subscribe()
    }

    fn stopping(&self) -> impl Future<Output = ()> + Send + 'static {
        let mut stopping = self.stopping.subscribe();
        async move {
            let _ = stopping.wait_for(|stopping| *stopping).await;
        }
    }

    async fn holder(&self, token: &str) -> Result<TicketId, HolderRefusal> {
        if token == TOKEN { Ok(TicketId::from_parts(1, [1; 10])) } else { Err(HolderRefusal::Unknown) }
    }

    fn ticket(&self, _: TicketId) -> Option<TicketPageState> {
        Some(self.ticket.borrow().clone())
    }

    async fn act(&self, _: TicketId, action: HolderAction) -> Result<TicketPageState, HolderRefusal> {
        let state = self.ticket.borrow().state.clone();
        let next = match (state.as_str(), action) {
            ("waiting", HolderAction::Away) => "away",
            ("away", HolderAction::Back) => "waiting",
            ("waiting" | "away", HolderAction::GiveUp) => "cancelled",
            _ => return Err(HolderRefusal::Refused(Refusal::WrongState { state: TicketState::Called })),
        };
        self.ticket(|ticket| {
            ticket.state = next.to_owned();
            ticket.people_before = (next != "cancelled").then_some(3);
        });
        Ok(self.ticket.borrow().clone())
    }
}

/// A call, `seconds` before the house's present moment.
pub fn call(number: &str, counter: &str, seconds: i64) -> BoardCall {
    BoardCall {
        number: number.into(),
        counter: counter.into(),
        called_at: Timestamp::from_millis(NOW - seconds * 1000).into(),
        calls: 1,
    }
}

/// A service with that many who wait.
pub fn service(letter: char, waiting: u32, expected: Option<(u32, u32)>) -> BoardService {
    BoardService { letter, name: None, waiting, expected }
}

/// The morning of the drawings: three counters, four services, 9:57.
pub fn ordinary() -> BoardState {
    BoardState {
        site: "Sportello PAC · Comune di Rovellasca".into(),
        now: Timestamp::from_millis(NOW).into(),
        utc_offset_minutes: 60,
        open_until: Some("12:30".into()),
        current: vec![call("A042", "Sportello 3", 5), call("B017", "Sportello 1", 60)],
        earlier: vec![
            call("D008", "Sportello 2", 120),
            call("A041", "Sportello 3", 200),
            call("C011", "Sportello 1", 300),
            call("B016", "Sportello 2", 400),
        ],
        services: vec![
            service('A', 3, Some((15, 25))),
            service('B', 3, Some((20, 30))),
            service('C', 0, None),
            service('D', 1, Some((5, 10))),
        ],
        pauses: Vec::new(),
        messages: Vec::new(),
    }
}

/// Nobody is called yet.
pub fn empty() -> BoardState {
    BoardState { current: Vec::new(), earlier: Vec::new(), ..ordinary() }
}

/// Six counters call at once, numbers of four digits, long labels, twelve services, messages and a pause.
pub fn crowded() -> BoardState {
    let counters =
        ["Sala colloqui 2", "Sportello 1", "Sportello 12", "Accoglienza", "Stanza B", "Sportello 3"];
    let numbers = ["A1042", "B017", "L1000", "D008", "E1117", "K003"];
    let before = ["A1041", "B016", "K002", "D007", "E1116", "L998"];
    let calls = |numbers: [&'static str; 6], first: i64| {
        numbers.into_iter().zip(counters).enumerate().map(move |(n, (number, counter))| {
            call(number, counter, first + 10 * i64::try_from(n).unwrap_or(0))
        })
    };
    BoardState {
        site: "Sportello polifunzionale di facilitazione digitale · Unione dei Comuni della Bassa Valle".into(),
        current: calls(numbers, 5).collect(),
        earlier: calls(before, 200).collect(),
        services: ('A'..='L').zip(0..).map(|(letter, n)| service(letter, n * 11, None)).collect(),
        pauses: vec![BoardPause { counter: "Sportello 4".into(), until: Some("10:20".into()) }],
        messages: vec![
            "Per la tessera sanitaria serve il documento d'identità di chi la chiede; se viene per un'altra persona, anche \
             la sua delega con la copia del documento. Il 7 e l'8 dicembre lo sportello resta chiuso."
                .into(),
        ],
        ..ordinary()
    }
}
