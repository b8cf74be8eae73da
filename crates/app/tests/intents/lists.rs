//! Filters, orders and saved views of lists.

use crate::desk::{self, Desk, form};
use app::{Clause, FailureCode, ListAsk, Op, Sort, ViewAsk};

fn clause(field: &str, op: Op, values: &[&str]) -> Clause {
    Clause {
        field: field.into(),
        op,
        values: values.iter().map(|v| (*v).to_owned()).collect(),
    }
}

fn ask(kind: &str, filter: Vec<Clause>) -> ListAsk {
    ListAsk {
        kind: kind.into(),
        filter,
        limit: 50,
        ..ListAsk::default()
    }
}

async fn titles(desk: &Desk, ask: ListAsk) -> Vec<String> {
    let page = desk.app.list_records(ask).await.unwrap();
    assert_eq!(page.total as usize, page.rows.len());
    page.rows.into_iter().map(|row| row.title).collect()
}

/// Five people, of whom some have this and some that.
async fn people() -> (Desk, String) {
    let desk = desk::open().await;
    let clinic = desk.create("company", &[("name", "Elmfield Clinic")]).await;
    let dairy = desk.create("company", &[("name", "Birch Dairy")]).await;
    desk.app
        .add_custom_field("contact", "Gate code", "text", None)
        .await
        .unwrap();
    let me = desk.app.list_records(ask("colleague", vec![])).await.unwrap().rows[0]
        .id
        .clone();
    let rows: [&[(&str, &str)]; 5] = [
        &[
            ("name", "Anneke Vos"),
            ("company", &clinic),
            ("owner", &me),
            ("tags", "vip"),
            ("next_follow_up", "2026-09-21"),
        ],
        &[
            ("name", "Søren O'Brien"),
            ("company", &dairy),
            ("lead", "new"),
            ("next_follow_up", "2026-09-30"),
        ],
        &[
            ("name", "Priya Raman"),
            ("company", &clinic),
            ("lead", "customer"),
            ("tags", "vip, leeds"),
        ],
        &[
            ("name", "Łukasz Ångström"),
            ("role", "Engineer"),
            ("next_follow_up", "2026-09-21 09:00"),
        ],
        &[("name", "Gareth Pugh"), ("role", "ENGINEER 2")],
    ];
    for row in rows {
        desk.create("contact", row).await;
    }
    let key = desk.card(&desk.app.find("gareth", 1).await.unwrap()[0].id).await;
    let key = key.fields.iter().find(|f| f.label == "Gate code").unwrap().key.clone();
    let gareth = desk.app.find("gareth", 1).await.unwrap()[0].id.clone();
    desk.edit(&gareth, &[(&key, "4711#")]).await;
    (desk, key)
}

#[tokio::test]
async fn a_list_shows_the_organisations_own_fields_beside_the_declared_ones() {
    let (desk, gate) = people().await;
    let rows = desk.app.list_records(ask("contact", vec![])).await.unwrap().rows;
    let shown: Vec<_> = rows
        .iter()
        .filter_map(|row| Some((row.title.as_str(), row.fields.get(&gate)?.as_str())))
        .collect();
    assert_eq!(shown, [("Gareth Pugh", "4711#")]);
}

#[tokio::test]
async fn a_list_shows_what_meets_its_conditions_and_nothing_else() {
    // The test's clock stands at 2026-09-21, 14:13 in London.
    let (desk, gate) = people().await;
    let all = [
        "Anneke Vos",
        "Gareth Pugh",
        "Łukasz Ångström",
        "Priya Raman",
        "Søren O'Brien",
    ];
    let cases: Vec<(Clause, Vec<&str>)> = vec![
        (clause("name", Op::Contains, &["obrien"]), vec!["Søren O'Brien"]),
        (clause("name", Op::Contains, &["gstr"]), vec!["Łukasz Ångström"]),
        (clause("name", Op::StartsWith, &["soren o"]), vec!["Søren O'Brien"]),
        (clause("name", Op::Is, &["lukasz angstrom"]), vec!["Łukasz Ångström"]),
        (clause("role", Op::Is, &["engineer"]), vec!["Łukasz Ångström"]),
        (
            clause("role", Op::IsNot, &["engineer"]),
            vec![all[0], all[1], all[3], all[4]],
        ),
        (clause("role", Op::IsEmpty, &[]), vec![all[0], all[3], all[4]]),
        (clause("owner", Op::Is, &["me"]), vec!["Anneke Vos"]),
        (
            clause("owner", Op::IsNot, &["me"]),
            vec![all[1], all[2], all[3], all[4]],
        ),
        (clause("lead", Op::Is, &["new", "customer"]), vec![all[3], all[4]]),
        (clause("tags", Op::HasTag, &["VIP"]), vec![all[0], all[3]]),
        (
            clause("tags", Op::HasNoTag, &["leeds"]),
            vec![all[0], all[1], all[2], all[4]],
        ),
        (clause("next_follow_up", Op::On, &["today"]), vec![all[0], all[2]]),
        (clause("next_follow_up", Op::On, &["overdue"]), vec![all[2]]),
        (
            clause("next_follow_up", Op::On, &["next_10_days"]),
            vec![all[0], all[2], all[4]],
        ),
        (clause("next_follow_up", Op::After, &["2026-09-21"]), vec![all[4]]),
        (
            clause("next_follow_up", Op::Before, &["22 Sep 2026"]),
            vec![all[0], all[2]],
        ),
        (
            clause("next_follow_up", Op::Between, &["2026-09-22", "2026-09-30"]),
            vec![all[4]],
        ),
        (clause(&gate, Op::Contains, &["711"]), vec!["Gareth Pugh"]),
        (clause(&gate, Op::IsEmpty, &[]), vec![all[0], all[2], all[3], all[4]]),
    ];
    for (clause, expected) in cases {
        let found = titles(&desk, ask("contact", vec![clause.clone()])).await;
        assert_eq!(found, expected, "{clause:?}");
    }
}

#[tokio::test]
async fn conditions_search_and_order_go_together() {
    let (desk, gate) = people().await;
    let vip_or_gate = vec![clause("tags", Op::HasTag, &["vip"]), clause(&gate, Op::IsFilled, &[])];
    let mut any = ask("contact", vip_or_gate.clone());
    any.any = true;
    assert_eq!(titles(&desk, any).await, ["Anneke Vos", "Gareth Pugh", "Priya Raman"]);
    assert!(titles(&desk, ask("contact", vip_or_gate)).await.is_empty());
    let mut searched = ask("contact", vec![clause("tags", Op::HasTag, &["vip"])]);
    searched.search = "elmfield".into();
    searched.sort = Some(Sort {
        field: "name".into(),
        descending: true,
    });
    assert_eq!(titles(&desk, searched).await, ["Priya Raman", "Anneke Vos"]);
    let by = |field: &str, descending| ListAsk {
        sort: Some(Sort {
            field: field.into(),
            descending,
        }),
        ..ask("contact", vec![])
    };
    let names = [
        "Søren O'Brien",
        "Anneke Vos",
        "Priya Raman",
        "Gareth Pugh",
        "Łukasz Ångström",
    ];
    assert_eq!(
        titles(&desk, by("company", false)).await,
        names,
        "by the company's name, those without one last"
    );
    assert_eq!(
        titles(&desk, by("next_follow_up", false)).await[..3],
        ["Anneke Vos", "Łukasz Ångström", "Søren O'Brien"]
    );
    for (offset, expected) in [(1, "Anneke Vos"), (3, "Gareth Pugh"), (4, "Łukasz Ångström")] {
        let page = ListAsk {
            offset,
            limit: 1,
            ..by("company", false)
        };
        let page = desk.app.list_records(page).await.unwrap();
        assert_eq!((page.total, page.rows[0].title.as_str()), (5, expected));
    }
}

#[tokio::test]
async fn amounts_are_compared_by_their_number_and_by_their_currency_where_one_is_named() {
    let desk = desk::open().await;
    for (name, amount) in [
        ("Boiler", "£9,000"),
        ("Pump", "12000 EUR"),
        ("Crane", "£100,000"),
        ("Idea", ""),
    ] {
        desk.create("deal", &[("name", name), ("amount", amount)]).await;
    }
    for (clause, expected) in [
        (clause("amount", Op::MoreThan, &["9000"]), vec!["Crane", "Pump"]),
        (clause("amount", Op::LessThan, &["£100,000"]), vec!["Boiler"]),
        (
            clause("amount", Op::Between, &["9000", "12000"]),
            vec!["Boiler", "Pump"],
        ),
        (clause("amount", Op::Is, &["12000 EUR"]), vec!["Pump"]),
        (clause("amount", Op::IsEmpty, &[]), vec!["Idea"]),
    ] {
        assert_eq!(
            titles(&desk, ask("deal", vec![clause.clone()])).await,
            expected,
            "{clause:?}"
        );
    }
    let by = ListAsk {
        sort: Some(Sort {
            field: "amount".into(),
            descending: true,
        }),
        ..ask("deal", vec![])
    };
    assert_eq!(titles(&desk, by).await, ["Crane", "Pump", "Boiler", "Idea"]);
}

#[tokio::test]
async fn a_condition_that_makes_no_sense_is_named_with_its_field() {
    let desk = desk::open().await;
    for (clause, words) in [
        (clause("nothing", Op::Is, &["1"]), "There is no field “nothing” here"),
        (
            clause("name", Op::On, &["today"]),
            "Name: this condition does not go with the field",
        ),
        (
            clause("next_follow_up", Op::On, &["soon"]),
            "Next follow-up: “soon” is not a date",
        ),
        (clause("name", Op::Contains, &["--"]), "Name: “--” has no letter"),
        (
            clause("next_follow_up", Op::Between, &["2026-10-02", "2026-10-01"]),
            "Next follow-up: “2026-10-02” is after",
        ),
    ] {
        let failure = desk.app.list_records(ask("contact", vec![clause])).await.unwrap_err();
        assert_eq!(failure.code, FailureCode::Invalid);
        assert!(failure.message.starts_with(words), "{}", failure.message);
    }
}

#[tokio::test]
async fn a_list_is_not_ordered_by_what_it_cannot_be_and_says_so() {
    let (desk, gate) = people().await;
    let by = |field: &str| ListAsk {
        sort: Some(Sort {
            field: field.into(),
            descending: false,
        }),
        ..ask("contact", vec![])
    };
    let failure = desk.app.list_records(by(&gate)).await.unwrap_err();
    assert!(
        failure.message.starts_with("A list cannot be ordered by “Gate code”"),
        "{}",
        failure.message
    );
    assert_eq!(
        desk.app.list_records(by("nothing")).await.unwrap_err().code,
        FailureCode::Invalid
    );
}

#[tokio::test]
async fn a_saved_view_comes_back_as_it_was_saved_and_nonsense_is_not_saved() {
    let desk = desk::open().await;
    let shown = ViewAsk {
        filter: vec![
            clause("owner", Op::Is, &["me"]),
            clause("tags", Op::HasTag, &["key  account"]),
        ],
        any: false,
        sort: Some(Sort {
            field: "next_follow_up".into(),
            descending: false,
        }),
        columns: vec!["company".into(), "next_follow_up".into()],
    };
    let saved = desk
        .app
        .save_view(None, "My patch", "contact", shown.clone(), false, Some("view/contact"))
        .await
        .unwrap();
    let views = desk.app.saved_views("contact").await.unwrap();
    assert_eq!(
        (views.len(), views[0].name.as_str(), views[0].mine, views[0].shared),
        (1, "My patch", true, false)
    );
    assert_eq!(views[0].ask.as_ref().unwrap().columns, shown.columns);
    assert!(desk.app.saved_views("deal").await.unwrap().is_empty());
    desk.app
        .save_view(Some(&saved.record), "Patch", "contact", ViewAsk::default(), true, None)
        .await
        .unwrap();
    let views = desk.app.saved_views("contact").await.unwrap();
    assert_eq!(
        (views[0].name.as_str(), views[0].shared, views[0].ask.clone()),
        ("Patch", true, Some(ViewAsk::default()))
    );
    for ask in [
        "{}x",
        r#"{"columns":["nothing"]}"#,
        r#"{"filter":[{"field":"name","op":"on","values":["today"]}]}"#,
    ] {
        let fields = form(&[("name", "Bad"), ("for_kind", "contact"), ("ask", ask)]);
        let failure = desk.app.create_record("saved_view", fields).await.unwrap_err();
        assert_eq!(failure.code, FailureCode::Invalid, "{ask}");
    }
    desk.app
        .delete_record(&saved.record, &desk.card(&saved.record).await.token)
        .await
        .unwrap();
    assert!(desk.app.saved_views("contact").await.unwrap().is_empty());
}
