//! The shelf with a board and a scanner that the test plays.

use super::*;
use std::io::Write;
use std::os::unix::net::UnixListener;
use turno_clock::Hands;
use turno_devices::gpio::FakeBoard;
use turno_domain::time::Timestamp;

const PATIENCE: Duration = Duration::from_secs(60);

struct Stand {
    folder: tempfile::TempDir,
    hands: Hands,
    sites: watch::Sender<Option<Arc<SiteView>>>,
    wishes: mpsc::UnboundedSender<Effect>,
    heard: mpsc::UnboundedReceiver<Input>,
    states: watch::Receiver<PartStates>,
}

impl Stand {
    fn new() -> Self {
        let (clock, hands) = Clock::stepped(Timestamp::from_millis(0));
        let (tell, heard) = mpsc::unbounded_channel();
        let (states, seen) = watch::channel(PartStates::default());
        let (sites, site) = watch::channel(None);
        let (wishes, wished) = mpsc::unbounded_channel();
        let joint = ShelfJoint {
            only_here: true,
            clock,
            mailbox: Mailbox::new(move |input, _| drop(tell.send(input))),
            pending: Pending::default(),
            states,
        };
        tokio::spawn(joint.serve(wished, site));
        let folder = tempfile::tempdir().unwrap();
        Self { folder, hands, sites, wishes, heard, states: seen }
    }

    fn path(&self, name: &str) -> std::path::PathBuf {
        self.folder.path().join(name)
    }

    fn fake(&self, name: &str) -> Option<String> {
        Some(format!("fake://{}", self.path(name).display()))
    }

    /// The hub says what the kiosk has.
    fn site(&self, kiosk: SiteKiosk) {
        let mut site: SiteView = serde_json::from_value(serde_json::json!({
            "name": "PAC", "timezone": "Europe/Rome", "languages": ["it"], "no_show_after_minutes": 3,
            "maximum_wait_minutes": 60, "services": [], "counters": [],
            "kiosk": {"default_service": null, "display_mm": null},
            "printer": {"url": null, "width_mm": null, "code_page": null}, "public_url": null,
        }))
        .unwrap();
        site.kiosk = kiosk;
        self.sites.send_replace(Some(Arc::new(site)));
    }

    async fn until(&mut self, wanted: impl FnMut(&PartStates) -> bool) {
        tokio::time::timeout(PATIENCE, self.states.wait_for(wanted)).await.unwrap().unwrap();
    }

    /// What the model hears next, but for how the parts are.
    async fn next(&mut self) -> Input {
        loop {
            match tokio::time::timeout(PATIENCE, self.heard.recv()).await.unwrap().unwrap() {
                Input::Shelf(_) => {}
                input => return input,
            }
        }
    }
}

#[tokio::test]
async fn one_press_is_told_once_and_the_next_after_the_lock_out() {
    let mut stand = Stand::new();
    let mut board = FakeBoard::plug_in(&stand.path("board")).unwrap();
    let scanner = UnixListener::bind(stand.path("scanner")).unwrap();
    stand.site(SiteKiosk {
        button: stand.fake("board"),
        scanner: stand.fake("scanner"),
        ..SiteKiosk::default()
    });
    board.wired(1).await;
    let (mut scanner, _) = scanner.accept().unwrap();
    board.press().unwrap();
    assert_eq!(stand.next().await, Input::BigButton);
    stand.hands.step(Duration::from_secs(60));
    scanner.write_all(b"one\r").unwrap();
    assert_eq!(stand.next().await, Input::Scan(Scan::Other("ONE".into())), "held down for a minute");
    // A release is silent: when it was heard only the press that counts tells.
    let again = async {
        loop {
            board.release().unwrap();
            stand.hands.step(Duration::from_secs(2));
            board.press().unwrap();
            match stand.heard.try_recv() {
                Ok(Input::Shelf(_)) | Err(_) => tokio::task::yield_now().await,
                Ok(input) => return input,
            }
        }
    };
    assert_eq!(tokio::time::timeout(PATIENCE, again).await.unwrap(), Input::BigButton);
}

#[tokio::test]
async fn light_and_buzzer_do_what_the_model_wishes_also_where_they_come_later() {
    let mut stand = Stand::new();
    stand.wishes.send(Effect::Light(LightState::Ready)).unwrap();
    let board = FakeBoard::plug_in(&stand.path("board")).unwrap();
    stand.site(SiteKiosk { light: stand.fake("board"), buzzer: stand.fake("board"), ..SiteKiosk::default() });
    stand
        .until(|states| states.light == Some(PartState::Ready) && states.buzzer == Some(PartState::Ready))
        .await;
    board.light().wait_for(|seen| seen == &[true]).await.unwrap();
    stand.wishes.send(Effect::Buzz).unwrap();
    board.buzzer().wait_for(|seen| seen == &[true, false]).await.unwrap();
}

#[tokio::test]
async fn what_is_absent_wrong_or_not_there_any_more_is_shown() {
    let mut stand = Stand::new();
    stand.site(SiteKiosk {
        scanner: stand.fake("scanner"),
        button: Some("button".into()),
        // A test's clock uses no real line.
        light: Some("gpio://17".into()),
        ..SiteKiosk::default()
    });
    let wanted = |states: &PartStates| {
        (states.scanner, states.button, states.light)
            == (Some(PartState::Absent), Some(PartState::Failing), None)
    };
    stand.until(wanted).await;
    let socket = UnixListener::bind(stand.path("scanner")).unwrap();
    stand.until(|states| states.scanner == Some(PartState::Ready)).await;
    drop(socket);
    stand.site(SiteKiosk::default());
    stand.until(|states| states.scanner.is_none() && states.button.is_none()).await;
    let mut told = PartStates::default();
    while let Ok(input) = stand.heard.try_recv() {
        if let Input::Shelf(states) = input {
            told = states;
        }
    }
    assert!(told.scanner != Some(PartState::Ready), "the model hears of each change");
}

/// A joint that nobody serves, and how the parts are by it.
fn joint() -> (ShelfJoint, watch::Receiver<PartStates>) {
    let (clock, _hands) = Clock::stepped(Timestamp::from_millis(0));
    let (states, seen) = watch::channel(PartStates::default());
    let mailbox = Mailbox::new(|_, _| ());
    (ShelfJoint { only_here: false, clock, mailbox, pending: Pending::default(), states }, seen)
}

#[tokio::test]
async fn a_part_that_could_not_be_started_is_failing_and_started_again() {
    let (joint, seen) = joint();
    let mut slot = Slot::<()>::default();
    let written = |path: &str| Some(format!("fake://{path}"));
    // What tells how it is lives as long as the part.
    let (tell, told) = watch::channel(PartState::Ready);
    let works = |told: watch::Receiver<PartState>| move |_: GpioUrl| Ok((told, (), None));
    let fails = |_: GpioUrl| Err(io::ErrorKind::WouldBlock.into());
    let field: fn(&mut PartStates) -> &mut Option<PartState> = |states| &mut states.light;
    slot.change(&written("/a"), &joint, field, |_| true, works(told.clone())).await.unwrap();
    let mut ready = seen.clone();
    ready.wait_for(|states| states.light == Some(PartState::Ready)).await.unwrap();

    assert!(slot.change(&written("/b"), &joint, field, |_| true, fails).await.is_err());
    assert!(slot.unsettled && slot.part.is_none());
    // Whatever the old part's state does: it is not this one's.
    tell.send_replace(PartState::Absent);
    tokio::task::yield_now().await;
    assert_eq!(seen.borrow().light, Some(PartState::Failing));

    slot.change(&written("/b"), &joint, field, |_| true, works(told)).await.unwrap();
    ready.wait_for(|states| states.light == Some(PartState::Absent)).await.unwrap();
    assert!(!slot.unsettled && slot.part.is_some());
    let never = |_: GpioUrl| -> io::Result<Started<()>> { panic!("it is settled") };
    slot.change(&written("/b"), &joint, field, |_| true, never).await.unwrap();
}

#[tokio::test]
async fn a_loudspeaker_that_no_site_names_is_missed_by_nobody() {
    for (is_named, missed) in [(true, Some(PartState::Absent)), (false, None)] {
        let (clock, _hands) = Clock::stepped(Timestamp::from_millis(0));
        let (outputs, state) =
            watch::channel(SpeechState { loudspeaker: PartState::Ready, headphones: None });
        let (_says, speaking) = watch::channel(false);
        let (states, mut seen) = watch::channel(PartStates::default());
        let mailbox = Mailbox::new(|_, _| ());
        let telling = tokio::spawn(tell_speech(is_named, state, speaking, states, mailbox, clock));
        let mut until = async |wanted: Option<PartState>| {
            let so = seen.wait_for(|states| states.loudspeaker == wanted);
            tokio::time::timeout(PATIENCE, so).await.unwrap().unwrap();
        };
        until(Some(PartState::Ready)).await;
        outputs.send_replace(SpeechState { loudspeaker: PartState::Absent, headphones: None });
        until(missed).await;
        telling.abort();
    }
}
