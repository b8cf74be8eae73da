use super::*;
use proptest::prelude::*;

const UK: Reading = Reading {
    currency: "GBP",
    dates: DateOrder::DayFirst,
    zone: "Europe/London",
};

fn read(kind: FieldType, text: &str) -> String {
    match parse(kind, text, UK) {
        Ok(value) => text_of(&value),
        Err(Invalid { words, .. }) => format!("no: {words}"),
    }
}

#[test]
fn amounts_are_read_in_the_notations_that_lists_hold() {
    for (typed, kept) in [
        ("12400", "12400 GBP"),
        ("£12,400.50", "12400.50 GBP"),
        ("12.400,50 €", "12400.50 EUR"),
        ("CHF 1'200", "1200 CHF"),
        ("1,234", "1234 GBP"),
        ("12,5", "12.5 GBP"),
        ("1.234.567", "1234567 GBP"),
        ("-3.10", "-3.10 GBP"),
        ("1100.04", "1100.04 GBP"),
    ] {
        assert_eq!(read(FieldType::Money, typed), kept, "{typed}");
    }
    assert!(read(FieldType::Money, "a lot").starts_with("no: “a lot” is not an amount"));
}

#[test]
fn dates_are_read_in_the_notations_that_lists_hold() {
    for (typed, kept) in [
        ("2026-11-20", "2026-11-20"),
        ("20/11/2026", "2026-11-20"),
        ("11/20/2026", "2026-11-20"),
        ("3/4/2026", "2026-04-03"),
        ("20.11.2026", "2026-11-20"),
        ("20 Nov 2026", "2026-11-20"),
        ("November 20th, 2026", "2026-11-20"),
    ] {
        assert_eq!(read(FieldType::Date, typed), kept, "{typed}");
    }
    let us = Reading {
        dates: DateOrder::MonthFirst,
        ..UK
    };
    assert_eq!(
        parse(FieldType::Date, "3/4/2026", us).map(|v| text_of(&v)),
        Ok("2026-03-04".into())
    );
    assert!(read(FieldType::Date, "31/2/2026").starts_with("no:"));
    assert!(read(FieldType::Date, "3/4/26").starts_with("no:"));
}

#[test]
fn a_slip_in_a_phone_or_an_address_is_named() {
    assert_eq!(read(FieldType::Phone, " 07700  900 418 "), "07700 900 418");
    assert_eq!(
        read(FieldType::Phone, "+44 (0)20-7946.0018 ext. 12"),
        "+44 (0)20-7946.0018 ext. 12"
    );
    assert_eq!(
        read(FieldType::Phone, "07700 9OO 418"),
        "no: A telephone number has no “o” in it."
    );
    assert_eq!(
        read(FieldType::Email, "a.vos@elmfield"),
        "no: There is no dot after the @ in this e-mail address."
    );
    assert_eq!(
        read(FieldType::Email, "a.vos@elmfield.example"),
        "a.vos@elmfield.example"
    );
    assert!(read(FieldType::Url, "javascript:alert(1)").starts_with("no:"));
    assert_eq!(read(FieldType::Url, "Example.com/x"), "Example.com/x");
}

#[test]
fn what_is_only_true_together_is_one_value() {
    assert_eq!(read(FieldType::Stage, "Won · better price"), "Won · better price");
    assert_eq!(
        read(FieldType::Stages, "New 10%\nProposal 50 %\nWon 100"),
        "New 10 %\nProposal 50 %\nWon 100 %"
    );
    assert!(read(FieldType::Stages, "New 10\nNew 20").starts_with("no: There are two"));
    assert_eq!(
        read(FieldType::Address, "14 Elm Hill; Bristol; ; BS1"),
        "14 Elm Hill; Bristol; ; BS1"
    );
    let address = Address::parse("14 Elm Hill; Bristol; ; BS1");
    assert_eq!(address.one_line(), "14 Elm Hill, Bristol, BS1");
}

proptest! {
    #[test]
    fn the_text_of_a_value_reads_back_to_it(text in "\\PC{1,40}", amount in -10_000_000i64..10_000_000, scale in 0u32..4) {
        for kind in [FieldType::Text, FieldType::Address, FieldType::Stage, FieldType::LongText, FieldType::Phone, FieldType::Url] {
            if let Ok(value) = parse(kind, &text, UK) {
                prop_assert_eq!(parse(kind, &text_of(&value), UK), Ok(value), "{:?}", kind);
            }
        }
        let money = Money { amount: rust_decimal::Decimal::new(amount, scale), currency: "EUR".into() };
        prop_assert_eq!(parse(FieldType::Money, &money.to_string(), UK), Ok(money.to_value()));
    }

    #[test]
    fn no_text_makes_parsing_fall_over(text in "\\PC{0,60}") {
        for kind in [FieldType::Money, FieldType::Date, FieldType::Email, FieldType::Whole, FieldType::Flag, FieldType::Link(None), FieldType::Stages] {
            let _answer = parse(kind, &text, UK);
        }
    }
}
