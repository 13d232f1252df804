//! A driver presses, types and looks through the socket, as a test of a whole program does.

#![allow(clippy::unwrap_used)]

mod gallery;

use gallery::Gallery;
use serde_json::{Value, json};
use slint::{ComponentHandle, PhysicalSize, SharedString};
use std::io::{BufRead, BufReader, Write};
use std::os::unix::net::UnixStream;
use turno_ui_kit::drive::{Stage, serve};

struct Driver(BufReader<UnixStream>);

impl Driver {
    fn ask(&mut self, order: Value) -> Value {
        writeln!(self.0.get_ref(), "{order}").unwrap();
        let mut line = String::new();
        self.0.read_line(&mut line).unwrap();
        serde_json::from_str(&line).unwrap()
    }

    fn done(&mut self, order: Value) {
        let answer = self.ask(order.clone());
        assert_eq!(answer["ok"], true, "{order}: {answer}");
    }

    fn refused(&mut self, order: Value, why: &str) {
        let answer = self.ask(order.clone());
        assert!(answer["error"].as_str().is_some_and(|error| error.contains(why)), "{order}: {answer}");
    }
}

#[test]
fn a_driver_presses_types_and_looks() {
    Stage::Headless.set().unwrap();
    let ui = Gallery::new().unwrap();
    let weak = ui.as_weak();
    ui.on_hit(move |what| weak.unwrap().set_typed(SharedString::from(format!("{what}!"))));
    ui.window().set_size(PhysicalSize::new(1000, 900));
    ui.show().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let socket = folder.path().join("drive.sock");
    serve(&ui, &socket).unwrap();
    let driver = std::thread::spawn(move || {
        let mut driver = Driver(BufReader::new(UnixStream::connect(&socket).unwrap()));
        driver.done(json!({"wait": "Comune", "role": "text-input"}));
        driver.done(json!({"click": "Chiama il prossimo", "role": "button"}));
        driver.done(json!({"click": "Comune"}));
        driver.done(json!({"key": "a", "with": ["Control"]}));
        driver.done(json!({"type": "Cantù"}));
        let found = driver.ask(json!({"list": true}));
        let fields: Vec<&Value> = found["elements"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|place| place["role"] == "text-input")
            .collect();
        assert_eq!(fields[0]["value"], "Cantù", "{found}");
        driver.done(json!({"set": "Comune", "value": "Como"}));
        driver.done(json!({"click": "a", "role": "button"}));
        driver.refused(json!({"click": "Spento", "role": "button"}), "cannot be used");
        driver.refused(json!({"click": "Nessuno"}), "nothing is called");
        driver.refused(json!({"wait": "Nessuno", "within_ms": 0}), "did not appear");
        driver.refused(json!({"sing": "loud"}), "not an order");
        driver.done(json!({"gone": "Nessuno"}));
        let picture = socket.with_file_name("picture.png");
        driver.done(json!({"snapshot": picture}));
        assert!(std::fs::read(&picture).unwrap().starts_with(b"\x89PNG"));
        driver.done(json!({"quit": true}));
    });
    ui.run().unwrap();
    driver.join().unwrap();
    assert_eq!(ui.get_typed(), "Comoa");
}
