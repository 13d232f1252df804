//! The pages and what they are made of, carried inside the program.
//!
//! Every file's address holds the version of the whole set, so a browser may keep a file for ever and never mixes two
//! versions; a page that was open across an update hears the new version on its stream and loads itself again.

use axum::extract::Path;
use axum::http::{StatusCode, header};
use axum::response::sse::Event;
use axum::response::{IntoResponse, Response};
use sha2::{Digest, Sha256};
use std::sync::LazyLock;

struct Asset {
    name: &'static str,
    kind: &'static str,
    bytes: &'static [u8],
}

const SCRIPT: &str = "text/javascript; charset=utf-8";
const STYLE: &str = "text/css; charset=utf-8";

macro_rules! page_asset {
    ($name:literal, $kind:expr) => {
        Asset { name: $name, kind: $kind, bytes: include_bytes!(concat!("pages/", $name)) }
    };
}

macro_rules! font_asset {
    ($name:literal) => {
        Asset {
            name: $name,
            kind: "font/ttf",
            bytes: include_bytes!(concat!("../../../../assets/fonts/", $name)),
        }
    };
}

static ASSETS: [Asset; 14] = [
    page_asset!("board.css", STYLE),
    page_asset!("board.js", SCRIPT),
    page_asset!("calls.js", SCRIPT),
    page_asset!("fit.js", SCRIPT),
    page_asset!("icon.svg", "image/svg+xml"),
    page_asset!("live.js", SCRIPT),
    page_asset!("number.js", SCRIPT),
    page_asset!("services.css", STYLE),
    page_asset!("ticket.css", STYLE),
    page_asset!("ticket.js", SCRIPT),
    page_asset!("words.js", SCRIPT),
    font_asset!("TitilliumWeb-Bold.ttf"),
    font_asset!("TitilliumWeb-Regular.ttf"),
    font_asset!("TitilliumWeb-SemiBold.ttf"),
];

static PAGES: [(&str, &str); 3] = [
    ("board.html", include_str!("pages/board.html")),
    ("not-found.html", include_str!("pages/not-found.html")),
    ("ticket.html", include_str!("pages/ticket.html")),
];

/// Where a page says the version.
const VERSION_MARK: &str = "{version}";

static VERSION: LazyLock<String> = LazyLock::new(|| {
    let mut hash = Sha256::new();
    for asset in &ASSETS {
        hash.update(asset.bytes);
    }
    for (_, text) in &PAGES {
        hash.update(text.as_bytes());
    }
    hash.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect()
});

/// A page; the name is one of ours.
pub(super) fn page(name: &str) -> Response {
    match PAGES.iter().find(|(known, _)| *known == name) {
        Some((_, text)) => axum::response::Html(text.replace(VERSION_MARK, &VERSION)).into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

/// A file of the present version.
pub(super) async fn file(Path((version, name)): Path<(String, String)>) -> Response {
    let asset = ASSETS.iter().find(|asset| asset.name == name).filter(|_| version == *VERSION);
    match asset {
        Some(asset) => {
            let headers = [
                (header::CONTENT_TYPE, asset.kind),
                (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
            ];
            (headers, asset.bytes).into_response()
        }
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

/// The first event of every stream: the version that pages should be of.
pub(super) fn version_event() -> Event {
    Event::default().event("version").data(VERSION.as_str())
}

#[cfg(test)]
mod tests;
