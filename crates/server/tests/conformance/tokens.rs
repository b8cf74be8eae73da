//! Facts about tokens that are replaced.

use crate::world::{Place, Tablet, World, code};
use model::Role;
use protocol::{Code, Peer as _, Pull, SignIn};

const DAY: i64 = 86_400_000;

impl Tablet {
    /// Connects with a token; what the server handed out.
    async fn shows(&self, world: &World, token: [u8; 32]) -> Result<Option<[u8; 32]>, Code> {
        let shown = self.connect_with(&world.server, world.now(), token).await;
        shown.map(|(_, ready)| ready.token).map_err(|fault| fault.code)
    }
}

pub(crate) async fn a_token_is_replaced_while_it_is_used_and_a_lost_answer_locks_nobody_out(place: Place) {
    let world = World::new(place).await;
    let ann = world.tablet(1, Role::Field).await;
    let first = ann.token;
    assert_eq!(ann.shows(&world, first).await, Ok(None));
    world.later(7 * DAY);
    let lost = ann.shows(&world, first).await.unwrap().unwrap();
    // The answer did not arrive: the token goes on, and a day later brings another.
    assert_eq!(ann.shows(&world, first).await, Ok(None));
    world.later(DAY);
    let second = ann.shows(&world, first).await.unwrap().unwrap();
    assert_eq!(ann.shows(&world, lost).await, Err(Code::SignIn));
    assert_eq!(ann.shows(&world, second).await, Ok(None));
    // It is counted from when it was handed out, also by a server that starts again.
    world.later(7 * DAY);
    let server = world.another().await;
    let (_, ready) = ann.connect_with(&server, world.now(), second).await.unwrap();
    let third = ready.token.unwrap();
    assert_eq!(ann.shows(&world, third).await, Ok(None));
}

pub(crate) async fn a_token_that_was_replaced_and_is_shown_again_ends_both(place: Place) {
    let world = World::new(place).await;
    let mut ann = world.tablet(1, Role::Field).await;
    let ben = world.tablet(2, Role::Office).await;
    let first = ann.token;
    world.later(7 * DAY);
    let second = ann.shows(&world, first).await.unwrap().unwrap();
    let (session, _) = ann.connect_with(&world.server, world.now(), second).await.unwrap();
    session.pull(Pull::default()).await.unwrap();
    // Without the device's key it is nothing but a wrong token.
    assert_eq!(ben.shows(&world, first).await, Err(Code::SignIn));
    session.pull(Pull::default()).await.unwrap();
    assert_eq!(ann.shows(&world, first).await, Err(Code::Replayed));
    assert_eq!(code(session.pull(Pull::default()).await), Code::Replayed);
    let change = ann.change(None, 0, &[("name", "Ben")]);
    assert_eq!(code(ann.push(&session, 0, &[change]).await), Code::Replayed);
    assert_eq!(ann.shows(&world, second).await, Err(Code::Replayed));
    let sign_in = SignIn {
        name: ann.name.clone(),
        org: "Nordlicht".to_owned(),
        password: "correct horse".to_owned(),
        device: ann.known(),
    };
    let enrolled = world.server.sign_in(sign_in, "x").await.unwrap();
    ann.admitted(&enrolled);
    assert_eq!(ann.shows(&world, ann.token).await, Ok(None));
    for old in [first, second] {
        assert_eq!(ann.shows(&world, old).await, Err(Code::SignIn));
    }
    ann.connect(&world).await;
    ben.connect(&world).await;
}

pub(crate) async fn a_token_that_nobody_has_shown_for_half_a_year_holds_no_more(place: Place) {
    let world = World::new(place).await;
    let (ann, ben) = (world.tablet(1, Role::Field).await, world.tablet(2, Role::Field).await);
    world.later(182 * DAY);
    assert!(ann.shows(&world, ann.token).await.unwrap().is_some());
    world.later(DAY);
    assert_eq!(ben.shows(&world, ben.token).await, Err(Code::SignIn));
}
