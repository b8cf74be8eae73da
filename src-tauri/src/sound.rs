//! Sounds for the player, by `sound://localhost/NAME`: a range of a WAV file that is nowhere. The core decrypts what is asked for;
//! nothing is kept on the way.

use app::{App, BlobPart};
use tauri::{
    Manager, UriSchemeContext, UriSchemeResponder, Wry, async_runtime,
    http::{
        HeaderMap, Method, Request, Response, StatusCode,
        header::{
            ACCEPT_RANGES, ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_ORIGIN, CACHE_CONTROL, CONTENT_RANGE,
            CONTENT_TYPE, ORIGIN, RANGE,
        },
        response::Builder,
    },
};

/// What such an address begins with.
pub(crate) const SCHEME: &str = "sound";

/// Pages that may ask: the app's own, as each platform calls it, and the one of development.
const PAGES: [&str; 3] = ["tauri://localhost", "http://tauri.localhost", "http://localhost:5173"];

/// Answers a request of the page.
pub(crate) fn serve(context: UriSchemeContext<'_, Wry>, request: Request<Vec<u8>>, responder: UriSchemeResponder) {
    let app = context.app_handle().try_state::<App>().map(|app| app.inner().clone());
    async_runtime::spawn(async move {
        let answer = match app {
            Some(app) => answer(&app, &request).await,
            None => refused(&request, StatusCode::SERVICE_UNAVAILABLE),
        };
        responder.respond(answer);
    });
}

async fn answer(app: &App, request: &Request<Vec<u8>>) -> Response<Vec<u8>> {
    if request.method() == Method::OPTIONS {
        return refused(request, StatusCode::NO_CONTENT); // may it ask? It may.
    }
    let Some((first, last)) = range(request.headers()) else {
        return refused(request, StatusCode::RANGE_NOT_SATISFIABLE);
    };
    let sound = request.uri().path().trim_start_matches('/');
    match app.sound_part(sound, first, last).await {
        Ok(part) => whole(request, part),
        Err(_) => refused(request, StatusCode::NOT_FOUND),
    }
}

fn whole(request: &Request<Vec<u8>>, part: BlobPart) -> Response<Vec<u8>> {
    let last = part.first + (part.bytes.len() as u64).saturating_sub(1);
    let said = said(request, StatusCode::PARTIAL_CONTENT)
        .header(CONTENT_TYPE, part.media)
        .header(ACCEPT_RANGES, "bytes")
        .header(CONTENT_RANGE, format!("bytes {}-{last}/{}", part.first, part.whole));
    said.body(part.bytes).unwrap_or_default()
}

fn refused(request: &Request<Vec<u8>>, status: StatusCode) -> Response<Vec<u8>> {
    said(request, status).body(Vec::new()).unwrap_or_default()
}

/// What every answer says: only the app's own page may read it, and nothing may keep it.
fn said(request: &Request<Vec<u8>>, status: StatusCode) -> Builder {
    let origin = request.headers().get(ORIGIN).and_then(|origin| origin.to_str().ok());
    let page = PAGES.into_iter().find(|page| Some(*page) == origin);
    let said = Response::builder().status(status).header(CACHE_CONTROL, "no-store");
    match page {
        Some(page) => said
            .header(ACCESS_CONTROL_ALLOW_ORIGIN, page)
            .header(ACCESS_CONTROL_ALLOW_HEADERS, "range"),
        None => said,
    }
}

/// From which byte to which (RFC 9110, one range only); nothing said is everything. `None` for what is no such range.
fn range(headers: &HeaderMap) -> Option<(u64, Option<u64>)> {
    let Some(said) = headers.get(RANGE) else {
        return Some((0, None));
    };
    let (first, last) = said.to_str().ok()?.strip_prefix("bytes=")?.split_once('-')?;
    let first = first.parse().ok()?;
    let last = if last.is_empty() {
        None
    } else {
        Some(last.parse().ok()?)
    };
    last.is_none_or(|last| last >= first).then_some((first, last))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_is_one_range_and_nothing_else() {
        for (said, expected) in [
            ("bytes=0-", Some((0, None))),
            ("bytes=44-160043", Some((44, Some(160_043)))),
            ("bytes=5-5", Some((5, Some(5)))),
            ("bytes=6-5", None),
            ("bytes=-500", None),
            ("bytes=0-1,4-5", None),
            ("seconds=0-1", None),
            ("bytes=a-b", None),
        ] {
            let headers = HeaderMap::from_iter([(RANGE, said.parse().unwrap())]);
            assert_eq!(range(&headers), expected, "{said}");
        }
        assert_eq!(range(&HeaderMap::new()), Some((0, None)));
    }
}
