//! Facts about invitations and signing in.

use crate::world::{Place, Replica, Tablet, World, code, hex};
use model::Role;
use protocol::{Answer, Ask, Code, Fault, NewPassword, Peer as _, SignIn};

fn sign_in(tablet: &Tablet, org: &str, password: &str) -> SignIn {
    SignIn {
        name: "Ada".to_owned(),
        org: org.to_owned(),
        password: password.to_owned(),
        device: tablet.known(),
    }
}

pub(crate) async fn a_code_is_good_once_and_for_seven_days(place: Place) {
    let world = World::new(place).await;
    let mut ada = Tablet::new(1);
    let typed = world.first_code.replace('-', " ").to_lowercase();
    let enrolled = ada.enrol(&world.server, &typed).await.unwrap();
    assert_eq!((enrolled.role, enrolled.person_name.as_str()), (Role::Admin, "Ada"));
    assert_eq!(
        code(Tablet::new(2).enrol(&world.server, &typed).await),
        Code::Invitation
    );
    assert_eq!(
        code(Tablet::new(2).enrol(&world.server, "AAAAA-AAAAA").await),
        Code::Invitation
    );
    let session = ada.connect(&world).await;
    let Answer::Invited(invited) = session.ask(Ask::Invite(Role::Field)).await.unwrap() else {
        panic!("no invitation");
    };
    assert_eq!(invited.len(), 11);
    world.later(7 * 86_400_000 + 1);
    assert_eq!(
        code(Tablet::new(3).enrol(&world.server, &invited).await),
        Code::Invitation
    );
    // A name that somebody has does not use the code up.
    let code_ = world.server.invite(world.org, Role::Office).await.unwrap();
    let mut ben = Tablet::new(4);
    ben.name = "Ada".to_owned();
    let taken: Fault = ben.enrol(&world.server, &code_).await.unwrap_err();
    assert_eq!(taken.code, Code::Other("name-taken".to_owned()));
    ben.name = "Ben".to_owned();
    ben.enrol(&world.server, &code_).await.unwrap();
}

pub(crate) async fn who_signs_in_again_keeps_what_they_wrote_before(place: Place) {
    let world = World::new(place).await;
    let mut ada = Tablet::new(1);
    let enrolled = ada.enrol(&world.server, &world.first_code).await.unwrap();
    assert_eq!(
        enrolled.person,
        ada.person.to_string(),
        "whom the server made up goes on under their device's id"
    );
    assert_eq!(enrolled.last, 0);
    let session = ada.connect(&world).await;
    let made = ada.change(None, 0, &[("name", "Ben")]);
    ada.push(&session, 0, &[made]).await.unwrap();
    // A second device, whose person worked on it alone until now.
    let mut second = Tablet::new(2);
    let early = second.change(None, 0, &[("name", "Bob")]);
    assert_eq!(
        code(
            world
                .server
                .sign_in(sign_in(&second, "Nordlicht", "wrong horse"), "x")
                .await
        ),
        Code::SignIn
    );
    assert_eq!(
        code(
            world
                .server
                .sign_in(sign_in(&second, "Nowhere", "correct horse"), "x")
                .await
        ),
        Code::SignIn
    );
    let enrolled = world
        .server
        .sign_in(sign_in(&second, "Nordlicht", "correct horse"), "x")
        .await
        .unwrap();
    second.admitted(&enrolled);
    let session = second.connect(&world).await;
    let pushed = second.push(&session, 0, &[early]).await.unwrap();
    assert_eq!(pushed.answers[0].seq, 2);
    // The first device again: a new token, the old one is worth nothing.
    let old = ada.token;
    let enrolled = world
        .server
        .sign_in(sign_in(&ada, &hex(&world.org), "correct horse"), "x")
        .await
        .unwrap();
    ada.admitted(&enrolled);
    let (_session, ready) = ada.connect_at(&world.server, 0).await.unwrap();
    assert_eq!((ready.known_n, ready.role), (1, Role::Admin));
    assert_eq!(enrolled.person, ready.person.to_string());
    ada.token = old;
    assert_eq!(code(ada.connect_at(&world.server, 0).await), Code::SignIn);
    let mut replica = Replica::default();
    replica.follow(&session, 10).await;
    assert_eq!(replica.seqs, [1, 2]);
}

pub(crate) async fn a_password_is_changed_by_the_present_one_and_drawn_anew_by_who_runs_the_server(place: Place) {
    let world = World::new(place).await;
    let mut ada = Tablet::new(1);
    ada.enrol(&world.server, &world.first_code).await.unwrap();
    let ask = |password: &str, new: &str| NewPassword {
        name: "Ada".to_owned(),
        org: hex(&ada.org),
        password: password.to_owned(),
        new: new.to_owned(),
    };
    let sign_in = |password: &str| world.server.sign_in(sign_in(&ada, "Nordlicht", password), "x");
    let wrong = world
        .server
        .change_password(ask("wrong horse", "another horse"), "x")
        .await;
    assert_eq!(code(wrong), Code::SignIn);
    let short = world.server.change_password(ask("correct horse", "short"), "x").await;
    assert_eq!(code(short), Code::Other("password-short".to_owned()));
    world
        .server
        .change_password(ask("correct horse", "another horse"), "x")
        .await
        .unwrap();
    ada.connect(&world).await; // who is signed in stays so
    assert_eq!(code(sign_in("correct horse").await), Code::SignIn);
    sign_in("another horse").await.unwrap();
    let drawn = world.server.reset_password(world.org, "Ada").await.unwrap().unwrap();
    assert_eq!(code(sign_in("another horse").await), Code::SignIn);
    sign_in(&drawn).await.unwrap();
    assert_eq!(world.server.reset_password(world.org, "Eve").await.unwrap(), None);
}

pub(crate) async fn a_device_that_is_somebody_elses_is_not_taken_over(place: Place) {
    let world = World::new(place).await;
    let mut ada = Tablet::new(1);
    ada.enrol(&world.server, &world.first_code).await.unwrap();
    let ben = world.tablet(2, Role::Field).await;
    let ask = |tablet: &Tablet| world.server.sign_in(sign_in(tablet, "Nordlicht", "correct horse"), "x");
    assert_eq!(code(ask(&ben).await), Code::NotYours);
    let mut clone = Tablet::new(3);
    clone.device = ada.device;
    assert_eq!(code(ask(&clone).await), Code::Cloned);
    let mut alias = Tablet::new(4);
    alias.person = ben.person;
    assert_eq!(code(ask(&alias).await), Code::NotYours);
    let session = ada.connect(&world).await;
    session.ask(Ask::Revoke(ada.device.to_string())).await.unwrap();
    assert_eq!(code(ask(&ada).await), Code::Revoked); // a password does not bring it back
}

pub(crate) async fn who_tries_too_often_has_to_wait(place: Place) {
    let world = World::new(place).await;
    let mut stranger = Tablet::new(1);
    for _ in 0..10 {
        assert_eq!(
            code(stranger.enrol(&world.server, "AAAAA-AAAAA").await),
            Code::Invitation
        );
    }
    assert_eq!(code(stranger.enrol(&world.server, "AAAAA-AAAAA").await), Code::TooOften);
    let mut somebody = Tablet::new(2);
    assert_eq!(
        code(somebody.enrol(&world.server, "AAAAA-AAAAA").await),
        Code::Invitation
    );
    world.later(6_000);
    assert_eq!(
        code(stranger.enrol(&world.server, "AAAAA-AAAAA").await),
        Code::Invitation
    );
}
