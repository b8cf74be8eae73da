//! Enrolment and signing in.

use super::{House, Peer, faults::Refused};
use axum::{
    Json,
    extract::{State, rejection::JsonRejection},
    http::{HeaderMap, StatusCode},
};
use protocol::{Enrol, Enrolled, NewPassword, SignIn};

pub(super) async fn enrol(
    State(house): State<House>,
    peer: Peer,
    headers: HeaderMap,
    body: Result<Json<Enrol>, JsonRejection>,
) -> Result<Json<Enrolled>, Refused> {
    let Json(enrol) = body?;
    let from = house.origin(peer.0, &headers);
    Ok(Json(house.server.enrol(enrol, &from).await?))
}

pub(super) async fn sign_in(
    State(house): State<House>,
    peer: Peer,
    headers: HeaderMap,
    body: Result<Json<SignIn>, JsonRejection>,
) -> Result<Json<Enrolled>, Refused> {
    let Json(sign_in) = body?;
    let from = house.origin(peer.0, &headers);
    Ok(Json(house.server.sign_in(sign_in, &from).await?))
}

pub(super) async fn password(
    State(house): State<House>,
    peer: Peer,
    headers: HeaderMap,
    body: Result<Json<NewPassword>, JsonRejection>,
) -> Result<StatusCode, Refused> {
    let Json(ask) = body?;
    let from = house.origin(peer.0, &headers);
    house.server.change_password(ask, &from).await?;
    Ok(StatusCode::NO_CONTENT)
}
