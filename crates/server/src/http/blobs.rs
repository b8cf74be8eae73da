//! Blobs over HTTP: the core of tus 1.0 and its creation for the way up, `GET` with `Range` for the way down. Who asks is in
//! the headers, signed; see `protocol/src/blob.rs`.

use super::{House, faults::status};
use crate::blobs::{Asked, Far};
use axum::{
    Json,
    body::{Body, Bytes, to_bytes},
    extract::{Path, State},
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header as http},
    response::{IntoResponse, Response},
    routing::{MethodRouter, get, options},
};
use protocol::{BlobAct, BlobAsk, BlobName, Code, Fault, PIECE_TYPE, TUS, header, hex, limits, unhex};
use ring::digest::{SHA256, digest};
use std::{ops::Range, str::FromStr, time::Duration};
use tokio::time::timeout;

/// How long a piece may take to come.
const PIECE: Duration = Duration::from_secs(60);

pub(super) fn beginning() -> MethodRouter<House> {
    options(offers).post(begin)
}

pub(super) fn one() -> MethodRouter<House> {
    get(fetch).head(look).patch(append).options(offers)
}

/// A fault on its way out; its code is in a header too, since an answer to `HEAD` has nothing else.
struct Refused(Fault);

impl<T: Into<Fault>> From<T> for Refused {
    fn from(fault: T) -> Self {
        Self(fault.into())
    }
}

type Answer = Result<Response, Refused>;

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        // What tus says of a version that the server does not speak.
        let status = match self.0.code {
            Code::Version => StatusCode::PRECONDITION_FAILED,
            ref code => status(code),
        };
        let mut answer = (status, Json(&self.0)).into_response();
        say(&mut answer, header::CODE, self.0.code.key());
        say(&mut answer, header::RESUMABLE, TUS);
        say(&mut answer, header::VERSION, TUS);
        answer
    }
}

fn say(answer: &mut Response, name: &'static str, value: &str) {
    // Numbers, hexadecimal digits and names of codes: all of them fit into a header.
    if let Ok(value) = HeaderValue::from_str(value) {
        answer.headers_mut().insert(HeaderName::from_static(name), value);
    }
}

fn said<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    headers.get(name)?.to_str().ok()
}

fn read<T: FromStr>(headers: &HeaderMap, name: &str) -> Result<T, Code> {
    said(headers, name)
        .and_then(|value| value.parse().ok())
        .ok_or(Code::Unreadable)
}

fn fixed<const N: usize>(headers: &HeaderMap, name: &str) -> Result<[u8; N], Code> {
    said(headers, name).and_then(unhex).ok_or(Code::Unreadable)
}

fn speaks_tus(headers: &HeaderMap) -> Result<(), Code> {
    if said(headers, header::RESUMABLE) == Some(TUS) {
        Ok(())
    } else {
        Err(Code::Version)
    }
}

impl House {
    async fn asked(&self, headers: &HeaderMap, name: BlobName, act: BlobAct<'_>) -> Result<Asked, Fault> {
        let ask = BlobAsk {
            org: fixed(headers, header::ORG).map_err(|_| Code::SignIn)?,
            device: read(headers, header::DEVICE).map_err(|_| Code::SignIn)?,
            at: read(headers, header::AT).map_err(|_| Code::SignIn)?,
            name,
            act,
        };
        let signature = fixed(headers, header::SIGNATURE).map_err(|_| Code::SignIn)?;
        self.server.asked(&ask, &signature).await
    }
}

/// What the server offers; to a device that sends chance, with the proof that it is the server.
async fn offers(State(house): State<House>, headers: HeaderMap) -> Answer {
    let mut answer = StatusCode::NO_CONTENT.into_response();
    say(&mut answer, header::RESUMABLE, TUS);
    say(&mut answer, header::VERSION, TUS);
    say(&mut answer, header::EXTENSION, "creation");
    say(&mut answer, header::MAX_SIZE, &limits::BLOB.to_string());
    if headers.contains_key(header::NONCE) {
        let (org, nonce) = (fixed(&headers, header::ORG)?, fixed(&headers, header::NONCE)?);
        let (now, signature) = house.server.proves(org, &nonce).await?;
        say(&mut answer, header::NOW, &now.to_string());
        say(&mut answer, header::PROOF, &hex(&signature));
    }
    Ok(answer)
}

/// How far a blob is, as tus says it, with the receipt where it is whole.
fn far(status: StatusCode, far: &Far) -> Response {
    let mut answer = status.into_response();
    say(&mut answer, header::RESUMABLE, TUS);
    say(&mut answer, header::OFFSET, &far.reached.to_string());
    say(&mut answer, header::LENGTH, &far.size.to_string());
    say(&mut answer, "cache-control", "no-store");
    if let Some(receipt) = &far.receipt {
        say(&mut answer, header::RECEIPT, &receipt.to_string());
    }
    answer
}

async fn begin(State(house): State<House>, headers: HeaderMap) -> Answer {
    speaks_tus(&headers)?;
    let name: BlobName = read(&headers, header::BLOB)?;
    let size = read(&headers, header::LENGTH)?;
    let asked = house.asked(&headers, name, BlobAct::Begin { size }).await?;
    let begun = house.server.begin_blob(&asked, size).await?;
    let mut answer = far(StatusCode::CREATED, &begun);
    say(&mut answer, "location", &format!("{}/{name}", protocol::BLOBS));
    Ok(answer)
}

async fn look(State(house): State<House>, Path(name): Path<String>, headers: HeaderMap) -> Answer {
    speaks_tus(&headers)?;
    let name = name.parse::<BlobName>().map_err(|_| Code::Unreadable)?;
    let asked = house.asked(&headers, name, BlobAct::Look).await?;
    Ok(far(StatusCode::OK, &house.server.look_at_blob(&asked).await?))
}

async fn append(State(house): State<House>, Path(name): Path<String>, headers: HeaderMap, body: Body) -> Answer {
    speaks_tus(&headers)?;
    let name = name.parse::<BlobName>().map_err(|_| Code::Unreadable)?;
    if said(&headers, "content-type") != Some(PIECE_TYPE) {
        return Ok(StatusCode::UNSUPPORTED_MEDIA_TYPE.into_response());
    }
    let (offset, piece) = (read(&headers, header::OFFSET)?, fixed(&headers, header::CHECKSUM)?);
    // Asked before the piece is taken in: a stranger's is not.
    let asked = house.asked(&headers, name, BlobAct::Append { offset, piece }).await?;
    let bytes = timeout(PIECE, to_bytes(body, limits::BLOB_PIECE)).await;
    let bytes = bytes.map_err(|_| Code::Busy)?.map_err(|_| Code::TooLarge)?;
    if digest(&SHA256, &bytes).as_ref() != piece {
        return Err(Code::Altered.into());
    }
    let reached = house.server.append_to_blob(&asked, (offset, piece), bytes).await?;
    Ok(far(StatusCode::NO_CONTENT, &reached))
}

async fn fetch(State(house): State<House>, Path(name): Path<String>, headers: HeaderMap) -> Answer {
    let name = name.parse::<BlobName>().map_err(|_| Code::Unreadable)?;
    let range = said(&headers, http::RANGE.as_str()).unwrap_or_default();
    let asked = house.asked(&headers, name, BlobAct::Fetch { range }).await?;
    let size = house.server.blob_size(&asked).await?;
    let (status, part) = match part(range, size) {
        Part::All => (StatusCode::OK, 0..size),
        Part::From(part) => (StatusCode::PARTIAL_CONTENT, part),
        Part::Beyond => {
            let mut answer = StatusCode::RANGE_NOT_SATISFIABLE.into_response();
            say(&mut answer, "content-range", &format!("bytes */{size}"));
            return Ok(answer);
        }
    };
    let body = if part.is_empty() {
        Body::from(Bytes::new())
    } else {
        Body::from_stream(house.server.read_blob(&asked, part.clone()).await?)
    };
    let mut answer = (status, body).into_response();
    say(&mut answer, "content-type", "application/octet-stream");
    say(&mut answer, "content-length", &(part.end - part.start).to_string());
    say(&mut answer, "accept-ranges", "bytes");
    say(&mut answer, "cache-control", "no-store");
    if status == StatusCode::PARTIAL_CONTENT {
        let last = part.end.saturating_sub(1);
        say(
            &mut answer,
            "content-range",
            &format!("bytes {}-{last}/{size}", part.start),
        );
    }
    Ok(answer)
}

/// Which part of a whole a `Range` asks for (RFC 9110 §14.2).
#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    /// There is none, or one that is not understood here, which counts as none.
    All,
    From(Range<u64>),
    Beyond,
}

fn part(range: &str, size: u64) -> Part {
    let Some((first, last)) = range.strip_prefix("bytes=").and_then(|range| range.split_once('-')) else {
        return Part::All;
    };
    let (Ok(first), last) = (first.parse::<u64>(), last.parse::<u64>()) else {
        return Part::All;
    };
    let end = match last {
        Ok(last) if last < first => return Part::All,
        Ok(last) => last.saturating_add(1).min(size),
        Err(_) if range.ends_with('-') => size,
        Err(_) => return Part::All,
    };
    if first >= size {
        Part::Beyond
    } else {
        Part::From(first..end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_is_a_part_of_what_there_is() {
        let table = [
            ("", Part::All),
            ("bytes=0-9", Part::From(0..10)),
            ("bytes=90-", Part::From(90..100)),
            ("bytes=90-1000", Part::From(90..100)),
            ("bytes=99-99", Part::From(99..100)),
            ("bytes=100-", Part::Beyond),
            ("bytes=18446744073709551615-18446744073709551615", Part::Beyond),
            ("bytes=9-3", Part::All),
            ("bytes=-5", Part::All),
            ("bytes=0-1,3-4", Part::All),
            ("lines=0-1", Part::All),
            ("bytes=a-b", Part::All),
        ];
        for (range, wanted) in table {
            assert_eq!(part(range, 100), wanted, "{range}");
        }
        assert_eq!(part("bytes=0-", 0), Part::Beyond);
    }
}
