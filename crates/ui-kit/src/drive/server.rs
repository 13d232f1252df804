//! Listens on a Unix socket and carries orders out inside the event loop.

use super::orders::{Answer, Order, Place, Which};
use super::pictures;
use i_slint_backend_testing::{AccessibleRole, ElementHandle, ElementRoot};
use slint::platform::{Key, PointerEventButton, WindowEvent};
use slint::{ComponentHandle, LogicalPosition, PhysicalSize, Weak};
use std::io::{self, BufRead, BufReader, Write};
use std::ops::ControlFlow;
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::Path;
use std::sync::mpsc;
use std::time::{Duration, Instant};

/// How long a driver waits for a label when it does not say.
const PATIENCE: Duration = Duration::from_secs(10);
/// How often the screen is looked at while somebody waits.
const GLANCE: Duration = Duration::from_millis(15);

/// Serves drivers on `socket` for as long as the program lives; the window is that of `component`.
///
/// # Errors
/// When the socket cannot be bound.
pub fn serve<C>(component: &C, socket: &Path) -> io::Result<()>
where
    C: ComponentHandle + 'static,
{
    let listener = UnixListener::bind(socket)?;
    let window = component.as_weak();
    std::thread::Builder::new().name("drive".to_owned()).spawn(move || {
        for driver in listener.incoming().flatten() {
            let window = window.clone();
            let _ =
                std::thread::Builder::new().name("driver".to_owned()).spawn(move || obey(&driver, &window));
        }
    })?;
    Ok(())
}

fn obey<C: ComponentHandle + 'static>(driver: &UnixStream, window: &Weak<C>) -> io::Result<()> {
    for line in BufReader::new(driver).lines() {
        let order = serde_json::from_str::<Order>(&line?);
        let quits = matches!(order, Ok(Order::Quit { .. }));
        let answer = match order {
            Ok(order) => carry_out(order, window),
            Err(error) => Answer::refused(format!("not an order: {error}")),
        };
        let mut text = serde_json::to_vec(&answer)?;
        text.push(b'\n');
        (&*driver).write_all(&text)?;
        // The answer first: the program may be gone before this thread runs again.
        if quits {
            slint::quit_event_loop().map_err(io::Error::other)?;
        }
    }
    Ok(())
}

fn carry_out<C: ComponentHandle + 'static>(order: Order, window: &Weak<C>) -> Answer {
    match order {
        Order::Wait { wait, which, within_ms } => until(within_ms, window, true, wait, which),
        Order::Gone { gone, which, within_ms } => until(within_ms, window, false, gone, which),
        Order::Quit { .. } => Answer::done(),
        order => in_event_loop(window, move |ui| act(ui, order)),
    }
}

/// Looks again and again until the label is there, or is not.
fn until<C: ComponentHandle + 'static>(
    within_ms: Option<u64>,
    window: &Weak<C>,
    wanted: bool,
    label: String,
    which: Which,
) -> Answer {
    let deadline = Instant::now() + within_ms.map_or(PATIENCE, Duration::from_millis);
    loop {
        let (asked, kind) = (label.clone(), which.clone());
        let look = in_event_loop(window, move |ui| {
            let found = find(ui, &asked, &kind).iter().any(|(_, place)| place.seen);
            Answer { ok: found, ..Answer::default() }
        });
        if look.error.is_some() {
            return look;
        }
        if look.ok == wanted {
            return Answer::done();
        }
        if Instant::now() >= deadline {
            let verb = if wanted { "did not appear" } else { "did not go away" };
            let mut answer = Answer::refused(format!("{label:?} {verb} in time"));
            answer.elements = in_event_loop(window, |ui| list(ui, true)).elements;
            return answer;
        }
        std::thread::sleep(GLANCE);
    }
}

/// Runs `work` with the component on its own thread and waits for what it says.
fn in_event_loop<C, W>(window: &Weak<C>, work: W) -> Answer
where
    C: ComponentHandle + 'static,
    W: FnOnce(&C) -> Answer + Send + 'static,
{
    let (say, hear) = mpsc::channel();
    let posted = window.upgrade_in_event_loop(move |ui| {
        let _ = say.send(work(&ui));
    });
    if let Err(error) = posted {
        return Answer::refused(error.to_string());
    }
    hear.recv().unwrap_or_else(|_| Answer::refused("the window is gone"))
}

fn act<C: ComponentHandle>(ui: &C, order: Order) -> Answer {
    match order {
        Order::Click { click, which } => match the_one(ui, &click, &which) {
            Ok(place) => {
                press(ui, &place);
                Answer::done()
            }
            Err(why) => Answer::refused(why),
        },
        Order::Tap { tap: (x, y) } => {
            press_at(ui, LogicalPosition::new(x, y));
            Answer::done()
        }
        Order::Press { press: (x, y) } => {
            hold_at(ui, LogicalPosition::new(x, y));
            Answer::done()
        }
        Order::Release { release: (x, y) } => {
            let_go_at(ui, LogicalPosition::new(x, y));
            Answer::done()
        }
        Order::Set { set, value } => {
            let which = Which { role: Some("text-input".to_owned()), ..Which::default() };
            match find(ui, &set, &which).first() {
                Some((field, _)) => {
                    field.set_accessible_value(value);
                    Answer::done()
                }
                None => Answer::refused(format!("no field {set:?}")),
            }
        }
        Order::Type { r#type } => {
            for character in r#type.chars() {
                stroke(ui, character.into());
            }
            Answer::done()
        }
        Order::Key { key, with } => strike(ui, &key, &with),
        Order::List { list: only_seen } => list(ui, only_seen),
        Order::Snapshot { snapshot } => {
            let taken = ui.window().take_snapshot().map_err(|error| error.to_string());
            match taken
                .and_then(|picture| pictures::write(&snapshot, &picture).map_err(|error| error.to_string()))
            {
                Ok(()) => Answer::done(),
                Err(why) => Answer::refused(why),
            }
        }
        Order::Size { size: (width, height) } => {
            ui.window().set_size(PhysicalSize::new(width, height));
            Answer::done()
        }
        Order::Wait { .. } | Order::Gone { .. } | Order::Quit { .. } => Answer::done(),
    }
}

fn press<C: ComponentHandle>(ui: &C, place: &Place) {
    let (x, y, width, height) = place.at;
    press_at(ui, LogicalPosition::new(x + width / 2.0, y + height / 2.0));
}

fn press_at<C: ComponentHandle>(ui: &C, position: LogicalPosition) {
    hold_at(ui, position);
    let_go_at(ui, position);
}

fn hold_at<C: ComponentHandle>(ui: &C, position: LogicalPosition) {
    let window = ui.window();
    window.dispatch_event(WindowEvent::PointerMoved { position });
    window.dispatch_event(WindowEvent::PointerPressed { position, button: PointerEventButton::Left });
}

fn let_go_at<C: ComponentHandle>(ui: &C, position: LogicalPosition) {
    let window = ui.window();
    window.dispatch_event(WindowEvent::PointerReleased { position, button: PointerEventButton::Left });
    window.dispatch_event(WindowEvent::PointerExited);
}

fn stroke<C: ComponentHandle>(ui: &C, text: slint::SharedString) {
    ui.window().dispatch_event(WindowEvent::KeyPressed { text: text.clone() });
    ui.window().dispatch_event(WindowEvent::KeyReleased { text });
}

fn strike<C: ComponentHandle>(ui: &C, key: &str, with: &[String]) -> Answer {
    let Some(text) = named_key(key) else {
        return Answer::refused(format!("no key {key:?}"));
    };
    let mut held = Vec::new();
    for name in with {
        match named_key(name) {
            Some(modifier) => held.push(modifier),
            None => return Answer::refused(format!("no key {name:?}")),
        }
    }
    for modifier in &held {
        ui.window().dispatch_event(WindowEvent::KeyPressed { text: modifier.clone() });
    }
    stroke(ui, text);
    for modifier in held.into_iter().rev() {
        ui.window().dispatch_event(WindowEvent::KeyReleased { text: modifier });
    }
    Answer::done()
}

fn named_key(name: &str) -> Option<slint::SharedString> {
    const NAMED: [(&str, Key); 29] = [
        ("Return", Key::Return),
        ("Escape", Key::Escape),
        ("Tab", Key::Tab),
        ("Backspace", Key::Backspace),
        ("Delete", Key::Delete),
        ("Space", Key::Space),
        ("Up", Key::UpArrow),
        ("Down", Key::DownArrow),
        ("Left", Key::LeftArrow),
        ("Right", Key::RightArrow),
        ("Home", Key::Home),
        ("End", Key::End),
        ("PageUp", Key::PageUp),
        ("PageDown", Key::PageDown),
        ("Control", Key::Control),
        ("Shift", Key::Shift),
        ("Alt", Key::Alt),
        ("F1", Key::F1),
        ("F2", Key::F2),
        ("F3", Key::F3),
        ("F4", Key::F4),
        ("F5", Key::F5),
        ("F6", Key::F6),
        ("F7", Key::F7),
        ("F8", Key::F8),
        ("F9", Key::F9),
        ("F10", Key::F10),
        ("F11", Key::F11),
        ("F12", Key::F12),
    ];
    if let Some((_, key)) = NAMED.iter().find(|(known, _)| *known == name) {
        return Some((*key).into());
    }
    let mut characters = name.chars();
    characters.next().filter(|_| characters.next().is_none()).map(slint::SharedString::from)
}

/// The one visible, enabled element that is meant, or why there is none.
fn the_one<C: ComponentHandle>(ui: &C, label: &str, which: &Which) -> Result<Place, String> {
    let found: Vec<Place> = find(ui, label, which).into_iter().map(|(_, place)| place).collect();
    let seen: Vec<&Place> = found.iter().filter(|place| place.seen).collect();
    let place = match (which.nth, seen.len()) {
        (_, 0) if found.is_empty() => return Err(format!("nothing is called {label:?}")),
        (_, 0) => return Err(format!("{label:?} is out of sight")),
        (Some(nth), count) => *seen.get(nth).ok_or_else(|| format!("{count} are called {label:?}"))?,
        (None, 1) => seen[0],
        (None, count) => return Err(format!("{count} are called {label:?}: say which")),
    };
    if !place.enabled {
        return Err(format!("{label:?} cannot be used"));
    }
    Ok(place.clone())
}

fn find<C: ComponentHandle>(ui: &C, label: &str, which: &Which) -> Vec<(ElementHandle, Place)> {
    let says = |text: &str| if which.part { text.contains(label) } else { text == label };
    let fits = |place: &Place| {
        (says(&place.label) || place.description.as_deref().is_some_and(says))
            && which.role.as_ref().is_none_or(|role| place.role == *role)
    };
    places(ui).into_iter().filter(|(_, place)| fits(place)).collect()
}

fn list<C: ComponentHandle>(ui: &C, only_seen: bool) -> Answer {
    let elements =
        places(ui).into_iter().map(|(_, place)| place).filter(|place| place.seen || !only_seen).collect();
    Answer { elements, ..Answer::done() }
}

/// Everything with a role and a label. Where several elements lie on one item the first speaks for it.
fn places<C: ComponentHandle>(ui: &C) -> Vec<(ElementHandle, Place)> {
    let size = ui.window().size().to_logical(ui.window().scale_factor());
    let mut places: Vec<(ElementHandle, Place)> = Vec::new();
    ui.root_element().visit_descendants(|element| {
        if let Some(place) = place(&element, size) {
            places.push((element, place));
        }
        ControlFlow::<()>::Continue(())
    });
    places
}

fn place(element: &ElementHandle, window: slint::LogicalSize) -> Option<Place> {
    let role = element.accessible_role().filter(|role| *role != AccessibleRole::None)?;
    let label = element.accessible_label()?;
    let (position, size) = (element.absolute_position(), element.size());
    let middle = (position.x + size.width / 2.0, position.y + size.height / 2.0);
    let inside = (0.0..window.width).contains(&middle.0) && (0.0..window.height).contains(&middle.1);
    Some(Place {
        role: kebab(&format!("{role:?}")),
        label: label.into(),
        description: element
            .accessible_description()
            .map(Into::into)
            .filter(|text: &String| !text.is_empty()),
        value: element.accessible_value().map(Into::into),
        enabled: element.accessible_enabled().unwrap_or(true),
        checked: element.accessible_checked(),
        at: (position.x, position.y, size.width, size.height),
        seen: inside && size.width > 0.0 && size.height > 0.0 && element.computed_opacity() > 0.0,
    })
}

/// `TextInput` as Slint writes it: `text-input`.
fn kebab(name: &str) -> String {
    let mut text = String::new();
    for character in name.chars() {
        if character.is_uppercase() && !text.is_empty() {
            text.push('-');
        }
        text.extend(character.to_lowercase());
    }
    text
}
