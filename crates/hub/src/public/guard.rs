//! What every answer forbids the browser, and which requests may change anything.

use axum::extract::Request;
use axum::http::header::{self, HeaderName, HeaderValue};
use axum::http::{StatusCode, Uri};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

/// Nothing but the listener's own scripts, styles, fonts, pictures and streams; no frame around it, no form out of it.
const CONTENT: &str = "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self'; \
    connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const PERMISSIONS: &str = "accelerometer=(), autoplay=(), camera=(), clipboard-read=(), display-capture=(), \
    geolocation=(), gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), \
    publickey-credentials-get=(), serial=(), usb=()";

const EVERYWHERE: [(HeaderName, &str); 7] = [
    (header::CONTENT_SECURITY_POLICY, CONTENT),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (header::REFERRER_POLICY, "no-referrer"),
    (HeaderName::from_static("permissions-policy"), PERMISSIONS),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (HeaderName::from_static("x-robots-tag"), "noindex, nofollow"),
];

/// Adds the strict headers, and `no-store` to whatever says nothing else about keeping it.
pub(super) async fn strict_headers(mut response: Response) -> Response {
    let headers = response.headers_mut();
    for (name, value) in EVERYWHERE {
        headers.insert(name, HeaderValue::from_static(value));
    }
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}

/// Lets through only what a page of this listener sent.
pub(super) async fn same_origin_only(request: Request, next: Next) -> Response {
    if is_same_origin(&request) { next.run(request).await } else { StatusCode::FORBIDDEN.into_response() }
}

/// Whether `Origin` names the host that was asked. Browsers send it with every POST; over plain HTTP they send no
/// `Sec-Fetch-Site`, so that one is only believed when it speaks against.
fn is_same_origin(request: &Request) -> bool {
    let header = |name: HeaderName| request.headers().get(name).and_then(|value| value.to_str().ok());
    let site = header(HeaderName::from_static("sec-fetch-site"));
    let origin = header(header::ORIGIN).and_then(|origin| origin.parse::<Uri>().ok());
    let asked = header(header::HOST);
    match (origin.as_ref().and_then(Uri::authority), asked) {
        (Some(origin), Some(asked)) => {
            origin.as_str().eq_ignore_ascii_case(asked) && site.is_none_or(|site| site == "same-origin")
        }
        _ => false,
    }
}
