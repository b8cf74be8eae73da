//! Blobs: in pieces, whole or not at all, and only to who may have them.

use crate::{
    carrying::{Carrier, Door, path, send},
    world::{Place, World, hex},
};
use grounds::{files_below, noise};
use model::Role;
use protocol::{Ask, BlobAct, BlobName, Peer as _, SignIn, TUS, blob_proof_bytes, header, limits};
use ring::signature::{ED25519, UnparsedPublicKey};
use std::path::PathBuf;

pub(crate) async fn a_blob_is_there_when_all_of_it_came_and_hashes_to_its_name(place: Place) {
    let world = World::new(place).await;
    let (ann, ben) = (world.tablet(1, Role::Field).await, world.tablet(2, Role::Office).await);
    let door = Door::of(&world.server).await;
    let (of_ann, of_ben) = (Carrier::new(&ann, &door, &world), Carrier::new(&ben, &door, &world));
    let whole = noise(200_000);
    let name = BlobName::of(&whole);
    assert_eq!(of_ann.look(name).await.code(), (404, "absent"));
    assert_eq!(of_ann.begin(name, 200_000).await.offset(), (201, 0));
    assert_eq!(of_ann.append(name, 0, &whole[..150_000]).await.offset(), (204, 150_000));
    // Nobody sees what is not whole, and nobody else goes on with it.
    assert_eq!(of_ben.look(name).await.code(), (404, "absent"));
    assert_eq!(of_ben.fetch(name, "").await.code(), (404, "absent"));
    assert_eq!(of_ann.fetch(name, "").await.code(), (404, "absent"));
    let last = of_ann.append(name, 150_000, &whole[150_000..]).await;
    assert_eq!(last.offset(), (204, 200_000));
    of_ann.is_receipt(&last, name, 200_000);
    for carrier in [&of_ann, &of_ben] {
        let fetched = carrier.fetch(name, "").await;
        assert_eq!((fetched.status, fetched.body == whole), (200, true));
        let looked = carrier.look(name).await;
        assert_eq!(looked.offset(), (200, 200_000));
        carrier.is_receipt(&looked, name, 200_000);
    }
    // Who has the same need not bring it.
    let again = of_ben.begin(name, 200_000).await;
    assert_eq!(again.offset(), (201, 200_000));
    of_ben.is_receipt(&again, name, 200_000);
    assert_eq!(files_below(&world.place.blobs()).len(), 1, "pieces are cleared away");
    let nothing = of_ann.begin(BlobName::of(b""), 0).await;
    assert_eq!(nothing.offset(), (201, 0));
    of_ann.is_receipt(&of_ann.append(BlobName::of(b""), 0, b"").await, BlobName::of(b""), 0);
    assert_eq!(of_ben.fetch(BlobName::of(b""), "").await.body, b"");
    door.close().await;
}

pub(crate) async fn an_upload_goes_on_where_it_was_when_the_server_starts_again(place: Place) {
    let mut world = World::new(place).await;
    let ann = world.tablet(1, Role::Field).await;
    let whole = noise(100_000);
    let name = BlobName::of(&whole);
    let door = Door::of(&world.server).await;
    let carrier = Carrier::new(&ann, &door, &world);
    carrier.begin(name, 100_000).await;
    assert_eq!(carrier.append(name, 0, &whole[..40_000]).await.offset(), (204, 40_000));
    door.close().await;
    world.server = world.another().await;
    let door = Door::of(&world.server).await;
    let carrier = Carrier::new(&ann, &door, &world);
    assert_eq!(carrier.look(name).await.offset(), (200, 40_000));
    assert_eq!(carrier.begin(name, 100_000).await.offset(), (201, 40_000));
    let last = carrier.append(name, 40_000, &whole[40_000..]).await;
    carrier.is_receipt(&last, name, 100_000);
    door.close().await;
    world.server = world.another().await;
    let door = Door::of(&world.server).await;
    assert_eq!(Carrier::new(&ann, &door, &world).fetch(name, "").await.body, whole);
    door.close().await;
}

pub(crate) async fn a_piece_for_another_offset_is_told_so_and_not_kept(place: Place) {
    let world = World::new(place).await;
    let ann = world.tablet(1, Role::Field).await;
    let door = Door::of(&world.server).await;
    let carrier = Carrier::new(&ann, &door, &world);
    let whole = noise(3_000);
    let name = BlobName::of(&whole);
    assert_eq!(carrier.append(name, 0, &whole).await.code(), (404, "absent"));
    carrier.begin(name, 3_000).await;
    for wrong in [1, 1_000, 3_000, u64::MAX] {
        assert_eq!(
            carrier.append(name, wrong, &whole[..1_000]).await.code(),
            (409, "offset")
        );
    }
    carrier.append(name, 0, &whole[..1_000]).await;
    assert_eq!(carrier.append(name, 0, &whole[..1_000]).await.code(), (409, "offset"));
    assert_eq!(carrier.look(name).await.offset(), (200, 1_000));
    carrier.append(name, 1_000, &whole[1_000..]).await;
    assert_eq!(carrier.fetch(name, "").await.body, whole);
    door.close().await;
}

pub(crate) async fn of_two_pieces_for_one_offset_one_is_kept(place: Place) {
    let world = World::new(place).await;
    let ann = world.tablet(1, Role::Field).await;
    let door = Door::of(&world.server).await;
    let carrier = Carrier::new(&ann, &door, &world);
    let whole = noise(30_000);
    let name = BlobName::of(&whole);
    carrier.begin(name, 30_000).await;
    let (one, other) = tokio::join!(
        carrier.append(name, 0, &whole[..10_000]),
        carrier.append(name, 0, &whole[..20_000])
    );
    let mut statuses = [one.status, other.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [204, 409]);
    let (_, at) = carrier.look(name).await.offset();
    carrier.append(name, at, &whole[usize::try_from(at).unwrap()..]).await;
    assert_eq!(carrier.fetch(name, "").await.body, whole);
    door.close().await;
}

pub(crate) async fn what_does_not_hash_to_its_name_is_thrown_away(place: Place) {
    let world = World::new(place).await;
    let ann = world.tablet(1, Role::Field).await;
    let door = Door::of(&world.server).await;
    let carrier = Carrier::new(&ann, &door, &world);
    let whole = noise(5_000);
    let name = BlobName::of(&whole);
    carrier.begin(name, 5_000).await;
    // Altered on its way: the piece's own hash says so, and nothing is kept.
    let headers = carrier.piece(name, 0, &whole[..1_000]);
    let altered = send(door.at, "PATCH", &path(name), &headers, &whole[1..1_001]).await;
    assert_eq!(altered.code(), (460, "altered"));
    let torn = send(door.at, "PATCH", &path(name), &headers, &whole[..999]).await;
    assert_eq!(torn.code(), (460, "altered"));
    assert_eq!(carrier.look(name).await.offset(), (200, 0));
    // Another content than the name says.
    carrier.append(name, 0, &whole[..1_000]).await;
    let wrong = carrier.append(name, 1_000, &whole[..4_000]).await;
    assert_eq!(wrong.code(), (422, "not-as-named"));
    assert_eq!(carrier.look(name).await.code(), (404, "absent"));
    assert_eq!(carrier.fetch(name, "").await.code(), (404, "absent"));
    assert_eq!(files_below(&world.place.blobs()), Vec::<PathBuf>::new());
    // The right bytes arrive all the same, also after somebody has begun them with another length.
    carrier.begin(name, 4_999).await;
    carrier.brings(&whole, 2_000).await;
    assert_eq!(carrier.fetch(name, "").await.body, whole);
    door.close().await;
}

pub(crate) async fn a_part_is_brought_down_by_its_range(place: Place) {
    let world = World::new(place).await;
    let ann = world.tablet(1, Role::Field).await;
    let door = Door::of(&world.server).await;
    let carrier = Carrier::new(&ann, &door, &world);
    let whole = noise(10_000);
    let name = carrier.brings(&whole, 3_000).await;
    let part = carrier.fetch(name, "bytes=2500-3999").await;
    assert_eq!(
        (part.status, part.says("content-range")),
        (206, "bytes 2500-3999/10000")
    );
    assert_eq!(part.body, whole[2_500..4_000]);
    assert_eq!(carrier.fetch(name, "bytes=9999-").await.body, whole[9_999..]);
    assert_eq!(carrier.fetch(name, "bytes=9990-20000").await.body, whole[9_990..]);
    let beyond = carrier.fetch(name, "bytes=10000-").await;
    assert_eq!((beyond.status, beyond.says("content-range")), (416, "bytes */10000"));
    door.close().await;
}

pub(crate) async fn who_does_not_prove_who_they_are_gets_nothing(place: Place) {
    let world = World::new(place).await;
    let mut ann = world.tablet(1, Role::Field).await;
    let ada = world.tablet(2, Role::Admin).await;
    let door = Door::of(&world.server).await;
    let name = Carrier::new(&ann, &door, &world).brings(b"a secret", 8).await;
    let carrier = Carrier::new(&ann, &door, &world);
    let get = async |headers| send(door.at, "GET", &path(name), &headers, &[]).await;
    let nobody = get(Vec::new()).await;
    assert_eq!(
        (nobody.code(), nobody.body.windows(6).any(|part| part == b"secret")),
        ((401, "sign-in"), false)
    );
    let good = carrier.signed(name, BlobAct::Fetch { range: "" });
    assert_eq!(get(good.clone()).await.status, 200);
    for at in 1..good.len() {
        // Each header, left out and altered.
        let mut without = good.clone();
        without.remove(at);
        assert_eq!(get(without).await.code(), (401, "sign-in"));
        let mut altered = good.clone();
        let first = if altered[at].1.starts_with('1') { "2" } else { "1" };
        altered[at].1.replace_range(..1, first);
        assert_eq!(get(altered).await.code(), (401, "sign-in"));
    }
    // What was signed for one thing is good for nothing else.
    let looked = carrier.signed(name, BlobAct::Look);
    assert_eq!(get(looked).await.code(), (401, "sign-in"));
    let other = carrier.signed(BlobName::of(b"another"), BlobAct::Fetch { range: "" });
    assert_eq!(get(other).await.code(), (401, "sign-in"));
    // Nor later.
    let overheard = get(good.clone()).await.status;
    world.later(5 * 60_000 + 1);
    assert_eq!((overheard, get(good).await.code()), (200, (401, "not-ready")));
    // Another sign-in takes the token's place: the key alone opens nothing.
    let sign_in = SignIn {
        name: ann.name.clone(),
        org: hex(&ann.org),
        password: "correct horse".to_owned(),
        device: ann.known(),
    };
    let enrolled = world.server.sign_in(sign_in, "here").await.unwrap();
    assert_eq!(
        Carrier::new(&ann, &door, &world).look(name).await.code(),
        (401, "sign-in")
    );
    ann.admitted(&enrolled);
    assert_eq!(Carrier::new(&ann, &door, &world).look(name).await.status, 200);
    // What takes the session away takes this away.
    let revoke = Ask::Revoke(ann.device.to_string());
    ada.connect(&world).await.ask(revoke).await.unwrap();
    let revoked = Carrier::new(&ann, &door, &world);
    assert_eq!(revoked.look(name).await.code(), (403, "revoked"));
    assert_eq!(revoked.begin(BlobName::of(b"more"), 4).await.code(), (403, "revoked"));
    door.close().await;
}

pub(crate) async fn another_organisations_blobs_lead_nowhere(place: Place) {
    let world = World::new(place).await;
    let ann = world.tablet(1, Role::Field).await;
    let other = world.server.found("Suedwind", "Eve").await.unwrap();
    let code = world.server.invite(other.org, Role::Admin).await.unwrap();
    let mut eve = crate::world::Tablet::new(3);
    eve.enrol(&world.server, &code).await.unwrap();
    let door = Door::of(&world.server).await;
    let name = Carrier::new(&ann, &door, &world).brings(b"of Nordlicht", 5).await;
    let of_eve = Carrier::new(&eve, &door, &world);
    assert_eq!(of_eve.look(name).await.code(), (404, "absent"));
    assert_eq!(of_eve.fetch(name, "").await.code(), (404, "absent"));
    // Her device is not one of the other organisation's, whatever she says.
    eve.org = ann.org;
    let of_eve = Carrier::new(&eve, &door, &world);
    assert_eq!(of_eve.fetch(name, "").await.code(), (401, "sign-in"));
    assert_eq!(of_eve.begin(name, 12).await.code(), (401, "sign-in"));
    door.close().await;
}

pub(crate) async fn names_that_hope_to_be_paths_are_no_names(place: Place) {
    let world = World::new(place).await;
    let ann = world.tablet(1, Role::Field).await;
    let door = Door::of(&world.server).await;
    let carrier = Carrier::new(&ann, &door, &world);
    let name = carrier.brings(b"here", 4).await;
    let upper = name.to_string().to_uppercase();
    let headers = carrier.signed(name, BlobAct::Fetch { range: "" });
    for strange in [
        "..",
        "../../../../etc/passwd",
        "%2e%2e%2f%2e%2e%2fserver.db",
        "%2e%2e",
        ".%00",
        &upper,
        &format!("{name}%2f"),
        &format!("{name}/../{name}"),
        &format!("%20{name}"),
    ] {
        for method in ["GET", "HEAD", "PATCH"] {
            let path = format!("{}/{strange}", protocol::BLOBS);
            let reply = send(door.at, method, &path, &headers, b"x").await;
            assert!([400, 404].contains(&reply.status), "{method} {strange}: {reply:?}");
            assert!(!reply.body.windows(4).any(|part| part == b"here"));
        }
        let mut begins = carrier.signed(name, BlobAct::Begin { size: 4 });
        begins.push((header::LENGTH, "4".to_owned()));
        begins.push((header::BLOB, strange.to_owned()));
        let reply = send(door.at, "POST", protocol::BLOBS, &begins, &[]).await;
        assert_eq!(reply.code(), (400, "unreadable"), "{strange}");
    }
    assert_eq!(files_below(&world.place.blobs()).len(), 1);
    door.close().await;
}

pub(crate) async fn what_is_too_large_is_told_and_not_kept(place: Place) {
    let world = World::new(place).await;
    let ann = world.tablet(1, Role::Field).await;
    let door = Door::of(&world.server).await;
    let carrier = Carrier::new(&ann, &door, &world);
    let name = BlobName::of(b"large");
    for size in [limits::BLOB + 1, u64::MAX] {
        assert_eq!(carrier.begin(name, size).await.code(), (413, "too-large"));
    }
    carrier.begin(name, limits::BLOB).await;
    let more = noise(limits::BLOB_PIECE + 1);
    assert_eq!(carrier.append(name, 0, &more).await.code(), (413, "too-large"));
    assert_eq!(carrier.look(name).await.offset(), (200, 0));
    let few = BlobName::of(b"few");
    carrier.begin(few, 3).await;
    assert_eq!(carrier.append(few, 0, b"four").await.code(), (413, "too-large"));
    assert_eq!(files_below(&world.place.blobs()), Vec::<PathBuf>::new());
    door.close().await;
}

pub(crate) async fn an_upload_that_nobody_goes_on_with_is_cleared_after_a_week(place: Place) {
    const WEEK: i64 = 7 * 24 * 60 * 60_000;
    let world = World::new(place).await;
    let ann = world.tablet(1, Role::Field).await;
    let door = Door::of(&world.server).await;
    let carrier = Carrier::new(&ann, &door, &world);
    let (left, kept) = (BlobName::of(b"left behind"), BlobName::of(b"gone on with"));
    carrier.begin(left, 11).await;
    carrier.append(left, 0, b"left").await;
    carrier.begin(kept, 12).await;
    world.later(WEEK);
    let carrier = Carrier::new(&ann, &door, &world);
    assert_eq!(carrier.look(left).await.offset(), (200, 4));
    assert_eq!(carrier.append(kept, 0, b"gone").await.offset(), (204, 4));
    world.later(1);
    let carrier = Carrier::new(&ann, &door, &world);
    assert_eq!(carrier.look(left).await.code(), (404, "absent"));
    assert_eq!(files_below(&world.place.blobs()).len(), 2);
    carrier.begin(BlobName::of(b"another"), 7).await;
    assert_eq!(
        files_below(&world.place.blobs()).len(),
        1,
        "the next upload clears it away"
    );
    assert_eq!(carrier.look(kept).await.offset(), (200, 4));
    door.close().await;
}

pub(crate) async fn an_organisation_keeps_as_many_bytes_as_it_has_room_for(place: Place) {
    const WEEK: i64 = 7 * 24 * 60 * 60_000;
    let mut world = World::new(place).await;
    let (ann, ben) = (world.tablet(1, Role::Field).await, world.tablet(2, Role::Office).await);
    world.server.stop().await.unwrap();
    world.server = world.place.opened_with_room(&world.now, Some(1_000)).await;
    let door = Door::of(&world.server).await;
    let (of_ann, of_ben) = (Carrier::new(&ann, &door, &world), Carrier::new(&ben, &door, &world));
    let whole = noise(600);
    let (name, other) = (BlobName::of(&whole), BlobName::of(b"another"));
    assert_eq!(of_ann.begin(name, 600).await.offset(), (201, 0));
    // What has begun counts as what it will be, and goes on without asking for more.
    assert_eq!(of_ben.begin(other, 401).await.code(), (507, "blob-quota"));
    assert_eq!(of_ben.look(other).await.code(), (404, "absent"));
    assert_eq!(of_ben.begin(other, 400).await.offset(), (201, 0));
    assert_eq!(of_ann.begin(name, 600).await.offset(), (201, 0));
    assert_eq!(of_ann.append(name, 0, &whole).await.offset(), (204, 600));
    assert_eq!(of_ann.begin(BlobName::of(b"x"), 1).await.code(), (507, "blob-quota"));
    // Who has the same content takes no room with it.
    assert_eq!(of_ben.begin(name, 600).await.offset(), (201, 600));
    // What was given up makes room again.
    world.later(WEEK + 1);
    let of_ann = Carrier::new(&ann, &door, &world);
    assert_eq!(of_ann.begin(BlobName::of(b"x"), 1).await.offset(), (201, 0));
    door.close().await;
}

pub(crate) async fn what_tus_asks_of_a_server_is_answered(place: Place) {
    let world = World::new(place).await;
    let ann = world.tablet(1, Role::Field).await;
    let door = Door::of(&world.server).await;
    let carrier = Carrier::new(&ann, &door, &world);
    let name = BlobName::of(b"tus");
    let offers = send(door.at, "OPTIONS", protocol::BLOBS, &Vec::new(), &[]).await;
    let said = [header::VERSION, header::EXTENSION, header::MAX_SIZE, header::PROOF].map(|name| offers.says(name));
    assert_eq!(
        (offers.status, said),
        (204, [TUS, "creation", &limits::BLOB.to_string(), ""])
    );
    // The server proves itself before it is told who asks.
    let nonce = [7; 32];
    let headers = vec![(header::ORG, hex(&ann.org)), (header::NONCE, hex(&nonce))];
    let proven = send(door.at, "OPTIONS", protocol::BLOBS, &headers, &[]).await;
    let now = proven.says(header::NOW).parse().unwrap();
    let signature = crate::world::unhex(proven.says(header::PROOF));
    let key = UnparsedPublicKey::new(&ED25519, &ann.server_key);
    key.verify(&blob_proof_bytes(&ann.org, &nonce, now), &signature)
        .unwrap();
    assert_eq!(now, world.now());
    for version in ["0.2.2", "2.0.0", ""] {
        let mut headers = carrier.signed(name, BlobAct::Look);
        headers[0].1 = version.to_owned();
        let reply = send(door.at, "HEAD", &path(name), &headers, &[]).await;
        assert_eq!((reply.status, reply.says(header::VERSION)), (412, TUS));
    }
    let begun = carrier.begin(name, 3).await;
    assert_eq!(begun.says("location"), path(name));
    assert_eq!(carrier.look(name).await.says("cache-control"), "no-store");
    let mut headers = carrier.piece(name, 0, b"tus");
    headers.last_mut().unwrap().1 = "application/octet-stream".to_owned();
    let reply = send(door.at, "PATCH", &path(name), &headers, b"tus").await;
    assert_eq!(reply.status, 415);
    assert_eq!(send(door.at, "DELETE", &path(name), &headers, &[]).await.status, 405);
    door.close().await;
}
