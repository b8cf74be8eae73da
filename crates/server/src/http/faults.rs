//! A fault as an HTTP answer: JSON, under the status that fits.

use axum::{
    Json,
    extract::rejection::JsonRejection,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use protocol::{Code, Fault};

/// A fault on its way out.
pub(super) struct Refused(pub(super) Fault);

impl From<Fault> for Refused {
    fn from(fault: Fault) -> Self {
        Self(fault)
    }
}

impl From<JsonRejection> for Refused {
    fn from(rejection: JsonRejection) -> Self {
        let large = rejection.status() == StatusCode::PAYLOAD_TOO_LARGE;
        Self(if large { Code::TooLarge } else { Code::Unreadable }.into())
    }
}

pub(super) fn status(code: &Code) -> StatusCode {
    match code {
        Code::Unreadable => StatusCode::BAD_REQUEST,
        Code::Absent => StatusCode::NOT_FOUND,
        Code::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
        Code::Version => StatusCode::UPGRADE_REQUIRED,
        Code::SignIn | Code::Replayed | Code::NotReady => StatusCode::UNAUTHORIZED,
        Code::Revoked | Code::Cloned | Code::Succeeded | Code::NotYours | Code::Invitation => StatusCode::FORBIDDEN,
        Code::Epoch | Code::Ahead | Code::IdReused | Code::Offset => StatusCode::CONFLICT,
        Code::TooOften => StatusCode::TOO_MANY_REQUESTS,
        Code::Altered => StatusCode::from_u16(460).unwrap_or(StatusCode::BAD_REQUEST), // tus: checksum mismatch
        Code::Busy | Code::NoBlobs => StatusCode::SERVICE_UNAVAILABLE,
        Code::BlobQuota => StatusCode::INSUFFICIENT_STORAGE,
        Code::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        Code::NotAsNamed | Code::Other(_) => StatusCode::UNPROCESSABLE_ENTITY,
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        (status(&self.0.code), Json(self.0)).into_response()
    }
}
