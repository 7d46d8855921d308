//! Worked cases, and the crate as oracle of what is read here.

use chrono::{DateTime, NaiveDateTime};
use opening_hours::OpeningHours;
use proptest::prelude::*;

use super::*;

fn at(text: &str) -> NaiveDateTime {
    NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M").expect("a time")
}

#[test]
fn an_ordinary_week() {
    let text = "Mo-Th 08:00-12:00,13:30-17:00; Fr 08:00-12:00";
    let week = week(text).expect("weekly");
    assert_eq!(week[0], [(480, 720), (810, 1020)]);
    assert_eq!((week[4].as_slice(), week[5].len()), (&[(480, 720)][..], 0));
    assert_eq!(to_text(&week), text);
    assert_eq!(hours_a_week(text), Some(34.0));
    assert_eq!(hours_a_week("Mo off"), None);
    // A later rule replaces an earlier one on its days.
    let week = super::week("We-Sa 10:00-12:00,14:00-19:00; Tu,Th 14:00-19:00").expect("weekly");
    assert_eq!(week[3], [(840, 1140)]);
}

#[test]
fn what_is_no_opening_hours() {
    for text in
        ["", "sur rendez-vous", "9h-12h", "Mo-Fr 9h-12h", "Lu 09:00-12:00", "Mo 25:00-26:00"]
    {
        assert!(Hours::parse(text).is_none(), "{text}");
    }
    assert!(Hours::parse(&"Mo 09:00-12:00;".repeat(1000)).is_none());
}

#[test]
fn open_or_not_and_until_when() {
    let text = "Mo-Fr 09:00-12:00,14:00-17:00";
    // 24 November 2026 is a Tuesday.
    assert_eq!(open_at(text, at("2026-11-24T10:00")), Some(true));
    assert_eq!(open_at(text, at("2026-11-24T12:00")), Some(false));
    assert_eq!(next_change(text, at("2026-11-24T10:00")), Some(at("2026-11-24T12:00")));
    assert_eq!(next_change(text, at("2026-11-27T18:00")), Some(at("2026-11-30T09:00")));
    assert_eq!(next_change("Mo-Su 00:00-24:00", at("2026-11-24T10:00")), None);
    let night = "Mo 20:00-24:00; Tu 00:00-02:00";
    assert_eq!(next_change(night, at("2026-11-23T21:00")), Some(at("2026-11-24T02:00")));
    assert_eq!(open_at("n'importe quoi", at("2026-11-24T10:00")), None);
}

#[test]
fn public_holidays() {
    // Christmas Day is a Friday: nothing is said of it, nothing is known.
    let christmas = at("2026-12-25T10:00");
    assert_eq!(open_at("Mo-Fr 09:00-12:00", christmas), None);
    assert_eq!(open_at("Mo-Fr 14:00-17:00", christmas), Some(false));
    assert_eq!(open_at("Mo-Fr 09:00-12:00; PH off", christmas), Some(false));
    assert_eq!(open_at("Mo-Fr,PH 09:00-12:00", christmas), Some(true));
    assert_eq!(hours_a_week("Mo-Fr 09:00-12:00; PH off"), Some(15.0));
}

#[test]
fn weeks_that_differ_have_no_ordinary_one() {
    assert_eq!(week("Mo[1] 09:00-13:00"), None);
    assert_eq!(hours_a_week("Mo[1] 09:00-13:00"), Some(1.0));
    assert!(week("Fr 20:00-02:00").expect("alike")[5] == [(0, 120)]);
}

#[test]
fn cells_of_spreadsheets() {
    let day = |t: &str| intervals(t);
    assert_eq!(day("09:00 - 12:00 / 13:30 - 17:00"), Ok(vec![(540, 720), (810, 1020)]));
    assert_eq!(day("8h30-12h"), Ok(vec![(510, 720)]));
    assert_eq!(day("9h-12h et 14 h à 17 h 30"), Ok(vec![(540, 720), (840, 1050)]));
    assert_eq!(day("9h12h"), Ok(vec![(540, 720)]));
    assert_eq!(day("14:00 - 17:00 / 09:00 - 12:00"), Ok(vec![(540, 720), (840, 1020)]));
    assert_eq!(day("00:00 - 00:00 / 09:00 - 12:00"), Ok(vec![(540, 720)]));
    for none in ["", " ", "-", "00:00 - 00:00", "Fermé", "X"] {
        assert_eq!(day(none), Ok(vec![]), "{none}");
    }
    for wrong in
        ["9h12", "12h9h", "sous condition", "9-12", "9h-", "9h60-12h", "25h-26h", "9h-12h le matin"]
    {
        assert_eq!(day(wrong), Err(CellError::NotHours), "{wrong}");
    }
    assert_eq!(day("17h-9h"), Err(CellError::Reversed));
}

#[test]
fn said_in_french() {
    let said = |t: &str| in_words(&week(t).expect("weekly"));
    assert_eq!(
        said("Mo-Tu 09:00-12:00,14:00-17:00; Th-Su 09:30-18:00"),
        "lundi et mardi de 9 h à 12 h et de 14 h à 17 h ; du jeudi au dimanche de 9 h 30 à 18 h ; \
         fermé le mercredi"
    );
    assert_eq!(
        said("Mo-Fr 08:00-12:00"),
        "du lundi au vendredi de 8 h à 12 h ; fermé le samedi et le dimanche"
    );
    assert_eq!(said("Mo-Su 00:00-24:00"), "tous les jours 24 h sur 24");
    assert_eq!(
        said("Mo,We,Fr 10:00-11:00"),
        "lundi, mercredi et vendredi de 10 h à 11 h ; fermé le mardi, le jeudi, le samedi et le dimanche"
    );
    assert_eq!(said("Mo off"), "fermé");
}

#[test]
fn local_times() {
    let noon: DateTime<chrono::Utc> = "2026-07-01T12:00:00Z".parse().expect("a time");
    for (code, hour) in [
        ("75056", 14),
        ("2A004", 14),
        ("97411", 16),
        ("97302", 9),
        ("97105", 8),
        ("98818", 23),
        ("", 14),
        ("é", 14),
    ] {
        assert_eq!(local_time(noon, code).hour(), hour, "{code}");
    }
}

/// Days, and when they begin and how long they last.
type Rule = (Vec<(&'static str, Option<&'static str>)>, Vec<(u16, u16)>);

fn weekly() -> impl Strategy<Value = String> {
    let day = prop::sample::select(crate::schema::DAYS.to_vec());
    let days = prop::collection::vec((day.clone(), prop::option::of(day)), 1..3);
    let time = (0u16..1440, 1u16..600);
    let times = prop::collection::vec(time, 0..3);
    prop::collection::vec((days, times), 1..4).prop_map(|rules| {
        let rule = |(days, times): &Rule| {
            let days: Vec<String> =
                days.iter().map(|(a, b)| b.map_or(a.to_string(), |b| format!("{a}-{b}"))).collect();
            let times: Vec<String> = times
                .iter()
                .map(|(from, long)| (*from, (from + long).min(1440)))
                .map(|(a, b)| format!("{:02}:{:02}-{:02}:{:02}", a / 60, a % 60, b / 60, b % 60))
                .collect();
            let times = if times.is_empty() { "off".into() } else { times.join(",") };
            format!("{} {times}", days.join(","))
        };
        rules.iter().map(rule).collect::<Vec<_>>().join("; ")
    })
}

proptest! {
    /// What is read here is what the crate reads.
    #[test]
    fn as_the_crate(text in weekly(), minutes in 0i64..20_000) {
        let ours = week::parse(&text).expect("weekly");
        let full: OpeningHours = text.parse().expect("the crate reads it");
        for theirs in weeks(&full) {
            prop_assert_eq!(&ours, &theirs, "{}", text);
        }
        let local = at("2026-06-01T00:00") + Duration::minutes(minutes);
        prop_assert_eq!(Hours::parse(&text).map(|h| h.at(local)), Some(kind(&full, local)));
        let last = local + Duration::days(AHEAD_DAYS);
        let next = full.iter_range(local, last).next().map(|r| r.range.end).filter(|end| *end < last);
        prop_assert_eq!(week::next_change(&ours, local), next, "{} at {}", text, local);
        let back = to_text(&ours);
        if !back.is_empty() {
            prop_assert_eq!(week::parse(&back), Some(ours));
        }
    }

    /// Nothing that is written anywhere makes it fall.
    #[test]
    fn never_panics(text in "\\PC{0,60}", odd in "(Mo|Tu|PH|SH|Jan|week 1|2026|[0-9]{2}:[0-9]{2}|-|,|;|\\+|/|off|\\[|\\]| ){0,12}") {
        for text in [text, odd] {
            let _ = (intervals(&text), zone(&text));
            if let Some(hours) = Hours::parse(&text) {
                let _ = (hours.week(), hours.a_week(), hours.at(at("2026-11-24T10:00")));
                let _ = hours.next_change(at("2026-11-24T10:00"));
            }
        }
    }
}
