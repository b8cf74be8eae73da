//! Which field a column is taken for.

use exchange::mapping::{FieldName, suggest};

const fn field<'a>(key: &'a str, words: &'a [&'a str]) -> FieldName<'a> {
    FieldName { key, words }
}

const CONTACT: &[FieldName<'_>] = &[
    field("name", &["name", "contact name"]),
    field("company", &["company"]),
    field("role", &["role"]),
    field("mobile", &["mobile"]),
    field("phone", &["phone"]),
    field("email", &["e-mail"]),
    field("address", &["address"]),
    field("best_time", &["best time"]),
    field("owner", &["owner"]),
    field("next_follow_up", &["next follow-up"]),
    field("source", &["source"]),
    field("tags", &["tags"]),
];

const COMPANY: &[FieldName<'_>] = &[
    field("name", &["name", "company name"]),
    field("phone", &["phone"]),
    field("email", &["e-mail"]),
    field("website", &["website"]),
    field("address", &["address"]),
    field("sector", &["sector"]),
    field("employees", &["employees"]),
    field("revenue", &["revenue"]),
    field("founded", &["founded"]),
    field("parent", &["parent company"]),
    field("owner", &["owner"]),
];

const DEAL: &[FieldName<'_>] = &[
    field("name", &["name", "deal name"]),
    field("company", &["company"]),
    field("contact", &["contact"]),
    field("stage", &["stage"]),
    field("amount", &["amount"]),
    field("owner", &["owner"]),
    field("opened", &["opened"]),
    field("close_by", &["close by"]),
    field("product", &["product"]),
    field("next_action", &["next action"]),
];

/// Every header with the field that it is expected in; "" for none.
fn check(fields: &[FieldName<'_>], table: &[(&str, &str)]) {
    let headers: Vec<String> = table.iter().map(|(header, _)| (*header).to_owned()).collect();
    let found: Vec<_> = headers
        .iter()
        .map(String::as_str)
        .zip(suggest(&headers, fields))
        .collect();
    let expected: Vec<_> = table
        .iter()
        .map(|(header, key)| (*header, Some(*key).filter(|key| !key.is_empty())))
        .collect();
    assert_eq!(found, expected);
}

#[test]
fn columns_of_the_public_data_set_find_their_fields() {
    check(
        COMPANY,
        &[
            ("account", "name"),
            ("sector", "sector"),
            ("year_established", "founded"),
            ("revenue", "revenue"),
            ("employees", "employees"),
            ("office_location", "address"),
            ("subsidiary_of", "parent"),
        ],
    );
    check(
        DEAL,
        &[
            ("opportunity_id", ""),
            ("sales_agent", "owner"),
            ("product", "product"),
            ("account", "company"),
            ("deal_stage", "stage"),
            ("engage_date", "opened"),
            ("close_date", "close_by"),
            ("close_value", "amount"),
        ],
    );
}

#[test]
fn contacts_are_understood_in_four_languages() {
    let english = [
        ("Full Name", "name"),
        ("E-Mail Address", "email"),
        ("Mobile", "mobile"),
        ("Job Title", "role"),
    ];
    let german = [
        ("Ansprechpartner", "name"),
        ("Firma", "company"),
        ("Telefon", "phone"),
        ("Handy-Nr.", "mobile"),
        ("E-Mail", "email"),
        ("Anschrift", "address"),
        ("Schlagworte", "tags"),
        ("Wiedervorlage", "next_follow_up"),
    ];
    let french = [
        ("Nom", "name"),
        ("Société", "company"),
        ("Téléphone portable", "mobile"),
        ("Téléphone", "phone"),
        ("Adresse e-mail", "email"),
        ("Adresse", "address"),
        ("Fonction", "role"),
    ];
    let spanish = [
        ("Nombre", "name"),
        ("Empresa", "company"),
        ("Teléfono móvil", "mobile"),
        ("Teléfono", "phone"),
        ("Correo electrónico", "email"),
        ("Dirección", "address"),
        ("Cargo", "role"),
        ("Origen", "source"),
    ];
    check(CONTACT, &english);
    check(CONTACT, &german);
    check(CONTACT, &french);
    check(CONTACT, &spanish);
}

#[test]
fn the_surest_match_wins_and_every_field_is_given_away_once() {
    check(CONTACT, &[("Mail address", "email"), ("Address", "address")]);
    check(
        CONTACT,
        &[
            ("Company phone", "phone"),
            ("Company", "company"),
            ("Contact e-mail", "email"),
        ],
    );
    check(CONTACT, &[("Phone (old)", ""), ("Phone", "phone")]);
    check(CONTACT, &[("name", "name"), ("Contact", "")]);
    check(
        CONTACT,
        &[
            ("First name", ""),
            ("Last name", ""),
            ("", ""),
            ("Shoe size", ""),
            ("--", ""),
        ],
    );
    check(
        COMPANY,
        &[("Umsatz (EUR)", "revenue"), ("Anzahl Mitarbeiter", "employees")],
    );
    check(
        COMPANY,
        &[
            ("Umsatz (EUR)", ""),
            ("Chiffre d'affaires", "revenue"),
            ("Account ID", ""),
        ],
    );
    check(
        COMPANY,
        &[
            ("Nombre d'employés", "employees"),
            ("Kunde", "name"),
            ("Webseite", "website"),
        ],
    );
    assert_eq!(suggest(&[], CONTACT), Vec::<Option<&str>>::new());
    assert_eq!(suggest(&["Name".to_owned()], &[]), [None]);
}

#[test]
fn a_header_of_any_length_is_borne() {
    let headers = vec!["phone ".repeat(100_000); 50];
    assert_eq!(suggest(&headers, CONTACT).len(), 50);
}
