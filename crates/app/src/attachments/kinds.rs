//! What a file is. What the window draws is known by its first bytes alone, never by a name or by what a record says of it; what could
//! run something is known by either.

use super::AttachmentLook::{self, CouldRun, Outside, Picture};

/// So many of the first bytes are looked at.
pub(super) const HEAD: usize = 512;
/// Where nothing else is known (RFC 2046).
const ANY: &str = "application/octet-stream";

/// What a file was taken for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Seen {
    /// Media type (RFC 6838).
    pub(super) media: &'static str,
    pub(super) look: AttachmentLook,
}

/// How files begin, as their formats say.
const BEGIN: [(&[u8], &str, AttachmentLook); 18] = [
    (b"\x89PNG\r\n\x1a\n", "image/png", Picture),
    (b"\xff\xd8\xff", "image/jpeg", Picture),
    (b"GIF87a", "image/gif", Picture),
    (b"GIF89a", "image/gif", Picture),
    (b"%PDF-", "application/pdf", Outside),
    (b"II*\0", "image/tiff", Outside),
    (b"MM\0*", "image/tiff", Outside),
    (b"ID3", "audio/mpeg", Outside),
    (b"OggS", "audio/ogg", Outside),
    (b"fLaC", "audio/flac", Outside),
    (b"PK\x03\x04", "application/zip", Outside),
    (b"{\\rtf", "application/rtf", Outside),
    (b"\x1a\x45\xdf\xa3", "video/webm", Outside),
    (b"MZ", "application/x-msdownload", CouldRun),
    (b"\x7fELF", "application/x-executable", CouldRun),
    (b"\xcf\xfa\xed\xfe", "application/x-mach-binary", CouldRun),
    (b"\xca\xfe\xba\xbe", "application/x-mach-binary", CouldRun),
    (b"#!", "text/x-shellscript", CouldRun),
];

/// What names end in. Here nothing is drawn: its first bytes were none of a picture.
const END: [(&str, &str, AttachmentLook); 39] = [
    ("svg", "image/svg+xml", CouldRun),
    ("svgz", "image/svg+xml", CouldRun),
    ("html", "text/html", CouldRun),
    ("htm", "text/html", CouldRun),
    ("xhtml", "application/xhtml+xml", CouldRun),
    ("mhtml", "message/rfc822", CouldRun),
    ("js", "text/javascript", CouldRun),
    ("mjs", "text/javascript", CouldRun),
    ("exe", "application/x-msdownload", CouldRun),
    ("msi", "application/x-msi", CouldRun),
    ("scr", "application/x-msdownload", CouldRun),
    ("com", "application/x-msdownload", CouldRun),
    ("bat", "application/x-bat", CouldRun),
    ("cmd", "application/x-bat", CouldRun),
    ("ps1", "text/x-powershell", CouldRun),
    ("vbs", "text/vbscript", CouldRun),
    ("lnk", "application/x-ms-shortcut", CouldRun),
    ("hta", "text/html", CouldRun),
    ("jar", "application/java-archive", CouldRun),
    ("app", "application/x-executable", CouldRun),
    ("apk", "application/vnd.android.package-archive", CouldRun),
    ("sh", "text/x-shellscript", CouldRun),
    ("desktop", "application/x-desktop", CouldRun),
    ("docm", "application/vnd.ms-word.document.macroenabled.12", CouldRun),
    ("xlsm", "application/vnd.ms-excel.sheet.macroenabled.12", CouldRun),
    (
        "docx",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        Outside,
    ),
    (
        "xlsx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        Outside,
    ),
    (
        "pptx",
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        Outside,
    ),
    ("odt", "application/vnd.oasis.opendocument.text", Outside),
    ("ods", "application/vnd.oasis.opendocument.spreadsheet", Outside),
    ("txt", "text/plain", Outside),
    ("md", "text/markdown", Outside),
    ("csv", "text/csv", Outside),
    ("eml", "message/rfc822", Outside),
    ("heic", "image/heic", Outside),
    ("mp3", "audio/mpeg", Outside),
    ("mp4", "video/mp4", Outside),
    ("mov", "video/quicktime", Outside),
    ("dwg", "image/vnd.dwg", Outside),
];

/// Words that a page or a drawing with scripts begins with, behind white space, comments and declarations.
const MARKUP: [&str; 5] = ["<!doctype html", "<html", "<svg", "<script", "<head"];

/// What a file is, by its first bytes and its name.
pub(super) fn seen(head: &[u8], name: &str) -> Seen {
    let by_bytes = of_bytes(head);
    if let Some(seen) = by_bytes.filter(|seen| seen.look != Outside) {
        return seen;
    }
    let by_name = of_name(name);
    match (by_bytes, by_name) {
        (_, Some(named)) if named.look == CouldRun => named,
        // What is packed in an archive is what its name says: an office document is one.
        (Some(bytes), Some(named)) if bytes.media == "application/zip" => named,
        (Some(seen), _) | (None, Some(seen)) => seen,
        (None, None) => Seen {
            media: ANY,
            look: Outside,
        },
    }
}

fn of_bytes(head: &[u8]) -> Option<Seen> {
    let begins = BEGIN.iter().find(|(begin, ..)| head.starts_with(begin));
    if let Some((_, media, look)) = begins {
        return Some(Seen { media, look: *look });
    }
    if head.starts_with(b"RIFF") {
        return match head.get(8..12) {
            Some(b"WEBP") => Some(Seen {
                media: "image/webp",
                look: Picture,
            }),
            Some(b"WAVE") => Some(Seen {
                media: "audio/wav",
                look: Outside,
            }),
            _ => None,
        };
    }
    let text = String::from_utf8_lossy(head.get(..HEAD).unwrap_or(head)).to_lowercase();
    let runs = MARKUP.iter().any(|word| text.contains(word));
    runs.then_some(Seen {
        media: "text/html",
        look: CouldRun,
    })
}

fn of_name(name: &str) -> Option<Seen> {
    let (_, end) = name.trim_end_matches(['.', ' ']).rsplit_once('.')?;
    let end = end.to_ascii_lowercase();
    let found = END.iter().find(|(known, ..)| *known == end);
    found.map(|(_, media, look)| Seen { media, look: *look })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_is_known_by_its_bytes_and_what_could_run_by_bytes_or_name() {
        let cases: [(&[u8], &str, &str, AttachmentLook); 18] = [
            (b"\x89PNG\r\n\x1a\n....", "meter.png", "image/png", Picture),
            (b"\xff\xd8\xff\xe0....", "", "image/jpeg", Picture),
            (b"GIF89a..", "meter.exe", "image/gif", Picture),
            (b"RIFF\x10\0\0\0WEBPVP8 ", "a.webp", "image/webp", Picture),
            (b"RIFF\x10\0\0\0WAVEfmt ", "a.wav", "audio/wav", Outside),
            (b"RIFF", "a.wav", ANY, Outside),
            (b"%PDF-1.7", "quote.pdf", "application/pdf", Outside),
            (b"nothing of a picture", "meter.png", ANY, Outside),
            (b"<svg xmlns=", "logo.svg", "text/html", CouldRun),
            (b"<?xml?><!-- a -->\n<SVG onload=", "logo.png", "text/html", CouldRun),
            (b"\xef\xbb\xbf\n <!DOCTYPE HTML>", "page", "text/html", CouldRun),
            (b"plain", "page.HTM", "text/html", CouldRun),
            (b"%PDF-1.7", "quote.pdf.exe", "application/x-msdownload", CouldRun),
            (b"%PDF-1.7", "quote.exe. ", "application/x-msdownload", CouldRun),
            (b"MZ\x90\0", "quote.pdf", "application/x-msdownload", CouldRun),
            (b"#!/bin/sh", "quote", "text/x-shellscript", CouldRun),
            (
                b"PK\x03\x04....",
                "survey.odt",
                "application/vnd.oasis.opendocument.text",
                Outside,
            ),
            (b"", "", ANY, Outside),
        ];
        for (head, name, media, look) in cases {
            assert_eq!(seen(head, name), Seen { media, look }, "{name}");
        }
    }
}
