//! Files that people choose by mistake, recognised by their first bytes, each with the way out.

use std::fmt;

/// A file format that is not what was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Foreign {
    /// `.xlsx` and its relatives (Office Open XML in a zip).
    Excel,
    /// `.xls`: the compound files of older Office programs.
    OldExcel,
    /// `.ods`: LibreOffice Calc.
    OpenDocument,
    /// Any other zip.
    Zip,
    /// PDF.
    Pdf,
    /// A SQLite database.
    Sqlite,
    /// gzip, 7z, rar, bzip2, xz, zstd.
    Compressed,
    /// PNG, JPEG, GIF, WebP, TIFF.
    Image,
    /// A web page; some programs call this `.xls`.
    Html,
    /// Rich text.
    RichText,
    /// A vCard file where a table was expected.
    VCard,
    /// Something else where a vCard file was expected.
    NotVCard,
    /// A calendar where a table or contact cards were expected.
    Calendar,
    /// Something else where a calendar was expected, or a calendar without anything in it.
    NotCalendar,
}

/// First bytes, in the order in which they are tried. Sources: the formats' own specifications.
const MAGIC: &[(&[u8], Foreign)] = &[
    (b"%PDF-", Foreign::Pdf),
    (b"SQLite format 3\0", Foreign::Sqlite),
    (b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", Foreign::OldExcel),
    (b"\x1F\x8B", Foreign::Compressed),
    (b"7z\xBC\xAF\x27\x1C", Foreign::Compressed),
    (b"Rar!\x1A\x07", Foreign::Compressed),
    (b"\xFD7zXZ\0", Foreign::Compressed),
    (b"\x28\xB5\x2F\xFD", Foreign::Compressed),
    (b"\x89PNG\r\n\x1A\n", Foreign::Image),
    (b"\xFF\xD8\xFF", Foreign::Image),
    (b"GIF87a", Foreign::Image),
    (b"GIF89a", Foreign::Image),
    (b"II*\0", Foreign::Image),
    (b"MM\0*", Foreign::Image),
    (b"{\\rtf", Foreign::RichText),
];

/// What a text file starts with, after blanks and without regard to case.
const OPENINGS: &[(&[u8], Foreign)] = &[
    (b"BEGIN:VCARD", Foreign::VCard),
    (b"BEGIN:VCALENDAR", Foreign::Calendar),
    (b"<!DOCTYPE HTML", Foreign::Html),
    (b"<HTML", Foreign::Html),
    (b"<TABLE", Foreign::Html),
    (b"<?XML", Foreign::Html),
];

/// Names the format that `head`, the first bytes of a file, belongs to, if it is one that is known.
pub(crate) fn recognise(head: &[u8]) -> Option<Foreign> {
    if head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06") {
        return Some(inside_zip(head));
    }
    if let Some((_, found)) = MAGIC.iter().find(|(magic, _)| head.starts_with(magic)) {
        return Some(*found);
    }
    let text = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head).trim_ascii_start();
    let opens = |with: &[u8]| {
        text.get(..with.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(with))
    };
    OPENINGS
        .iter()
        .find(|(opening, _)| opens(opening))
        .map(|(_, found)| *found)
}

fn inside_zip(head: &[u8]) -> Foreign {
    let holds = |needle: &[u8]| memchr::memmem::find(head, needle).is_some();
    if holds(b"opendocument.spreadsheet") {
        Foreign::OpenDocument
    } else if holds(b"[Content_Types].xml") || holds(b"xl/") {
        Foreign::Excel
    } else {
        Foreign::Zip
    }
}

impl fmt::Display for Foreign {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::Excel => "This is an Excel workbook. Open it in Excel, save it as CSV (UTF-8), and choose that file.",
            Self::OldExcel => {
                "This is a file of an older Office program. Open it there, save it as CSV, and choose that file."
            }
            Self::OpenDocument => {
                "This is a LibreOffice spreadsheet. Open it there, save it as CSV, and choose that file."
            }
            Self::Zip | Self::Compressed => "This is a compressed archive. Unpack it and choose a file from inside.",
            Self::Pdf => "This is a PDF document. Export the list as CSV from the program that made it.",
            Self::Sqlite => "This is a database. Export the list as CSV from the program that it belongs to.",
            Self::Image => "This is a picture. Choose a CSV, vCard or iCalendar file.",
            Self::Html => {
                "This is a web page, whatever its name says. Open it in a spreadsheet, save it as CSV, and choose that file."
            }
            Self::RichText => "This is a rich text document. Save the list as CSV and choose that file.",
            Self::VCard => "This is a vCard file, not a table. Import it as contacts.",
            Self::NotVCard => "There is no contact card in this file. Choose a vCard file (its name ends in .vcf).",
            Self::Calendar => "This is a calendar. Import it as appointments.",
            Self::NotCalendar => "There is no appointment in this file. Choose a calendar file (its name ends in .ics).",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_chosen_by_mistake_are_told_apart() {
        let cases: &[(&[u8], Option<Foreign>)] = &[
            (
                b"PK\x03\x04....[Content_Types].xml....xl/workbook.xml",
                Some(Foreign::Excel),
            ),
            (
                b"PK\x03\x04..mimetypeapplication/vnd.oasis.opendocument.spreadsheet",
                Some(Foreign::OpenDocument),
            ),
            (b"PK\x03\x04..holiday.jpg", Some(Foreign::Zip)),
            (b"%PDF-1.7\n", Some(Foreign::Pdf)),
            (b"SQLite format 3\0", Some(Foreign::Sqlite)),
            (b"\xEF\xBB\xBF\r\nbegin:vcard\r\n", Some(Foreign::VCard)),
            (b"BEGIN:VCALENDAR\r\n", Some(Foreign::Calendar)),
            (b" <html><table>", Some(Foreign::Html)),
            (b"name,phone\n", None),
            (b"", None),
        ];
        for (head, expected) in cases {
            assert_eq!(recognise(head), *expected, "{}", String::from_utf8_lossy(head));
        }
    }
}
