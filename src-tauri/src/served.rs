//! Bytes for the page, decrypted in the core as they are asked for; nothing is kept on the way. `sound://localhost/NAME` is a range of
//! a WAV file that is nowhere, `picture://localhost/NAME` a picture that somebody attached. What kind it is, the core says by the bytes
//! alone, and the page may not guess another.

use app::{App, BlobPart};
use tauri::{
    Manager, UriSchemeContext, UriSchemeResponder, Wry, async_runtime,
    http::{
        HeaderMap, Method, Request, Response, StatusCode,
        header::{
            ACCEPT_RANGES, ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_ORIGIN, CACHE_CONTROL, CONTENT_RANGE,
            CONTENT_SECURITY_POLICY, CONTENT_TYPE, ORIGIN, RANGE, X_CONTENT_TYPE_OPTIONS,
        },
        response::Builder,
    },
};

/// What the address of a sound begins with.
pub(crate) const SOUND: &str = "sound";
/// What the address of a picture begins with.
pub(crate) const PICTURE: &str = "picture";

/// Pages that may ask: the app's own, as each platform calls it, and the one of development.
const PAGES: [&str; 3] = ["tauri://localhost", "http://tauri.localhost", "http://localhost:5173"];

/// What can be asked for.
#[derive(Clone, Copy)]
enum Served {
    Sound,
    Picture,
}

/// Answers the page's request for a sound.
pub(crate) fn sound(context: UriSchemeContext<'_, Wry>, request: Request<Vec<u8>>, responder: UriSchemeResponder) {
    serve(Served::Sound, &context, request, responder);
}

/// Answers the page's request for a picture.
pub(crate) fn picture(context: UriSchemeContext<'_, Wry>, request: Request<Vec<u8>>, responder: UriSchemeResponder) {
    serve(Served::Picture, &context, request, responder);
}

fn serve(what: Served, context: &UriSchemeContext<'_, Wry>, request: Request<Vec<u8>>, responder: UriSchemeResponder) {
    let app = context.app_handle().try_state::<App>().map(|app| app.inner().clone());
    async_runtime::spawn(async move {
        let answer = match app {
            Some(app) => answer(what, &app, &request).await,
            None => refused(&request, StatusCode::SERVICE_UNAVAILABLE),
        };
        responder.respond(answer);
    });
}

async fn answer(what: Served, app: &App, request: &Request<Vec<u8>>) -> Response<Vec<u8>> {
    if request.method() == Method::OPTIONS {
        return refused(request, StatusCode::NO_CONTENT); // may it ask? It may.
    }
    let Some((first, last)) = range(request.headers()) else {
        return refused(request, StatusCode::RANGE_NOT_SATISFIABLE);
    };
    let ranged = request.headers().contains_key(RANGE);
    let name = request.uri().path().trim_start_matches('/');
    let part = match what {
        Served::Sound => app.sound_part(name, first, last).await,
        Served::Picture => app.attachment_part(name, ranged.then_some((first, last))).await,
    };
    match part {
        Ok(part) => whole(request, part),
        Err(_) => refused(request, StatusCode::NOT_FOUND),
    }
}

fn whole(request: &Request<Vec<u8>>, part: BlobPart) -> Response<Vec<u8>> {
    let (last, all) = (
        part.first + (part.bytes.len() as u64).saturating_sub(1),
        part.bytes.len() as u64 == part.whole && !request.headers().contains_key(RANGE),
    );
    let said = if all {
        said(request, StatusCode::OK)
    } else {
        said(request, StatusCode::PARTIAL_CONTENT)
            .header(CONTENT_RANGE, format!("bytes {}-{last}/{}", part.first, part.whole))
    };
    let said = said.header(CONTENT_TYPE, part.media).header(ACCEPT_RANGES, "bytes");
    said.body(part.bytes).unwrap_or_default()
}

fn refused(request: &Request<Vec<u8>>, status: StatusCode) -> Response<Vec<u8>> {
    said(request, status).body(Vec::new()).unwrap_or_default()
}

/// What every answer says: only the app's own page may read it, nothing may keep it, take it for something else, or run what is in it.
fn said(request: &Request<Vec<u8>>, status: StatusCode) -> Builder {
    let origin = request.headers().get(ORIGIN).and_then(|origin| origin.to_str().ok());
    let page = PAGES.into_iter().find(|page| Some(*page) == origin);
    let said = Response::builder()
        .status(status)
        .header(CACHE_CONTROL, "no-store")
        .header(X_CONTENT_TYPE_OPTIONS, "nosniff")
        .header(CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox");
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
