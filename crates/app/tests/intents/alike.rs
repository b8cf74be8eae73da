use crate::desk::{self, Desk, form};
use app::{Duplicates, ImportAsk, ListAsk};
use std::fmt::Write as _;

const FIRST: [&str; 40] = [
    "Anneke",
    "Maria",
    "James",
    "Fatima",
    "Søren",
    "Jürgen",
    "Łukasz",
    "Zoë",
    "François",
    "Ayşe",
    "Mehmet",
    "Ondřej",
    "Małgorzata",
    "Óscar",
    "Guðrún",
    "Siobhán",
    "Hamish",
    "Priya",
    "Arjun",
    "Kenji",
    "Thabo",
    "Beatriz",
    "Wiebke",
    "Pieter",
    "Élodie",
    "Giulia",
    "Matteo",
    "Ingrid",
    "Väinö",
    "Agnieszka",
    "Zoltán",
    "Ioana",
    "Dragan",
    "Layla",
    "Omar",
    "Chinedu",
    "Tiago",
    "Ximena",
    "Friedrich",
    "Sanne",
];
const LAST: [&str; 50] = [
    "Vos",
    "Okafor",
    "Müller",
    "Kowalski",
    "Hansen",
    "Rossi",
    "Patel",
    "Khan",
    "Williams",
    "Fernández",
    "Dubois",
    "Yılmaz",
    "Popescu",
    "Horváth",
    "Andersson",
    "Virtanen",
    "Murphy",
    "McAllister",
    "Llewellyn",
    "Schäfer",
    "Köhler",
    "Öztürk",
    "Wójcik",
    "Zieliński",
    "Ørsted",
    "Ångström",
    "Dvořák",
    "Procházka",
    "Szabó",
    "Petrović",
    "Papadopoulos",
    "Esposito",
    "Lefèvre",
    "van Dijk",
    "Hoekstra",
    "González",
    "Echeverría",
    "Gonçalves",
    "Adeyemi",
    "Dlamini",
    "Haddad",
    "Hosseini",
    "Banerjee",
    "Nguyễn",
    "Tanaka",
    "Wijaya",
    "Mäkinen",
    "Birtwhistle",
    "Featherstone",
    "Satterthwaite",
];
const PEOPLE: usize = 1_000;

/// A person of the list: every one has a name, a number and an address that nobody else has.
fn person(number: usize) -> (String, String, String) {
    let (first, last) = (FIRST[number % 40], LAST[(number / 40 + number * 7) % 50]);
    let mobile = format!("07700 {:03} {:03}", number / 40 * 31 % 1_000, number * 37 % 1_000);
    let plain = model::fold::fold(&format!("{first} {last}")).replace(' ', ".");
    (
        format!("{first} {last}"),
        mobile,
        format!("{plain}{number}@example.org"),
    )
}

async fn list(desk: &Desk) {
    let mut csv = "Name,Mobile,Email,Company\r\n".to_owned();
    for number in 0..PEOPLE {
        let (name, mobile, email) = person(number);
        write!(csv, "{name},{mobile},{email},Firm {}\r\n", number % 60).unwrap();
    }
    let path = desk.folder.path().join("people.csv");
    std::fs::write(&path, csv).unwrap();
    let preview = desk.app.preview_import(&path.to_string_lossy()).await.unwrap();
    let mapping = desk.app.suggest_mapping("contact", preview.headers).await.unwrap();
    let ask = ImportAsk {
        path: preview.path,
        kind: "contact".into(),
        mapping,
        duplicates: Duplicates::Add,
    };
    assert_eq!(desk.app.run_import(ask).await.unwrap().added, PEOPLE as u32);
}

/// The same number, dialled in another way.
fn dialled(mobile: &str, way: usize) -> String {
    let digits: String = mobile.chars().filter(char::is_ascii_digit).skip(1).collect();
    match way % 4 {
        0 => format!("+44 {} {}", &digits[..4], &digits[4..]),
        1 => format!("0044{digits}"),
        2 => format!("0{}-{}", &digits[..4], &digits[4..]),
        _ => format!("+44 (0){digits}"),
    }
}

/// A word with one slip in it, never in its first letter.
fn slip(word: &str, how: usize) -> String {
    let mut letters: Vec<char> = word.chars().collect();
    let at = letters.len() / 2;
    match how % 3 {
        0 => drop(letters.remove(at)),
        1 => letters.swap(at - 1, at),
        _ => letters.insert(at, letters[at]),
    }
    letters.into_iter().collect()
}

/// The same person as somebody else would type them in.
fn again(number: usize) -> Vec<(&'static str, String)> {
    let (name, mobile, email) = person(number);
    let (first, last) = name.split_once(' ').unwrap();
    let way = number / 10;
    let slipped = match last.chars().count() {
        ..5 => format!("{} {last}", slip(first, way)),
        _ => format!("{first} {}", slip(last, way)),
    };
    match way % 10 {
        0 => vec![("name", format!("{last}, {first}")), ("mobile", dialled(&mobile, way))],
        1 => vec![("name", slipped), ("email", email)],
        2 => vec![("name", model::fold::fold(&name))],
        3 => vec![("name", slipped), ("mobile", dialled(&mobile, way))],
        4 => vec![("name", name), ("mobile", dialled(&mobile, way))],
        5 => vec![
            (
                "name",
                format!("{}. {last}", &first[..first.chars().next().unwrap().len_utf8()]),
            ),
            ("email", email.to_uppercase()),
        ],
        6 => vec![("name", format!("{last} {first}"))],
        7 => vec![("name", slipped)],
        8 => vec![("name", slipped), ("phone", dialled(&mobile, way))],
        _ => vec![
            ("name", slipped.to_uppercase()),
            ("mobile", dialled(&mobile, way)),
            ("email", email),
        ],
    }
}

#[tokio::test]
async fn of_100_who_are_typed_in_again_95_are_offered_and_of_1000_others_5_at_most() {
    let desk = desk::open().await;
    list(&desk).await;
    let mut missed = Vec::new();
    for number in (0..PEOPLE).step_by(10) {
        let typed = again(number);
        let fields: Vec<(&str, &str)> = typed.iter().map(|(key, text)| (*key, text.as_str())).collect();
        let offered = desk.app.alike("contact", form(&fields)).await.unwrap();
        if !offered.iter().any(|hit| hit.title == person(number).0) {
            missed.push(typed);
        }
    }
    assert!(missed.len() <= 5, "{} missed: {missed:?}", missed.len());

    let mut wrong = Vec::new();
    for page in 0..5 {
        let ask = ListAsk {
            kind: "contact".into(),
            offset: page * 200,
            limit: 200,
            ..ListAsk::default()
        };
        for row in desk.app.list_records(ask).await.unwrap().rows {
            let offered = desk.app.alike_to(&row.id).await.unwrap();
            wrong.extend(offered.into_iter().map(|hit| (row.title.clone(), hit.title, hit.why)));
        }
    }
    assert!(wrong.len() <= 5, "{} offered: {wrong:?}", wrong.len());
}

#[tokio::test]
async fn two_who_are_one_keep_every_relation_and_taking_them_apart_puts_each_back() {
    let desk = desk::open().await;
    let clinic = desk.create("company", &[("name", "Elmfield Clinic")]).await;
    let keep = desk
        .create(
            "contact",
            &[("name", "Anneke Vos"), ("mobile", "07700 900418"), ("tags", "vip")],
        )
        .await;
    let begins = [
        ("name", "A. Vos"),
        ("mobile", "07700 900999"),
        ("company", clinic.as_str()),
        ("email", "vos@elmfield.example"),
        ("tags", "fair"),
    ];
    let other = desk.create("contact", &begins).await;
    let boss = desk.create("contact", &[("name", "Bram Smit")]).await;
    let deal = desk.create("deal", &[("name", "Boiler"), ("contact", &other)]).await;
    let task = desk
        .create("task", &[("title", "Ring"), ("about", &other), ("promised_to", &other)])
        .await;
    let note = desk.app.write_note(&other, "Met at the fair.").await.unwrap().record;
    let relation = desk
        .create("relation", &[("one", &other), ("how", "reports to"), ("other", &boss)])
        .await;
    let itself = desk
        .create("relation", &[("one", &other), ("how", "works with"), ("other", &keep)])
        .await;
    let links = [
        (&deal, "contact"),
        (&task, "about"),
        (&task, "promised_to"),
        (&note, "about"),
        (&relation, "one"),
    ];

    let plan = desk.app.plan_merge(&keep, &other).await.unwrap();
    assert_eq!(plan.hung.values().sum::<u32>(), 5);
    let keys = |fields: &[app::MergeField]| fields.iter().map(|field| field.field.clone()).collect::<Vec<_>>();
    assert_eq!(keys(&plan.filled), ["company", "email"]);
    assert_eq!(keys(&plan.differ), ["name", "mobile"]);

    let merged = desk.app.merge(&keep, &other).await.unwrap();
    for (record, field) in links {
        assert_eq!(desk.shown(record, field).await, "Anneke Vos", "{field}");
    }
    assert_eq!(desk.shown(&keep, "email").await, "vos@elmfield.example");
    assert_eq!(desk.shown(&keep, "mobile").await, "07700 900418");
    assert_eq!(desk.card(&keep).await.tags, ["fair", "vip"]);
    assert!(!desk.card(&other).await.alive && !desk.card(&itself).await.alive);

    desk.app.undo(&merged.gesture).await.unwrap();
    for (record, field) in links {
        assert_eq!(desk.shown(record, field).await, "A. Vos", "{field}");
    }
    assert_eq!(desk.shown(&keep, "email").await, "");
    assert_eq!(desk.card(&keep).await.tags, ["vip"]);
    assert!(desk.card(&other).await.alive && desk.card(&itself).await.alive);
    assert_eq!(desk.shown(&itself, "other").await, "Anneke Vos");
}
