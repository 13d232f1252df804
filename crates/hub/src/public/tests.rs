use super::*;
use axum::body::Body;
use axum::http::{Request, header};
use axum::response::Response;
use futures_util::StreamExt;
use std::sync::atomic::{AtomicU64, Ordering};
use tower::ServiceExt;
use turno_domain::ticket::TicketState;
use turno_domain::time::Timestamp;

/// A hub made of values: one ticket, whose token is `abc`.
#[derive(Clone)]
struct Fake {
    changes: watch::Sender<u64>,
    stopping: watch::Sender<bool>,
    asked: Arc<AtomicU64>,
    looked_up: Arc<AtomicU64>,
    known: watch::Sender<bool>,
}

impl Fake {
    fn new() -> Self {
        Self {
            changes: watch::Sender::new(0),
            stopping: watch::Sender::new(false),
            asked: Arc::default(),
            looked_up: Arc::default(),
            known: watch::Sender::new(true),
        }
    }

    fn change(&self) {
        self.changes.send_modify(|head| *head += 1);
    }
}

fn ticket(state: &str) -> TicketPageState {
    TicketPageState {
        number: "A042".into(),
        state: state.into(),
        counter: None,
        people_before: Some(3),
        site: "Sportello PAC".into(),
    }
}

impl PublicSource for Fake {
    fn board(&self) -> BoardState {
        let head = *self.changes.borrow();
        BoardState {
            site: "Sportello PAC".into(),
            now: Timestamp::from_millis(0).into(),
            utc_offset_minutes: 60,
            open_until: None,
            // Every tenth change is one that a board shows.
            current: (0..head / 10)
                .map(|n| turno_protocol::board::BoardCall {
                    number: format!("A{:03}", n + 1),
                    counter: "Sportello 1".into(),
                    called_at: Timestamp::from_millis(0).into(),
                    calls: 1,
                })
                .collect(),
            earlier: Vec::new(),
            services: Vec::new(),
            pauses: Vec::new(),
            messages: Vec::new(),
        }
    }

    fn changes(&self) -> watch::Receiver<u64> {
        self.changes.subscribe()
    }

    fn stopping(&self) -> impl Future<Output = ()> + Send + 'static {
        let mut stopping = self.stopping.subscribe();
        async move {
            let _ = stopping.wait_for(|stopping| *stopping).await;
        }
    }

    async fn holder(&self, token: &str) -> Result<TicketId, HolderRefusal> {
        self.looked_up.fetch_add(1, Ordering::SeqCst);
        match token {
            "abc" => Ok(TicketId::from_parts(1, [1; 10])),
            "full" => Err(HolderRefusal::Unavailable),
            _ => Err(HolderRefusal::Unknown),
        }
    }

    fn ticket(&self, _: TicketId) -> Option<TicketPageState> {
        let people_before = u32::try_from(*self.changes.borrow()).ok();
        self.known.borrow().then(|| TicketPageState { people_before, ..ticket("waiting") })
    }

    async fn act(&self, _: TicketId, action: HolderAction) -> Result<TicketPageState, HolderRefusal> {
        self.asked.fetch_add(1, Ordering::SeqCst);
        match action {
            HolderAction::Away => Ok(ticket("away")),
            HolderAction::Back => {
                Err(HolderRefusal::Refused(Refusal::WrongState { state: TicketState::Waiting }))
            }
            HolderAction::GiveUp => Err(HolderRefusal::Unavailable),
        }
    }
}

async fn ask(fake: &Fake, method: &str, path: &str, headers: &[(&str, &str)]) -> Response {
    let mut request = Request::builder().method(method).uri(path);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    router(fake.clone()).oneshot(request.body(Body::empty()).unwrap()).await.unwrap()
}

async fn get_page(path: &str) -> Response {
    ask(&Fake::new(), "GET", path, &[]).await
}

async fn text(response: Response) -> String {
    let bytes = axum::body::to_bytes(response.into_body(), 1 << 20).await.unwrap();
    String::from_utf8(bytes.to_vec()).unwrap()
}

fn said<'a>(response: &'a Response, name: &str) -> &'a str {
    response.headers().get(name).map_or("", |value| value.to_str().unwrap())
}

/// The events of a stream, each as one text.
fn events(response: Response) -> impl futures_util::Stream<Item = String> + Unpin {
    assert_eq!(response.status(), StatusCode::OK);
    Box::pin(
        response
            .into_body()
            .into_data_stream()
            .map(|part| String::from_utf8(part.unwrap().to_vec()).unwrap()),
    )
}

const FROM_HERE: [(&str, &str); 2] = [("host", "turno.lan:8080"), ("origin", "http://turno.lan:8080")];

#[tokio::test]
async fn every_answer_forbids_what_it_does_not_need() {
    for path in ["/", "/board", "/board/events", "/t/abc", "/t/nobody", "/nothing", "/static/0/board.js"] {
        let answer = get_page(path).await;
        let content = said(&answer, "content-security-policy");
        assert!(content.starts_with("default-src 'none';"), "{path}: {content}");
        assert!(
            !content.contains("unsafe") && !content.contains('*') && !content.contains("http"),
            "{content}"
        );
        assert_eq!(said(&answer, "x-content-type-options"), "nosniff", "{path}");
        assert_eq!(said(&answer, "referrer-policy"), "no-referrer", "{path}");
        assert!(said(&answer, "permissions-policy").contains("camera=()"), "{path}");
        assert!(said(&answer, "set-cookie").is_empty(), "{path}");
        let kept = said(&answer, "cache-control");
        assert!(kept == "no-store" || kept == "no-cache", "{path} may be kept: {kept}");
    }
}

#[tokio::test]
async fn pages_are_found_and_others_are_answered_calmly() {
    let root = get_page("/").await;
    assert_eq!((root.status(), said(&root, "location")), (StatusCode::TEMPORARY_REDIRECT, "/board"));
    assert_eq!(get_page("/board").await.status(), StatusCode::OK);
    assert_eq!(get_page("/t/abc").await.status(), StatusCode::OK);
    for path in ["/t/nobody", "/nothing", "/t/", "/t/abc/other"] {
        let answer = get_page(path).await;
        assert_eq!(answer.status(), StatusCode::NOT_FOUND, "{path}");
        assert!(text(answer).await.contains("Qui non c'è nulla da mostrare"), "{path}");
    }
    assert_eq!(get_page("/t/nobody/events").await.status(), StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn files_are_kept_for_ever_under_the_version_of_their_page() {
    let page = text(get_page("/board").await).await;
    let address = page.split('"').find(|part| part.ends_with("/board.js")).unwrap();
    let file = get_page(address).await;
    assert_eq!(file.status(), StatusCode::OK);
    assert_eq!(said(&file, "content-type"), "text/javascript; charset=utf-8");
    assert!(said(&file, "cache-control").contains("immutable"));
    assert_eq!(get_page("/static/0/board.js").await.status(), StatusCode::NOT_FOUND);
    assert_eq!(get_page(&address.replace("board.js", "../mod.rs")).await.status(), StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn nothing_but_reading_and_the_three_orders_is_allowed() {
    for method in ["POST", "PUT", "DELETE", "PATCH"] {
        for path in ["/", "/board", "/board/events", "/t/abc", "/t/abc/events", "/static/0/board.js"] {
            let answer = ask(&Fake::new(), method, path, &FROM_HERE).await;
            assert_eq!(answer.status(), StatusCode::METHOD_NOT_ALLOWED, "{method} {path}");
            assert_eq!(said(&answer, "allow"), "GET,HEAD", "{method} {path}");
        }
    }
    let read = ask(&Fake::new(), "GET", "/t/abc/give-up", &[]).await;
    assert_eq!((read.status(), said(&read, "allow")), (StatusCode::METHOD_NOT_ALLOWED, "POST"));
}

#[tokio::test]
async fn an_order_comes_only_from_a_page_of_this_listener() {
    let fake = Fake::new();
    let refused: [&[(&str, &str)]; 6] = [
        &[],
        &[("host", "turno.lan:8080")],
        &[("host", "turno.lan:8080"), ("origin", "null")],
        &[("host", "turno.lan:8080"), ("origin", "http://turno.lan")],
        &[("host", "turno.lan:8080"), ("origin", "http://evil.example")],
        &[FROM_HERE[0], FROM_HERE[1], ("sec-fetch-site", "cross-site")],
    ];
    for headers in refused {
        let answer = ask(&fake, "POST", "/t/abc/away", headers).await;
        assert_eq!(answer.status(), StatusCode::FORBIDDEN, "{headers:?}");
    }
    assert_eq!(fake.asked.load(Ordering::SeqCst), 0, "a refused order never reaches the hub");
    let answer = ask(&fake, "POST", "/t/abc/away", &FROM_HERE).await;
    assert_eq!(answer.status(), StatusCode::OK);
    assert!(text(answer).await.contains("\"state\":\"away\""));
}

#[tokio::test]
async fn a_refusal_is_a_problem_with_a_stable_name() {
    for (path, status, name) in [
        ("/t/abc/back", 409, "wrong-state"),
        ("/t/abc/give-up", 503, "unavailable"),
        ("/t/nobody/away", 404, "unknown-ticket"),
        ("/t/full/away", 503, "unavailable"),
    ] {
        let answer = ask(&Fake::new(), "POST", path, &FROM_HERE).await;
        assert_eq!(answer.status().as_u16(), status);
        assert_eq!(said(&answer, "content-type"), "application/problem+json");
        let problem: turno_protocol::problem::Problem = serde_json::from_str(&text(answer).await).unwrap();
        assert_eq!(problem.name(), name);
    }
}

#[tokio::test]
async fn a_stream_sends_the_board_at_once_and_after_each_change_that_shows() {
    let fake = Fake::new();
    let mut events = events(ask(&fake, "GET", "/board/events", &[]).await);
    assert!(events.next().await.unwrap().starts_with("event: version\n"));
    assert!(events.next().await.unwrap().contains("\"current\":[]"));
    for _ in 0..10 {
        fake.change();
    }
    let next = events.next().await.unwrap();
    assert!(next.starts_with("event: board\n") && next.contains("A001"), "{next}");
}

#[tokio::test(start_paused = true)]
async fn a_stream_with_nothing_to_say_shows_that_it_lives() {
    let fake = Fake::new();
    let mut events = events(ask(&fake, "GET", "/board/events", &[]).await);
    for _ in 0..2 {
        events.next().await.unwrap();
    }
    fake.change();
    let begun = tokio::time::Instant::now();
    assert!(events.next().await.unwrap().contains("event: alive\ndata: 1"));
    assert_eq!(begun.elapsed().as_secs(), 15);
}

#[tokio::test]
async fn streams_end_when_the_hub_stops() {
    for path in ["/board/events", "/t/abc/events"] {
        let fake = Fake::new();
        let mut events = events(ask(&fake, "GET", path, &[]).await);
        for _ in 0..2 {
            events.next().await.unwrap();
        }
        fake.stopping.send_replace(true);
        assert_eq!(events.next().await, None, "{path}");
    }
}

#[tokio::test]
async fn a_ticket_that_is_no_longer_of_today_is_said_to_be_gone() {
    let fake = Fake::new();
    let mut events = events(ask(&fake, "GET", "/t/abc/events", &[]).await);
    events.next().await.unwrap();
    assert!(events.next().await.unwrap().contains("A042"));
    fake.known.send_replace(false);
    fake.change();
    assert!(events.next().await.unwrap().starts_with("event: gone\n"));
    assert_eq!(events.next().await, None);
}

#[tokio::test]
async fn a_stream_looks_its_ticket_up_once() {
    let fake = Fake::new();
    let mut events = events(ask(&fake, "GET", "/t/abc/events", &[]).await);
    for _ in 0..2 {
        events.next().await.unwrap();
    }
    for change in 1..=20 {
        fake.change();
        assert!(events.next().await.unwrap().contains(&format!("\"people_before\":{change},")));
    }
    assert_eq!(fake.looked_up.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn a_page_whose_token_cannot_be_looked_up_is_not_said_to_be_unknown() {
    for path in ["/t/full", "/t/full/events"] {
        let answer = get_page(path).await;
        assert_eq!(answer.status(), StatusCode::SERVICE_UNAVAILABLE, "{path}");
    }
    assert_eq!(get_page("/t/nobody/events").await.status(), StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn more_streams_than_places_are_asked_to_come_later() {
    let router = limited_router(Fake::new(), 1);
    let open = || async {
        let request = Request::builder().uri("/board/events").body(Body::empty()).unwrap();
        router.clone().oneshot(request).await.unwrap()
    };
    let first = open().await;
    assert_eq!(first.status(), StatusCode::OK);
    let second = open().await;
    assert_eq!(second.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(second.headers()[header::RETRY_AFTER], "10");
    drop(first);
    assert_eq!(open().await.status(), StatusCode::OK, "a stream that ended leaves its place");
}
