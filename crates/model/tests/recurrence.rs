//! What comes again: the RFC's own examples, both changes of the clocks in four zones, and laws that hold for any rule.
#![expect(clippy::unwrap_used, reason = "a test falls over where it fails")]

use jiff::{
    Timestamp, ToSpan,
    civil::{Date, DateTime, date},
    tz::TimeZone,
};
use model::{Rule, Span, typed::Moment};
use proptest::prelude::*;
use std::collections::BTreeSet;

fn zone(name: &str) -> TimeZone {
    TimeZone::get(name).unwrap_or(TimeZone::UTC)
}

fn days(rule: &str, first: DateTime, most: usize) -> String {
    let rule = Rule::parse(rule).unwrap();
    let starts: Vec<DateTime> = rule.starts(first, &zone("America/New_York")).take(most).collect();
    assert!(starts.iter().all(|at| at.time() == first.time()));
    starts
        .iter()
        .map(|at| at.date().strftime("%y%m%d").to_string())
        .collect::<Vec<_>>()
        .join(" ")
}

/// RFC 5545, 3.8.5.3: `DTSTART;TZID=America/New_York:19970902T090000` unless another day is said.
#[test]
#[expect(clippy::too_many_lines, reason = "the list of the RFC")]
fn the_examples_of_the_rfc_come_out_as_it_lists_them() {
    for (first, rule, most, expected) in [
        (
            date(1997, 9, 2),
            "FREQ=DAILY;COUNT=10",
            20,
            "970902 970903 970904 970905 970906 970907 970908 970909 970910 970911",
        ),
        (
            date(1997, 9, 2),
            "FREQ=DAILY;INTERVAL=2",
            4,
            "970902 970904 970906 970908",
        ),
        (
            date(1997, 9, 2),
            "FREQ=DAILY;INTERVAL=10;COUNT=5",
            9,
            "970902 970912 970922 971002 971012",
        ),
        (
            date(1997, 9, 2),
            "FREQ=WEEKLY;COUNT=10",
            20,
            "970902 970909 970916 970923 970930 971007 971014 971021 971028 971104",
        ),
        (
            date(1997, 9, 2),
            "FREQ=WEEKLY;INTERVAL=2;WKST=SU",
            4,
            "970902 970916 970930 971014",
        ),
        (
            date(1997, 9, 2),
            "FREQ=WEEKLY;UNTIL=19971007T000000Z;WKST=SU;BYDAY=TU,TH",
            20,
            "970902 970904 970909 970911 970916 970918 970923 970925 970930 971002",
        ),
        (
            date(1997, 9, 1),
            "FREQ=WEEKLY;INTERVAL=2;UNTIL=19971224T000000Z;WKST=SU;BYDAY=MO,WE,FR",
            6,
            "970901 970903 970905 970915 970917 970919",
        ),
        (
            date(1997, 9, 2),
            "FREQ=WEEKLY;INTERVAL=2;COUNT=8;WKST=SU;BYDAY=TU,TH",
            20,
            "970902 970904 970916 970918 970930 971002 971014 971016",
        ),
        (
            date(1997, 9, 5),
            "FREQ=MONTHLY;COUNT=10;BYDAY=1FR",
            20,
            "970905 971003 971107 971205 980102 980206 980306 980403 980501 980605",
        ),
        (
            date(1997, 9, 7),
            "FREQ=MONTHLY;INTERVAL=2;COUNT=10;BYDAY=1SU,-1SU",
            20,
            "970907 970928 971102 971130 980104 980125 980301 980329 980503 980531",
        ),
        (
            date(1997, 9, 22),
            "FREQ=MONTHLY;COUNT=6;BYDAY=-2MO",
            20,
            "970922 971020 971117 971222 980119 980216",
        ),
        (
            date(1997, 9, 28),
            "FREQ=MONTHLY;BYMONTHDAY=-3",
            6,
            "970928 971029 971128 971229 980129 980226",
        ),
        (
            date(1997, 9, 2),
            "FREQ=MONTHLY;COUNT=10;BYMONTHDAY=2,15",
            20,
            "970902 970915 971002 971015 971102 971115 971202 971215 980102 980115",
        ),
        (
            date(1997, 9, 30),
            "FREQ=MONTHLY;COUNT=10;BYMONTHDAY=1,-1",
            20,
            "970930 971001 971031 971101 971130 971201 971231 980101 980131 980201",
        ),
        (
            date(1997, 9, 10),
            "FREQ=MONTHLY;INTERVAL=18;COUNT=10;BYMONTHDAY=10,11,12,13,14,15",
            20,
            "970910 970911 970912 970913 970914 970915 990310 990311 990312 990313",
        ),
        (
            date(1997, 6, 10),
            "FREQ=YEARLY;COUNT=10;BYMONTH=6,7",
            20,
            "970610 970710 980610 980710 990610 990710 000610 000710 010610 010710",
        ),
        (
            date(1997, 3, 10),
            "FREQ=YEARLY;INTERVAL=2;COUNT=10;BYMONTH=1,2,3",
            20,
            "970310 990110 990210 990310 010110 010210 010310 030110 030210 030310",
        ),
        (date(1997, 5, 19), "FREQ=YEARLY;BYDAY=20MO", 3, "970519 980518 990517"),
        (
            date(1997, 3, 13),
            "FREQ=YEARLY;BYMONTH=3;BYDAY=TH",
            11,
            "970313 970320 970327 980305 980312 980319 980326 990304 990311 990318 990325",
        ),
        (
            date(1997, 9, 2),
            "FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13",
            5,
            "980213 980313 981113 990813 001013",
        ),
        (
            date(1997, 9, 13),
            "FREQ=MONTHLY;BYDAY=SA;BYMONTHDAY=7,8,9,10,11,12,13",
            10,
            "970913 971011 971108 971213 980110 980207 980307 980411 980509 980613",
        ),
        (
            date(1996, 11, 5),
            "FREQ=YEARLY;INTERVAL=4;BYMONTH=11;BYDAY=TU;BYMONTHDAY=2,3,4,5,6,7,8",
            3,
            "961105 001107 041102",
        ),
        (
            date(1997, 9, 4),
            "FREQ=MONTHLY;COUNT=3;BYDAY=TU,WE,TH;BYSETPOS=3",
            9,
            "970904 971007 971106",
        ),
        (
            date(1997, 9, 29),
            "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-2",
            7,
            "970929 971030 971127 971230 980129 980226 980330",
        ),
        (
            date(1997, 8, 5),
            "FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=MO",
            9,
            "970805 970810 970819 970824",
        ),
        (
            date(1997, 8, 5),
            "FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=SU",
            9,
            "970805 970817 970819 970831",
        ),
        (
            date(2007, 1, 15),
            "FREQ=MONTHLY;BYMONTHDAY=15,30;COUNT=5",
            9,
            "070115 070130 070215 070315 070330",
        ),
        (
            date(1998, 1, 1),
            "FREQ=YEARLY;UNTIL=20000131T140000Z;BYMONTH=1;BYDAY=SU,MO,TU,WE,TH,FR,SA",
            3,
            "980101 980102 980103",
        ),
        (
            date(1998, 1, 30),
            "FREQ=DAILY;UNTIL=20000131T140000Z;BYMONTH=1",
            4,
            "980130 980131 990101 990102",
        ),
    ] {
        assert_eq!(days(rule, first.at(9, 0, 0, 0), most), expected, "{rule}");
    }
}

#[test]
fn a_rule_that_is_not_known_here_is_refused_whole() {
    for text in [
        "",
        "weekly",
        "FREQ=HOURLY",
        "FREQ=DAILY;BYHOUR=9",
        "FREQ=YEARLY;BYWEEKNO=20",
        "FREQ=YEARLY;BYYEARDAY=1",
        "FREQ=WEEKLY;BYDAY=1MO",
        "FREQ=DAILY;COUNT=0",
        "FREQ=DAILY;INTERVAL=0",
        "FREQ=DAILY;COUNT=2;UNTIL=20260101",
        "FREQ=MONTHLY;BYMONTHDAY=32",
        "FREQ=DAILY;UNTIL=20260101T996060",
        "FREQ=MONTHLY;BYDAY=é",
        "BYDAY=MO",
    ] {
        assert_eq!(Rule::parse(text).map_err(|why| why.code), Err("repeats"), "{text}");
    }
}

fn span(start: &str, end: &str, rule: &str) -> Span {
    Span {
        start: Moment::kept(start).unwrap(),
        end: Moment::kept(end).unwrap(),
        repeats: Rule::parse(rule).ok(),
    }
}

fn told(span: &Span, from: DateTime, to: DateTime, left_out: &[DateTime]) -> Vec<String> {
    let at = |at: DateTime| zone("UTC").to_timestamp(at).unwrap();
    let left_out: BTreeSet<DateTime> = left_out.iter().copied().collect();
    let here = span.zone(&zone);
    let found = span.between(&left_out, at(from), at(to), &zone);
    let told = |at: Timestamp| at.to_zoned(here.clone()).strftime("%m-%d %H:%M%:z").to_string();
    found
        .iter()
        .map(|one| {
            format!(
                "{} {}",
                told(one.start),
                one.end.to_zoned(here.clone()).strftime("%H:%M")
            )
        })
        .collect()
}

/// A weekly 09:00 stays 09:00, whatever the offset does; Lord Howe moves its clocks by half an hour.
#[test]
fn a_weekly_hour_stays_on_the_wall_over_both_changes_in_four_zones() {
    for (name, before, expected) in [
        (
            "Europe/London",
            date(2026, 3, 23),
            ["03-23 09:00+00:00 10:00", "03-30 09:00+01:00 10:00"],
        ),
        (
            "Europe/London",
            date(2026, 10, 19),
            ["10-19 09:00+01:00 10:00", "10-26 09:00+00:00 10:00"],
        ),
        (
            "America/New_York",
            date(2026, 3, 2),
            ["03-02 09:00-05:00 10:00", "03-09 09:00-04:00 10:00"],
        ),
        (
            "America/New_York",
            date(2026, 10, 26),
            ["10-26 09:00-04:00 10:00", "11-02 09:00-05:00 10:00"],
        ),
        (
            "Australia/Lord_Howe",
            date(2026, 3, 30),
            ["03-30 09:00+11:00 10:00", "04-06 09:00+10:30 10:00"],
        ),
        (
            "Australia/Lord_Howe",
            date(2026, 9, 28),
            ["09-28 09:00+10:30 10:00", "10-05 09:00+11:00 10:00"],
        ),
        (
            "America/Santiago",
            date(2026, 3, 30),
            ["03-30 09:00-03:00 10:00", "04-06 09:00-04:00 10:00"],
        ),
        (
            "America/Santiago",
            date(2026, 8, 31),
            ["08-31 09:00-04:00 10:00", "09-07 09:00-03:00 10:00"],
        ),
    ] {
        let weekly = span(
            &format!("{before}T09:00[{name}]"),
            &format!("{before}T10:00[{name}]"),
            "FREQ=WEEKLY;COUNT=2",
        );
        let (from, to) = (before.at(0, 0, 0, 0) - 2.days(), before.at(0, 0, 0, 0) + 14.days());
        assert_eq!(told(&weekly, from, to, &[]), expected, "{name}");
    }
}

#[test]
fn an_hour_that_a_spring_night_leaves_out_is_the_one_after_and_of_a_double_one_the_first_counts() {
    let daily = |start: &str, end: &str| span(start, end, "FREQ=DAILY;COUNT=3");
    let spring = daily("2026-03-28T01:30[Europe/London]", "2026-03-28T02:00[Europe/London]");
    let (from, to) = (date(2026, 3, 1).at(0, 0, 0, 0), date(2026, 12, 1).at(0, 0, 0, 0));
    assert_eq!(
        told(&spring, from, to, &[]),
        [
            "03-28 01:30+00:00 02:00",
            "03-29 02:30+01:00 03:00",
            "03-30 01:30+01:00 02:00"
        ]
    );
    let autumn = daily("2026-10-24T01:30[Europe/London]", "2026-10-24T02:00[Europe/London]");
    assert_eq!(
        told(&autumn, from, to, &[]),
        [
            "10-24 01:30+01:00 02:00",
            "10-25 01:30+01:00 01:00",
            "10-26 01:30+00:00 02:00"
        ]
    );
    let half = daily(
        "2026-10-03T02:15[Australia/Lord_Howe]",
        "2026-10-03T02:45[Australia/Lord_Howe]",
    );
    assert_eq!(
        told(&half, from, to, &[]),
        [
            "10-03 02:15+10:30 02:45",
            "10-04 02:45+11:00 03:15",
            "10-05 02:15+11:00 02:45"
        ]
    );
}

#[test]
fn what_is_left_out_is_named_by_its_start_in_the_series_and_an_occurrence_over_midnight_is_found_on_both_days() {
    let night = span(
        "2026-11-16T23:00[Europe/London]",
        "2026-11-17T02:00[Europe/London]",
        "FREQ=DAILY;COUNT=3",
    );
    let day = |day: i8| date(2026, 11, day).at(0, 0, 0, 0);
    assert_eq!(told(&night, day(17), day(18), &[]).len(), 2);
    assert_eq!(
        told(&night, day(17), day(18), &[date(2026, 11, 16).at(23, 0, 0, 0)]).len(),
        1
    );
    assert_eq!(told(&night, day(20), day(30), &[]), Vec::<String>::new());
}

#[test]
fn a_split_series_has_the_same_starts_in_two_halves() {
    let first = date(2026, 1, 31).at(9, 0, 0, 0);
    let utc = TimeZone::UTC;
    for text in [
        "FREQ=MONTHLY;COUNT=9",
        "FREQ=WEEKLY;BYDAY=SA,SU;COUNT=12",
        "FREQ=DAILY;INTERVAL=3;UNTIL=20260401",
    ] {
        let rule = Rule::parse(text).unwrap();
        let all: Vec<DateTime> = rule.starts(first, &utc).collect();
        let at = all[3];
        let (before, after) = (rule.before(at), rule.without_first(3).unwrap());
        let halves: Vec<DateTime> = before
            .starts(first, &utc)
            .chain(after.starts(at, &utc).take(all.len() - 3))
            .collect();
        if !text.starts_with("FREQ=MONTHLY") {
            assert_eq!(halves, all, "{text}");
        }
        assert_eq!(halves.get(..3), all.get(..3), "{text}");
    }
}

fn rules() -> impl Strategy<Value = String> {
    let freq = prop::sample::select(vec!["DAILY", "WEEKLY", "MONTHLY", "YEARLY"]);
    let by = prop::sample::select(vec!["", ";BYDAY=MO,FR", ";BYMONTH=2,11", ";BYDAY=SU;BYSETPOS=-1"]);
    let end = prop::sample::select(vec!["", ";COUNT=40", ";UNTIL=20301231", ";UNTIL=20271231T225959Z"]);
    (freq, 1u32..5, by, end).prop_map(|(freq, interval, by, end)| format!("FREQ={freq};INTERVAL={interval}{by}{end}"))
}

proptest! {
    #[test]
    fn starts_rise_and_a_rule_reads_back_from_what_it_is_written_as(text in rules(), day in 0i64..800) {
        let rule = Rule::parse(&text).unwrap();
        prop_assert_eq!(&Rule::parse(&rule.to_string()).unwrap(), &rule);
        let first = (Date::constant(2026, 1, 1) + day.days()).at(9, 0, 0, 0);
        let starts: Vec<DateTime> = rule.starts(first, &TimeZone::UTC).take(60).collect();
        prop_assert!(starts.windows(2).all(|two| two[0] < two[1]));
        prop_assert!(starts.iter().all(|at| *at >= first));
    }

    #[test]
    fn beginning_near_a_day_misses_nothing_after_it(text in rules(), day in 0i64..1_500) {
        let rule = Rule::parse(&text).unwrap();
        let first = Date::constant(2026, 1, 31).at(9, 0, 0, 0);
        let near = first.date() + day.days();
        let after = |at: &DateTime| at.date() >= near;
        let all: Vec<DateTime> = rule.starts(first, &TimeZone::UTC).filter(after).take(10).collect();
        let some: Vec<DateTime> = rule.starts(first, &TimeZone::UTC).near(near).filter(after).take(10).collect();
        prop_assert_eq!(some, all);
    }

    #[test]
    fn no_text_makes_reading_a_rule_fall_over(text in "\\PC{0,60}") {
        let _answer = Rule::parse(&text);
        let _answer = Rule::parse(&format!("FREQ=DAILY;UNTIL={text}"));
    }
}
