//! Zones that are not called as IANA calls them.

/// Windows' names and the IANA zone that each stands for (CLDR, windowsZones, territory 001). Those of where people use this, and
/// the rest that calendars are seen to name.
const WINDOWS: &[(&str, &str)] = &[
    ("AUS Central Standard Time", "Australia/Darwin"),
    ("AUS Eastern Standard Time", "Australia/Sydney"),
    ("Alaskan Standard Time", "America/Anchorage"),
    ("Arab Standard Time", "Asia/Riyadh"),
    ("Arabian Standard Time", "Asia/Dubai"),
    ("Argentina Standard Time", "America/Buenos_Aires"),
    ("Atlantic Standard Time", "America/Halifax"),
    ("Canada Central Standard Time", "America/Regina"),
    ("Cen. Australia Standard Time", "Australia/Adelaide"),
    ("Central America Standard Time", "America/Guatemala"),
    ("Central Europe Standard Time", "Europe/Budapest"),
    ("Central European Standard Time", "Europe/Warsaw"),
    ("Central Standard Time", "America/Chicago"),
    ("Central Standard Time (Mexico)", "America/Mexico_City"),
    ("China Standard Time", "Asia/Shanghai"),
    ("E. Australia Standard Time", "Australia/Brisbane"),
    ("E. Europe Standard Time", "Europe/Chisinau"),
    ("E. South America Standard Time", "America/Sao_Paulo"),
    ("Eastern Standard Time", "America/New_York"),
    ("Egypt Standard Time", "Africa/Cairo"),
    ("FLE Standard Time", "Europe/Kiev"),
    ("GMT Standard Time", "Europe/London"),
    ("GTB Standard Time", "Europe/Bucharest"),
    ("Greenwich Standard Time", "Atlantic/Reykjavik"),
    ("Hawaiian Standard Time", "Pacific/Honolulu"),
    ("India Standard Time", "Asia/Calcutta"),
    ("Israel Standard Time", "Asia/Jerusalem"),
    ("Korea Standard Time", "Asia/Seoul"),
    ("Mountain Standard Time", "America/Denver"),
    ("Nepal Standard Time", "Asia/Katmandu"),
    ("New Zealand Standard Time", "Pacific/Auckland"),
    ("Newfoundland Standard Time", "America/St_Johns"),
    ("Pacific SA Standard Time", "America/Santiago"),
    ("Pacific Standard Time", "America/Los_Angeles"),
    ("Romance Standard Time", "Europe/Paris"),
    ("Russian Standard Time", "Europe/Moscow"),
    ("SA Pacific Standard Time", "America/Bogota"),
    ("SE Asia Standard Time", "Asia/Bangkok"),
    ("Singapore Standard Time", "Asia/Singapore"),
    ("South Africa Standard Time", "Africa/Johannesburg"),
    ("Tokyo Standard Time", "Asia/Tokyo"),
    ("Turkey Standard Time", "Europe/Istanbul"),
    ("US Mountain Standard Time", "America/Phoenix"),
    ("UTC", "UTC"),
    ("W. Australia Standard Time", "Australia/Perth"),
    ("W. Central Africa Standard Time", "Africa/Lagos"),
    ("W. Europe Standard Time", "Europe/Berlin"),
    ("tzone://Microsoft/Utc", "UTC"),
];

/// IANA names that a zone of a file may stand for, the likeliest first: its own, what Windows means by it, and the ends of what
/// has a maker's name before it (`/citadel.org/20210210_1/Europe/Berlin`). Whether there is such a zone has to be asked elsewhere.
pub fn candidates(name: &str) -> impl Iterator<Item = &str> {
    let name = name.trim();
    let windows = WINDOWS
        .iter()
        .filter(move |(known, _)| known.eq_ignore_ascii_case(name));
    let slashes: Vec<usize> = name.rmatch_indices('/').map(|(at, _)| at + 1).take(3).collect();
    let ends = slashes.into_iter().skip(1).filter_map(move |at| name.get(at..));
    std::iter::once(name).chain(windows.map(|(_, iana)| *iana)).chain(ends)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_zone_is_looked_for_under_every_name_it_may_have() {
        let found = |name| candidates(name).collect::<Vec<_>>();
        assert_eq!(found("Europe/Berlin"), ["Europe/Berlin"]);
        assert_eq!(
            found("W. Europe Standard Time"),
            ["W. Europe Standard Time", "Europe/Berlin"]
        );
        assert!(found("/citadel.org/20210210_1/Europe/Berlin").contains(&"Europe/Berlin"));
        assert!(found("/x/America/Argentina/Salta").contains(&"America/Argentina/Salta"));
        assert_eq!(found("Mars"), ["Mars"]);
    }
}
