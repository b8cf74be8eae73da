use crate::desk::{self, Desk};
use app::{Duplicates, FailureCode, Format, ImportAsk, ImportReport, ListAsk, Target};
use std::{
    fs,
    path::{Path, PathBuf},
};

const PEOPLE: &str = "Name;Firma;E-Mail;Mobil;Notiz;Raum\r\n\
    Anneke Vos;Elmfield Clinic;a.vos@elmfield.example;07700 900 418;\"Zwei Kessel;\r\nSchlüssel am Empfang\";B12\r\n\
    Søren Ångström;Elmfield Clinic;soren@elmfield.example;;;\r\n\
    ;Elmfield Clinic;x@y.example;;;\r\n\
    Tomasz Wieczorek;Avonmouth Cold Store;kaputt@;;;\r\n\
    Anneke Vos;Elmfield Clinic;a.vos@elmfield.example;;;\r\n";

fn put(desk: &Desk, name: &str, text: impl AsRef<[u8]>) -> PathBuf {
    let path = desk.folder.path().join(name);
    fs::write(&path, text).unwrap();
    path
}

async fn import(desk: &Desk, path: &Path, kind: Option<&str>) -> ImportReport {
    let preview = desk.app.preview_import(&path.to_string_lossy()).await.unwrap();
    let kind = kind.map_or(preview.suggested_kind.clone(), str::to_owned);
    let mapping = desk.app.suggest_mapping(&kind, preview.headers).await.unwrap();
    let ask = ImportAsk {
        path: preview.path,
        kind,
        mapping,
        duplicates: Duplicates::Skip,
    };
    let plan = desk.app.plan_import(ask.clone()).await.unwrap();
    let report = desk.app.run_import(ask).await.unwrap();
    assert_eq!(plan.ready, report.added, "{report:?}");
    report
}

async fn total(desk: &Desk, kind: &str) -> u32 {
    desk.app.counts().await.unwrap()[kind]
}

#[tokio::test]
async fn a_dirty_list_is_imported_with_a_reason_for_every_row_that_was_not_taken() {
    let desk = desk::open().await;
    let path = put(&desk, "kunden.csv", PEOPLE);
    let preview = desk.app.preview_import(&path.to_string_lossy()).await.unwrap();
    assert_eq!(
        (
            preview.suggested_kind.as_str(),
            preview.rows,
            preview.delimiter.as_str()
        ),
        ("contact", 5, "semicolon")
    );
    assert!(
        preview.suggested.contains(&Target::Field("company".into())),
        "{:?}",
        preview.suggested
    );
    let report = import(&desk, &path, None).await;
    assert_eq!((report.added, report.duplicates, report.rejected_count), (2, 1, 2));
    assert_eq!(report.rejected[0].why, "It has no name.");
    assert_eq!(report.rejected[0].detail, "no_name");
    assert!(report.rejected[1].why.starts_with("Email:"), "{:?}", report.rejected);
    assert_eq!((total(&desk, "contact").await, total(&desk, "company").await), (2, 1));
    assert_eq!(desk.app.find("angstrom elmfield", 5).await.unwrap().len(), 1);
    assert_eq!(
        desk.app.find("empfang", 5).await.unwrap().len(),
        1,
        "the note came along"
    );
    assert_eq!(desk.app.find("900 418", 5).await.unwrap().len(), 1);
}

#[tokio::test]
async fn an_import_is_undone_as_one_and_leaves_what_was_edited_since() {
    let desk = desk::open().await;
    let path = put(&desk, "kunden.csv", PEOPLE);
    let report = import(&desk, &path, None).await;
    let soren = desk.app.find("soren", 1).await.unwrap()[0].id.clone();
    desk.edit(&soren, &[("mobile", "555 555")]).await;
    let steps = desk.app.history(&soren, None).await.unwrap().steps;
    assert_eq!(steps[0].part_of, None, "an edit stands alone");
    let part_of = steps[1].part_of.clone().unwrap();
    assert_eq!(
        (part_of.act.as_str(), part_of.names),
        ("imported", vec!["kunden.csv".to_owned()])
    );
    assert_eq!(
        (part_of.counts[0].kind.as_str(), part_of.counts[0].count),
        ("contact", 2)
    );
    let undone = desk.app.undo(&report.gesture.unwrap()).await.unwrap();
    let kept = &undone.kept[0];
    assert_eq!(
        (kept.kind.as_str(), kept.title.as_str(), kept.why.as_str()),
        ("contact", "Søren Ångström", "changed_since")
    );
    assert_eq!(undone.kept.len(), 1);
    assert_eq!(total(&desk, "contact").await, 1);
    desk.app.undo(&undone.gesture).await.unwrap();
    assert_eq!(total(&desk, "contact").await, 2);
}

#[tokio::test]
async fn exporting_an_import_gives_the_same_data_back() {
    let desk = desk::open().await;
    import(&desk, &put(&desk, "kunden.csv", PEOPLE), None).await;
    let out = desk.folder.path().join("out.csv");
    desk.app
        .export_records("contact", Format::Csv, &out.to_string_lossy())
        .await
        .unwrap();
    let first = fs::read_to_string(&out).unwrap();

    let other = desk::open().await;
    import(&other, &out, Some("contact")).await;
    let again = other.folder.path().join("again.csv");
    other
        .app
        .export_records("contact", Format::Csv, &again.to_string_lossy())
        .await
        .unwrap();
    assert_eq!(fs::read_to_string(again).unwrap(), first);
    assert!(first.contains("Søren Ångström") && first.contains("B12"), "{first}");
}

#[tokio::test]
async fn contact_cards_go_out_and_come_back_in_both_versions() {
    for format in [Format::Vcard3, Format::Vcard4] {
        let desk = desk::open().await;
        import(&desk, &put(&desk, "kunden.csv", PEOPLE), None).await;
        let anneke = desk.app.find("anneke", 1).await.unwrap()[0].id.clone();
        desk.edit(
            &anneke,
            &[
                ("role", "Head of facilities"),
                ("address", "14 Elm Hill; Bristol; ; BS1 2AB; UK"),
                ("tags", "vip"),
            ],
        )
        .await;
        let out = desk.folder.path().join("out.vcf");
        desk.app
            .export_records("contact", format, &out.to_string_lossy())
            .await
            .unwrap();

        let other = desk::open().await;
        let preview = other.app.preview_import(&out.to_string_lossy()).await.unwrap();
        let ask = ImportAsk {
            path: preview.path,
            kind: "contact".into(),
            mapping: preview.suggested,
            duplicates: Duplicates::Skip,
        };
        let report = other.app.run_import(ask).await.unwrap();
        assert_eq!((report.added, report.rejected_count), (2, 0), "{report:?}");
        let back = other.app.find("anneke", 1).await.unwrap()[0].id.clone();
        for field in ["name", "company", "role", "mobile", "email", "address"] {
            assert_eq!(
                other.shown(&back, field).await,
                desk.shown(&anneke, field).await,
                "{field}"
            );
        }
        assert_eq!(other.card(&back).await.tags, ["vip"]);
        assert_eq!(
            other.app.find("empfang", 5).await.unwrap().len(),
            1,
            "the note came along"
        );
    }
}

#[tokio::test]
async fn a_file_that_is_no_list_is_refused_in_words() {
    let desk = desk::open().await;
    for (name, bytes) in [
        ("empty.csv", &b""[..]),
        ("book.xlsx", b"PK\x03\x04\0\0\0\0xl/workbook.xml"),
        ("noise.csv", b"\x00\x01\x02\xff\xfe\x00"),
    ] {
        let path = put(&desk, name, bytes);
        let failure = desk.app.preview_import(&path.to_string_lossy()).await.unwrap_err();
        assert_eq!(failure.code, FailureCode::UnreadableFile, "{name}: {}", failure.message);
    }
    assert_eq!(
        desk.app.preview_import("/nowhere/at all.csv").await.unwrap_err().code,
        FailureCode::UnreadableFile
    );
}

#[tokio::test]
async fn a_stopped_import_leaves_nothing() {
    let desk = desk::open().await;
    let mut text = "Name,Company\n".to_owned();
    (0..6_000).for_each(|n| text.push_str(&format!("Person {n},Company {}\n", n % 70)));
    let path = put(&desk, "many.csv", text);
    let mapping = vec![Target::Field("name".into()), Target::Field("company".into())];
    let ask = ImportAsk {
        path: path.to_string_lossy().into_owned(),
        kind: "contact".into(),
        mapping,
        duplicates: Duplicates::Skip,
    };
    let mut news = desk.app.news();
    let stopper = desk.app.clone();
    let stop = tokio::spawn(async move {
        while let Ok(news) = news.recv().await {
            if matches!(news, app::News::Progress(p) if p.what == app::ProgressOf::Writing && p.done > 2_000) {
                stopper.stop_import();
                return;
            }
        }
    });
    let report = desk.app.run_import(ask.clone()).await.unwrap();
    stop.await.unwrap();
    assert!(report.stopped && report.gesture.is_none(), "{report:?}");
    assert_eq!((total(&desk, "contact").await, total(&desk, "company").await), (0, 0));
    assert!(desk.app.find("person", 5).await.unwrap().is_empty());
    let report = desk.app.run_import(ask).await.unwrap();
    assert_eq!(report.added, 6_000);
    assert_eq!(
        (total(&desk, "contact").await, total(&desk, "company").await),
        (6_000, 70)
    );
}

/// The public CRM data set, where it is at hand.
#[tokio::test]
async fn the_real_list_comes_in_whole_and_goes_out_the_same() {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/crm-sales-opportunities");
    if !data.is_dir() {
        println!("skipped: the real data set is not here");
        return;
    }
    let desk = desk::open().await;
    assert_eq!(
        import(&desk, &data.join("accounts.csv"), Some("company")).await.added,
        85
    );
    assert_eq!(
        import(&desk, &data.join("sales_teams.csv"), Some("contact"))
            .await
            .added,
        35
    );
    let deals = import(&desk, &data.join("sales_pipeline.csv"), Some("deal")).await;
    assert_eq!((deals.added, deals.rejected_count), (8_800, 0));
    let page = ListAsk {
        kind: "deal".into(),
        search: "1C1I7A6R".into(),
        limit: 5,
        ..ListAsk::default()
    };
    let row = desk.app.list_records(page).await.unwrap().rows.remove(0);
    assert_eq!(
        (
            row.fields["company"].as_str(),
            row.fields["amount"].as_str(),
            row.fields["opened"].as_str()
        ),
        ("Cancity", "1054 GBP", "2016-10-20")
    );

    let out = desk.folder.path().join("deals.csv");
    desk.app
        .export_records("deal", Format::Csv, &out.to_string_lossy())
        .await
        .unwrap();
    let other = desk::open().await;
    import(&other, &out, Some("deal")).await;
    let again = other.folder.path().join("again.csv");
    other
        .app
        .export_records("deal", Format::Csv, &again.to_string_lossy())
        .await
        .unwrap();
    assert_eq!(fs::read_to_string(again).unwrap(), fs::read_to_string(out).unwrap());
}
