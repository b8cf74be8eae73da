//! The end of every journey: nothing waits, nothing was refused, and all hold the same.

use crate::desk::{Desk, House};

/// Up to where each device knows the log, and the chain's head there.
pub(crate) async fn heads(desks: &[&Desk]) -> Vec<(u64, [u8; 32])> {
    let mut heads = Vec::new();
    for desk in desks {
        let server = desk.store.server().await.unwrap().unwrap();
        heads.push((server.cursor, server.head));
    }
    heads
}

/// Lets all talk until each has heard what the others brought, prints a hash of each replica, and holds them to being equal.
pub(crate) async fn agree(house: &House, desks: &[&Desk]) {
    for _ in 0..3 {
        for desk in desks {
            desk.sync(&house.server).await;
        }
    }
    let mut hashes = Vec::new();
    for desk in desks {
        assert_eq!(desk.store.waiting().await.unwrap(), 0);
        assert_eq!(desk.store.refused().await.unwrap(), []);
        hashes.push(desk.hash().await);
        println!("{} {}", desk.store.device().id, desk.hash().await);
    }
    hashes.dedup();
    assert_eq!(hashes.len(), 1, "{hashes:#?}");
    let mut heads = heads(desks).await;
    heads.dedup();
    assert_eq!(heads.len(), 1, "{heads:#?}");
}
