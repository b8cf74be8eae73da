//! Facts about the audit of a log.

use crate::world::{Place, World};
use model::Role;
use server::{Break, Broken};

async fn five(world: &World) {
    let mut ann = world.tablet(1, Role::Field).await;
    let session = ann.connect(world).await;
    let made: Vec<_> = (0..5)
        .map(|k| ann.change(None, 0, &[("name", &format!("Customer {k}"))]))
        .collect();
    ann.push(&session, 0, &made).await.unwrap();
}

pub(crate) async fn a_log_as_it_was_written_is_verified_to_its_end(place: Place) {
    let world = World::new(place).await;
    let empty = world.server.audit(Some(world.org)).await.unwrap();
    assert_eq!((empty[0].entries, &empty[0].broken), (0, &None));
    five(&world).await;
    let all = world.server.audit(None).await.unwrap();
    assert_eq!((all.len(), all[0].name.as_str(), all[0].entries), (1, "Nordlicht", 5));
    assert_eq!(all[0].broken, None);
    assert_ne!(all[0].head, [0; 32]);
    assert!(world.server.audit(Some([9; 16])).await.is_err(), "nobody's log");
}

pub(crate) async fn whatever_is_done_to_a_log_is_found_and_its_place_told(place: Place) {
    let world = World::new(place.clone()).await;
    five(&world).await;
    let hurts: [(&str, &str, u64, Broken); 6] = [
        (
            "UPDATE log SET n = 77 WHERE seq = 4",
            "UPDATE log SET n = 4 WHERE seq = 4",
            4,
            Broken::Mislabelled,
        ),
        ("UPDATE org SET seq = 4", "UPDATE org SET seq = 5", 5, Broken::End),
        ("UPDATE org SET seq = 6", "UPDATE org SET seq = 5", 6, Broken::End),
        (
            "UPDATE log SET seq = 9 WHERE seq = 2",
            "UPDATE log SET seq = 2 WHERE seq = 9",
            2,
            Broken::Missing,
        ),
        (
            "UPDATE log SET head = (SELECT other.head FROM log other WHERE other.seq = 1) WHERE seq = 5",
            "DELETE FROM log WHERE seq = 5",
            5,
            Broken::Altered,
        ),
        (
            "UPDATE log SET bytes = (SELECT other.bytes FROM log other WHERE other.seq = 1) WHERE seq = 3",
            "DELETE FROM log WHERE seq > 3",
            3,
            Broken::Altered,
        ),
    ];
    for (hurt, mend, seq, what) in hurts {
        place.alter(hurt).await;
        let found = world.server.audit(None).await.unwrap();
        assert_eq!(found[0].broken, Some(Break { seq, what }), "{hurt}");
        place.alter(mend).await;
    }
}
