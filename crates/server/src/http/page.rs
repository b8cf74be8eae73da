//! What a person sees who opens the server's address in a browser, by an invitation's link for example: what this is, and what
//! is offered here, told from `openapi.json`. It says nothing of any organisation.

use super::OPENAPI;
use axum::{http::header, response::IntoResponse};
use serde_json::Value;
use std::{fmt::Write as _, sync::LazyLock};

/// Nothing is fetched and nothing runs but the style in the page itself.
const POLICY: &str =
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
const STYLE: &str = "body{font:16px/1.5 system-ui,sans-serif;max-width:44rem;margin:3rem auto;padding:0 1rem;color-scheme:light dark}\
dt{font-family:ui-monospace,monospace;margin-top:1rem}dd{margin:0}";

static PAGE: LazyLock<String> = LazyLock::new(|| {
    let told: Value = serde_json::from_str(OPENAPI).unwrap_or_default();
    let mut page = format!(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\
         <title>An Outpost server</title><style>{STYLE}</style><h1>An Outpost server</h1>\
         <p>Were you given this address as an invitation? Copy all of it, open Outpost on your device, and paste it under \
         Settings, Server.</p><p>For who looks after it: <a href=\"/healthz\">/healthz</a>, <a href=\"/metrics\">/metrics</a> \
         (Prometheus), <a href=\"/openapi.json\">/openapi.json</a>.</p><h2>What is offered here</h2><dl>"
    );
    for (path, what) in told.get("paths").and_then(Value::as_object).into_iter().flatten() {
        for (method, about) in what.as_object().into_iter().flatten() {
            let Some(summary) = about.get("summary").and_then(Value::as_str) else {
                continue; // parameters that all of them have
            };
            let method = method.to_uppercase();
            let _infallible = write!(page, "<dt>{method} {}</dt><dd>{}</dd>", plain(path), plain(summary));
        }
    }
    page.push_str("</dl></html>\n");
    page
});

fn plain(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}

pub(super) async fn page() -> impl IntoResponse {
    (
        [
            (header::CONTENT_TYPE, "text/html; charset=utf-8"),
            (header::CONTENT_SECURITY_POLICY, POLICY),
            (header::REFERRER_POLICY, "no-referrer"),
        ],
        PAGE.as_str(),
    )
}
