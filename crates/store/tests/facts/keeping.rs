use crate::desk;
use model::RecordId;

#[tokio::test]
async fn what_was_saved_is_there_after_opening_again_and_found_every_way() {
    let folder = tempfile::tempdir().unwrap();
    let mut desk = desk::open(folder.path()).await;
    let elmfield = desk.create("company", &[("name", "Elmfield Clinic")]).await;
    let anneke = desk
        .create(
            "contact",
            &[
                ("name", "Anneke Ångström"),
                ("mobile", "07700 900 418"),
                ("company", &elmfield.to_string()),
                ("tags/vip", "yes"),
            ],
        )
        .await;
    desk.create(
        "note",
        &[
            ("body", "The pump in Leeds weeps at the weld."),
            ("about", &anneke.to_string()),
        ],
    )
    .await;
    desk.edit(anneke, "contact", &[("mobile", "07700 900 555")]).await;
    let Some(store) = Some(desk.store) else { return };
    store.close().await;

    let desk = desk::open(folder.path()).await;
    assert_eq!(desk.text(anneke, "mobile").await, "07700 900 555");
    for typed in [
        "anneke",
        "angstrom",
        "annek",
        "900 555",
        "00555",
        "elmfield angs",
        "vip",
        "annkee",
        "Angstrum",
        "anneke elmfeld",
    ] {
        assert!(desk.found(typed).await.contains(&anneke), "{typed}");
    }
    assert!(!desk.found("900 418").await.contains(&anneke));
    assert_eq!(desk.found("pump leeds").await.len(), 1);
    let changes = desk.store.changes_of(anneke).await.unwrap();
    assert_eq!(changes.iter().map(|c| c.change.n).collect::<Vec<_>>(), [2, 4]);
}

#[tokio::test]
async fn a_renamed_company_is_found_through_its_people_under_the_new_name_only() {
    let folder = tempfile::tempdir().unwrap();
    let mut desk = desk::open(folder.path()).await;
    let company: RecordId = desk.create("company", &[("name", "Elmfield")]).await;
    let person = desk
        .create("contact", &[("name", "Anneke Vos"), ("company", &company.to_string())])
        .await;
    assert!(desk.found("elmfield").await.contains(&person));
    desk.edit(company, "company", &[("name", "Birchfield")]).await;
    assert!(desk.found("birchfield").await.contains(&person));
    assert!(!desk.found("elmfield").await.contains(&person));
}
