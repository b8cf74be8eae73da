//! Tables as they arrive, from the files beside this one.

#![expect(clippy::unwrap_used, reason = "a test may fall over")]

use exchange::table::{Delimiter, Table, Why};
use exchange::{Encoding, Foreign, Unreadable};
use std::path::{Path, PathBuf};

fn file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/files").join(name)
}

fn refused(bytes: &[u8]) -> Unreadable {
    Table::from_bytes(bytes).unwrap_err()
}

type Good = (u64, Vec<String>);
type Bad = (u64, Why);

/// Lines and cells of the good rows, lines and reasons of the bad ones.
fn read(table: &Table) -> (Vec<Good>, Vec<Bad>) {
    let (mut good, mut bad) = (Vec::new(), Vec::new());
    for row in table.rows().unwrap() {
        match row {
            Ok(row) => good.push((row.line, row.cells)),
            Err(row) => bad.push((row.line, row.why)),
        }
    }
    (good, bad)
}

#[test]
fn a_semicolon_file_in_windows_1252_is_read_and_named_so() {
    let table = Table::open(file("kunden-1252.csv")).unwrap();
    assert_eq!(table.encoding(), Encoding::Windows1252);
    assert_eq!(table.encoding().to_string(), "windows-1252");
    assert_eq!(table.delimiter(), Delimiter::Semicolon);
    assert_eq!(table.headers(), ["Firma", "Straße", "Ort", "Umsatz"]);
    let (good, bad) = read(&table);
    assert_eq!(bad, []);
    assert_eq!(good[0].1, ["Müller & Söhne", "Hauptstraße 1", "Köln", "1.200,50 €"]);
    assert_eq!(good.len(), 3);
}

#[test]
fn utf_16_files_of_both_byte_orders_are_read() {
    for (name, encoding) in [
        ("contacts-utf16le.csv", Encoding::Utf16Le),
        ("contacts-utf16be.csv", Encoding::Utf16Be),
    ] {
        let table = Table::open(file(name)).unwrap();
        assert_eq!(table.encoding(), encoding);
        assert_eq!(table.delimiter(), Delimiter::Tab);
        assert_eq!(table.headers(), ["Name", "Téléphone"]);
        assert_eq!(read(&table).0[1].1, ["Zoë Ångström", "+46 8 123 45"]);
    }
}

#[test]
fn line_breaks_in_cells_do_not_end_rows() {
    let table = Table::open(file("quoted-newlines.csv")).unwrap();
    assert_eq!(table.encoding(), Encoding::Utf8Bom);
    let (good, bad) = read(&table);
    assert_eq!(bad, []);
    assert_eq!(
        good[0],
        (
            2,
            vec![
                "Ann Roe".into(),
                "12 High St\nFlat 3".into(),
                "says \"call first\"".into()
            ]
        )
    );
    assert_eq!(good[1].0, 4);
    assert_eq!(
        good[2],
        (5, vec!["Cy Poe".into(), String::new(), "one\r\n\r\nthree".into()])
    );
}

#[test]
fn ragged_rows_are_padded_or_reported() {
    let table = Table::open(file("ragged.csv")).unwrap();
    let (good, bad) = read(&table);
    assert_eq!(good[0].1, ["Acme", "Bonn", ""]);
    assert_eq!(good[1].1, ["Trailing", "Ulm", "1"], "surplus empty cells lose nothing");
    assert_eq!(bad, [(4, Why::TooManyCells { found: 4, expected: 3 })]);
    assert_eq!(good.len(), 3);
    let words = table.rows().unwrap().find_map(Result::err).unwrap().to_string();
    assert!(
        words.starts_with("Line 4: There are 4 cells, but only 3 columns."),
        "{words}"
    );
}

#[test]
fn a_dirty_pipeline_is_read_without_a_bad_row() {
    let table = Table::open(file("pipeline.csv")).unwrap();
    assert_eq!(table.count_rows().unwrap(), 8);
    let (good, bad) = read(&table);
    assert_eq!(bad, []);
    assert_eq!(table.sample(20).unwrap().len(), 8);
    assert_eq!(
        table.sample(2).unwrap(),
        good.iter().take(2).map(|row| row.1.clone()).collect::<Vec<_>>()
    );
    assert!(good.iter().any(|row| row.1[2].is_empty()), "a deal without an account");
}

#[test]
fn an_unclosed_quote_costs_one_row_and_no_other() {
    let table = Table::from_bytes(b"name,note\nAnn,ok\nBob,\"oops\nCy,fine\nDi,fine\n".as_slice()).unwrap();
    let (good, bad) = read(&table);
    assert_eq!(bad, [(3, Why::UnclosedQuote { opened: 3, resumed: 4 })]);
    assert_eq!(
        good.iter().map(|row| (row.0, row.1[0].as_str())).collect::<Vec<_>>(),
        [(2, "Ann"), (4, "Cy"), (5, "Di")]
    );
}

#[test]
fn an_unclosed_quote_does_not_reach_for_the_next_quoted_cell() {
    let text = b"name,note\nAnn,\"oops\nBob,fine\nCy,\"quoted, well\"\nDi,\"two\nlines\" \n";
    let (good, bad) = read(&Table::from_bytes(text.as_slice()).unwrap());
    assert_eq!(bad, [(2, Why::UnclosedQuote { opened: 2, resumed: 3 })]);
    let names: Vec<_> = good.iter().map(|row| (row.0, row.1.join("|"))).collect();
    assert_eq!(
        names,
        [
            (3, "Bob|fine".into()),
            (4, "Cy|quoted, well".into()),
            (5, "Di|two\nlines ".to_owned())
        ]
    );
}

#[test]
fn an_unclosed_quote_does_not_swallow_a_large_file() {
    let lines = 300_000;
    let body = "Cy Poe,nothing to see\n".repeat(lines);
    let table = Table::from_bytes(format!("name,note\nBob,\"oops\n{body}").into_bytes()).unwrap();
    let (good, bad) = read(&table);
    assert_eq!(bad, [(2, Why::UnclosedQuote { opened: 2, resumed: 3 })]);
    assert_eq!((good.len(), good[0].0), (lines, 3));
}

#[test]
fn endless_cells_and_rows_are_left_out_and_reading_goes_on() {
    let cell = "x".repeat(3 * 1024 * 1024);
    let many = ",y".repeat(6 * 1024 * 1024);
    for (slip, why) in [(cell, Why::CellTooLong), (many, Why::RowTooLong)] {
        let table = Table::from_bytes(format!("a,b\n1,2\n{slip}\r\n3,4\n").into_bytes()).unwrap();
        let (good, bad) = read(&table);
        assert_eq!(bad, [(3, why)]);
        assert_eq!(good.iter().map(|row| row.0).collect::<Vec<_>>(), [2, 4]);
    }
}

#[test]
fn letters_of_another_encoding_cost_one_row() {
    let bytes = [
        "Name\nMüller\n".as_bytes(),
        b"Gr\xF6\xDFe\n",
        "Zoë\nÅsa\nÖzil\n".as_bytes(),
    ]
    .concat();
    let (good, bad) = read(&Table::from_bytes(bytes).unwrap());
    assert_eq!(
        bad,
        [(
            3,
            Why::WrongEncoding {
                encoding: Encoding::Utf8
            }
        )]
    );
    assert_eq!(good.len(), 4);
    let (good, bad) = read(&Table::from_bytes(b"Name\nM\xFCller\nwhat\x81\n".as_slice()).unwrap());
    assert_eq!(
        bad,
        [(
            3,
            Why::WrongEncoding {
                encoding: Encoding::Windows1252
            }
        )]
    );
    assert_eq!(good[0].1, ["Müller"]);
}

#[test]
fn a_line_that_declares_the_delimiter_is_no_header() {
    let table = Table::from_bytes(b"sep=;\r\na;b,c\r\n1;2\r\n".as_slice()).unwrap();
    assert_eq!(table.headers(), ["a", "b,c"]);
    assert_eq!(read(&table).0, [(3, vec!["1".to_owned(), "2".to_owned()])]);
}

#[test]
fn every_file_that_cannot_be_read_says_why() {
    assert!(matches!(refused(b""), Unreadable::Empty));
    assert!(matches!(refused(b"\n \r\n\r\n"), Unreadable::Empty));
    assert!(matches!(refused(b"\xEF\xBB\xBF"), Unreadable::Empty));
    assert!(matches!(refused(b",,\nAcme,Bonn,1\n"), Unreadable::NoHeader));
    assert!(matches!(
        refused(b"Ann Roe,ann@example.org\n"),
        Unreadable::HeaderLooksLikeData { .. }
    ));
    assert!(matches!(
        refused(b"name,\"phone\nAnn,1\n"),
        Unreadable::HeaderUnreadable { .. }
    ));
    assert!(matches!(
        refused("n,".repeat(20_000).replace("n,", "n,n").as_bytes()),
        Unreadable::TooManyColumns { .. }
    ));
    assert!(matches!(refused(b"name\0\x01\x02"), Unreadable::Binary));
    assert!(matches!(
        refused(b"PK\x03\x04 [Content_Types].xml"),
        Unreadable::Foreign(Foreign::Excel)
    ));
    assert!(matches!(
        refused(b"BEGIN:VCARD\r\nEND:VCARD\r\n"),
        Unreadable::Foreign(Foreign::VCard)
    ));
    assert!(refused(b"PK\x03\x04 xl/").to_string().contains("save it as CSV"));
    assert!(matches!(
        Table::open(file("no such file.csv")).unwrap_err(),
        Unreadable::NotFound
    ));
    assert!(matches!(Table::open(file("")).unwrap_err(), Unreadable::Folder));
}

#[test]
fn a_binary_file_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("program.csv");
    let noise: Vec<u8> = (0..50_000_u32)
        .map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8)
        .collect();
    std::fs::write(&path, [b"\x7FELF\x02\x01\x01\0".as_slice(), &noise].concat()).unwrap();
    assert!(matches!(Table::open(&path).unwrap_err(), Unreadable::Binary));
}

#[cfg(unix)]
#[test]
fn a_file_without_permission_says_so() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("closed.csv");
    std::fs::write(&path, "name\nAnn\n").unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o000)).unwrap();
    if std::fs::File::open(&path).is_ok() {
        println!("skipped: this user may read every file");
        return;
    }
    assert!(matches!(Table::open(&path).unwrap_err(), Unreadable::NoPermission));
}

#[test]
fn a_file_that_changes_after_the_preview_is_not_imported() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("list.csv");
    std::fs::write(&path, "name\nAnn\n").unwrap();
    let table = Table::open(&path).unwrap();
    std::fs::write(&path, "phone\n1\n2\n").unwrap();
    assert!(matches!(table.rows().err(), Some(Unreadable::Changed)));
}

#[test]
fn progress_grows_to_the_whole_file() {
    for name in [
        "pipeline.csv",
        "contacts-utf16le.csv",
        "kunden-1252.csv",
        "quoted-newlines.csv",
    ] {
        let table = Table::open(file(name)).unwrap();
        let mut rows = table.rows().unwrap();
        let mut before = 0;
        while rows.next().is_some() {
            assert!(rows.offset() > before && rows.offset() <= table.size(), "{name}");
            before = rows.offset();
        }
        assert_eq!(rows.offset(), table.size(), "{name}");
    }
}
