//! What is written is what is read, for any text; and nothing makes the reader fall over.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may fall over")]

use exchange::table::{Delimiter, Style, Table, Writer, guard, unguard};
use proptest::prelude::*;

/// Text with a taste for what hurts.
fn cell() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => proptest::collection::vec(
            prop_oneof![
                Just("\""), Just("\"\""), Just("\r\n"), Just("\n"), Just("\r"), Just(","), Just(";"), Just("\t"), Just("|"),
                Just(" "), Just("'"), Just("="), Just("a"), Just("ü"), Just("\u{feff}"), Just("\u{2028}"), Just("\u{1F9ED}"),
            ],
            0..6
        ).prop_map(|pieces| pieces.concat()),
        2 => any::<String>().prop_map(|text| text.replace('\0', "")),
        1 => Just(String::new()),
    ]
}

fn tables() -> impl Strategy<Value = (Vec<String>, Vec<Vec<String>>)> {
    (1_usize..5).prop_flat_map(|width| {
        let names = proptest::collection::vec(cell().prop_map(|name| format!("{name}h")), width);
        let rows = proptest::collection::vec(proptest::collection::vec(cell(), width), 0..6);
        (names, rows)
    })
}

fn styles() -> impl Strategy<Value = Style> {
    (0_usize..4, any::<bool>(), any::<bool>()).prop_map(|(nth, byte_order_mark, guard_formulas)| Style {
        delimiter: Delimiter::ALL[nth],
        byte_order_mark,
        guard_formulas,
    })
}

fn written(names: &[String], rows: &[Vec<String>], style: Style) -> Vec<u8> {
    let mut writer = Writer::new(Vec::new(), style).unwrap();
    writer.row(names).unwrap();
    for row in rows {
        writer.row(row).unwrap();
    }
    writer.finish().unwrap()
}

proptest! {
    #[test]
    fn what_is_written_is_read_back((names, rows) in tables(), style in styles()) {
        // An address among the names makes a header that is refused, by design.
        prop_assume!(!names.iter().any(|name| name.contains('@')));
        let table = Table::from_bytes(written(&names, &rows, style)).unwrap();
        let plain = |cell: &String| if style.guard_formulas { unguard(cell).to_owned() } else { cell.clone() };
        prop_assert_eq!(table.headers().iter().map(plain).collect::<Vec<_>>(), names);
        let read: Vec<Vec<String>> =
            table.rows().unwrap().map(|row| row.unwrap().cells.iter().map(plain).collect()).collect();
        prop_assert_eq!(table.count_rows().unwrap(), rows.len() as u64);
        prop_assert_eq!(read, rows);
    }

    #[test]
    fn guarding_is_undone_exactly(text in cell()) {
        let guarded = guard(&text);
        prop_assert_eq!(unguard(&guarded), &text);
    }

    #[test]
    fn random_bytes_never_make_the_reader_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        drain(bytes);
    }

    #[test]
    fn random_tables_never_make_the_reader_panic(
        mark in proptest::sample::select(vec![b"".as_slice(), b"\xEF\xBB\xBF", b"\xFF\xFE", b"\xFE\xFF"]),
        bytes in proptest::collection::vec(prop_oneof![
            Just(b'"'), Just(b','), Just(b'\n'), Just(b'\r'), Just(b';'), Just(b'a'), Just(b' '), Just(0xFC), Just(0x81), Just(0)
        ], 0..200)
    ) {
        drain([mark, &bytes].concat());
    }

    #[test]
    fn no_line_of_a_table_is_lost_to_stray_quotes(lines in proptest::collection::vec("[a-c\", ]{1,12}", 1..30)) {
        let text = format!("h\n{}", lines.join("\n"));
        let Ok(table) = Table::from_bytes(text.into_bytes()) else { return Ok(()) };
        let mut last = 1;
        for row in table.rows().unwrap() {
            let line = match row { Ok(row) => row.line, Err(bad) => bad.line };
            prop_assert!(line > last && line <= lines.len() as u64 + 1);
            last = line;
        }
    }
}

fn drain(bytes: Vec<u8>) {
    let size = bytes.len() as u64;
    if let Ok(table) = Table::from_bytes(bytes) {
        let mut rows = table.rows().unwrap();
        let mut count = 0;
        while let Some(row) = rows.next() {
            count += 1;
            if let Ok(row) = row {
                assert_eq!(row.cells.len(), table.headers().len());
            }
            assert!(count <= size && rows.offset() <= size);
        }
        assert_eq!(table.count_rows().unwrap(), count);
    }
}
