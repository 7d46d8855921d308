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
        ["9h12", "12h9h", "sous condition", "9-12", "9h-", "9h60-12h", "25h-26h", "9h-12h / 14h"]
    {
        assert_eq!(day(wrong), Err(CellError::NotHours), "{wrong}");
    }
    assert_eq!(day("17h-9h"), Err(CellError::Reversed));
    let filled = cell("00:00-00:00").expect("no hours");
    assert_eq!((filled.open.len(), filled.dropped.as_deref()), (0, Some("00:00-00:00")));
    assert_eq!(cell("00:00 - 00:00 / 09:00 - 12:00").expect("hours").dropped, None);
    for empty in ["9h-9h", "9h-9h / 14h-17h", "midi-midi"] {
        assert_eq!(day(empty), Err(CellError::Empty), "{empty}");
    }
    assert_eq!(day("de minuit à minuit"), Ok(vec![(0, 1440)]));
    // 14h-18h or 2 o'clock in the night: nobody knows.
    for backwards in ["9h-12h, 2h-6h", "9h-12h / 2h-6h", "9h-12h; 2h-5h", "8h30-12h et 1h30-5h"] {
        assert_eq!(day(backwards), Err(CellError::Backwards), "{backwards}");
    }
    assert_eq!(day("9h-12h / 20h-2h"), Ok(vec![(540, 720), (1200, 1560)]));
    assert_eq!(day("minuit-6h / 9h-12h"), Ok(vec![(0, 360), (540, 720)]));
}

/// However the same hours are written.
#[test]
fn hours_of_a_day_as_people_write_them() {
    let twice = Ok(vec![(540, 720), (840, 1020)]);
    for text in [
        "9h-12h / 14h-17h",
        "9h-12h 14h-17h",
        "9h00-12h00 - 14h00-17h00",
        "9h à 12h et de 14h à 17h",
        "de 9h à 12h et de 14h à 17h",
        "9h à 12h - 14h à 17h",
        "09:00-12:00|14:00-17:00",
        "09:00-12:00 14:00-17:00",
        "9 h 00 - 12 h 00, 14 h 00 - 17 h 00",
        "9H–12H et 14H—17H",
        "9-12h / 14-17h",
        "9 heures à midi, 14 heures à 17 heures",
        "09:00:00-12:00:00 / 14:00:00-17:00:00",
        "9h/12h - 14h/17h",
    ] {
        assert_eq!(intervals(text), twice, "{text}");
    }
    assert_eq!(intervals("8h30 12h"), Ok(vec![(510, 720)]));
    assert_eq!(intervals("24h/24"), Ok(vec![(0, 1440)]));
    // A night: 20 h to 2 h of the next day.
    assert_eq!(intervals("20h-2h"), Ok(vec![(1200, 1560)]));
    assert_eq!(intervals("18h-minuit"), Ok(vec![(1080, 1440)]));
    for (text, why) in [
        ("matin", CellError::PartOfDay),
        ("9h-12h le matin", CellError::PartOfDay),
        ("après-midi", CellError::PartOfDay),
        ("sur rendez-vous", CellError::Appointment),
        ("9h, 12h", CellError::TwoReadings),
        ("9h et 12h", CellError::TwoReadings),
        ("14:00-12:00", CellError::Reversed),
        ("9h-3h", CellError::Reversed),
    ] {
        assert_eq!(intervals(text), Err(why), "{text}");
    }
    assert_eq!(intervals(&"9h-12h / ".repeat(10_000)), Err(CellError::TooLong));
    let noted = cell("9h-12h (sur rendez-vous)").expect("hours");
    assert_eq!((noted.open, noted.dropped.as_deref()), (vec![(540, 720)], Some("sur rendez-vous")));
}

#[test]
fn a_week_as_people_write_it() {
    let read = |text: &str| french(text).map(|f| to_text(&f.week));
    for (text, expected) in [
        ("Lun-ven 9h-12h / 14h-18h", "Mo-Fr 09:00-12:00,14:00-18:00"),
        ("Lundi au vendredi : 9h-12h", "Mo-Fr 09:00-12:00"),
        ("lun. mar. jeu. 9h-12h", "Mo-Tu,Th 09:00-12:00"),
        ("du lundi au jeudi 9h-17h, vendredi 9h-16h", "Mo-Th 09:00-17:00; Fr 09:00-16:00"),
        ("tous les jours sauf le mercredi 9h-12h", "Mo-Tu,Th-Su 09:00-12:00"),
        ("9h-12h du lundi au vendredi, 9h-11h le samedi", "Mo-Fr 09:00-12:00; Sa 09:00-11:00"),
        ("lundi au vendredi 9h-17h, fermé le mercredi", "Mo-Tu,Th-Fr 09:00-17:00"),
        ("Lundi : 9h-12h\nMardi : fermé\nMer-ven : 14h-17h", "Mo 09:00-12:00; We-Fr 14:00-17:00"),
        ("mardi au samedi 9h-17h, fermé dimanche et lundi", "Tu-Sa 09:00-17:00"),
        ("lundi 9h-12h, fermé du mardi au dimanche", "Mo 09:00-12:00"),
        ("lundi au samedi 9h-17h, fermé le mercredi", "Mo-Tu,Th-Sa 09:00-17:00"),
        ("lundi 9h-12h, lundi 14h-17h", "Mo 09:00-12:00,14:00-17:00"),
        ("samedi 20h-2h", "Sa 20:00-24:00; Su 00:00-02:00"),
        ("24h/24 7j/7", "Mo-Su 00:00-24:00"),
        ("Mo-Fr 9h-12h", "Mo-Fr 09:00-12:00"),
    ] {
        assert_eq!(read(text).as_deref(), Ok(expected), "{text}");
    }
    for (text, why) in [
        ("lundi-vendredi 9h-12h; mercredi 14h-17h", CellError::TwoReadings),
        ("lundi/vendredi 9h-12h", CellError::TwoReadings),
        ("lundi - mercredi - vendredi 9h-12h", CellError::TwoReadings),
        ("lundi 9h-12h, 2h-6h", CellError::Backwards),
        ("lundi 9h-12h, lundi 2h-6h", CellError::Backwards),
        ("lundi 9h-12h, mardi 9h-9h", CellError::Empty),
        ("lundi matin", CellError::PartOfDay),
        ("9h-12h / 14h-18h", CellError::NoDay),
        ("sur rendez-vous", CellError::Appointment),
        ("1er lundi du mois 9h-12h", CellError::NotHours),
        ("lundi au vendredi", CellError::NotHours),
        ("Lundi 9h-12h et 14h-17h30, fermé mercredi", CellError::SilentDays),
        ("lundi au vendredi 9h-17h, fermé le dimanche", CellError::SilentDays),
        ("Lundi : 9h-12h\nMardi : fermé\nMercredi : 14h-17h", CellError::SilentDays),
        ("fermé le lundi", CellError::SilentDays),
    ] {
        assert_eq!(read(text), Err(why), "{text}");
    }
}

#[test]
fn nights_and_times_in_the_wrong_order() {
    for (text, interval, why) in [
        ("Mo 14:00-12:00", "14:00-12:00", CellError::Reversed),
        ("Mo-Fr 09:00-12:00,18:00-09:00", "18:00-09:00", CellError::Reversed),
        ("Mo 08:00-26:00", "08:00-26:00", CellError::Reversed),
        ("Mo 09:00-09:00", "09:00-09:00", CellError::Empty),
        ("Mo 00:00-00:00", "00:00-00:00", CellError::Empty),
        ("Mo 09:00-12:00,02:00-06:00", "02:00-06:00", CellError::Backwards),
        ("Mo 14:00-16:00; Tu 09:00-12:00, 02:00-06:00", "02:00-06:00", CellError::Backwards),
    ] {
        assert_eq!(doubtful(text), Some((interval, why)), "{text}");
    }
    for text in [
        "Fr 20:00-02:00",
        "Fr 22:00-26:00",
        "Mo-Su 00:00-24:00",
        "Mo 17:00-06:00",
        "24/7",
        "Mo 14:00-17:00,09:00-12:00",
        "Mo 09:00-12:00; Tu 08:00-10:00",
    ] {
        assert_eq!(doubtful(text), None, "{text}");
    }
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
type RuleText = (Vec<(&'static str, Option<&'static str>)>, Vec<(u16, u16)>);

fn weekly() -> impl Strategy<Value = String> {
    let day = prop::sample::select(crate::schema::DAYS.to_vec());
    let days = prop::collection::vec((day.clone(), prop::option::of(day)), 1..3);
    let time = (0u16..1440, 1u16..600);
    let times = prop::collection::vec(time, 0..3);
    prop::collection::vec((days, times), 1..4).prop_map(|rules| {
        let rule = |(days, times): &RuleText| {
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

    /// A week that is said in French is read as it was.
    #[test]
    fn french_round_trip(text in weekly()) {
        let week = week::parse(&text).expect("weekly");
        prop_assume!(week.iter().any(|day| !day.is_empty()));
        let said = in_words(&week);
        prop_assume!(said.len() <= 1000);
        let read = french(&said);
        prop_assert!(read.is_ok(), "{}: {:?}", said, read);
        prop_assert_eq!(read.map(|f| f.week).ok(), Some(week), "{}", said);
    }

    /// Hours of a day are read in every spelling.
    #[test]
    fn cell_round_trip(from in 0u16..1200, long in 15u16..200, later in 0u16..30, spelling in 0usize..6) {
        let (a, b) = (from, from + long);
        let (c, d) = (b + later, (b + later + 30).min(1439));
        prop_assume!(d > c);
        let h = |t: u16| format!("{}h{:02}", t / 60, t % 60);
        let colon = |t: u16| format!("{:02}:{:02}", t / 60, t % 60);
        let text = match spelling {
            0 => format!("{}-{} / {}-{}", h(a), h(b), h(c), h(d)),
            1 => format!("{}-{} {}-{}", h(a), h(b), h(c), h(d)),
            2 => format!("de {} à {} et de {} à {}", h(a), h(b), h(c), h(d)),
            3 => format!("{}-{} - {}-{}", colon(a), colon(b), colon(c), colon(d)),
            4 => format!("{}–{}|{}–{}", colon(a), colon(b), colon(c), colon(d)),
            _ => format!("{} {} {} {}", h(a), h(b), h(c), h(d)),
        };
        prop_assert_eq!(intervals(&text), Ok(merged(vec![(a, b), (c, d)])), "{}", text);
    }

    /// Nothing that is written anywhere makes it fall.
    #[test]
    fn never_panics(text in "\\PC{0,60}", odd in "(Mo|Tu|PH|SH|Jan|week 1|2026|[0-9]{2}:[0-9]{2}|9h|à|lundi|sauf|fermé|et|-|,|;|\\+|/|off|\\[|\\]| ){0,12}") {
        for text in [text, odd] {
            let _ = (intervals(&text), zone(&text), french(&text), doubtful(&text));
            if let Some(hours) = Hours::parse(&text) {
                let _ = (hours.week(), hours.a_week(), hours.at(at("2026-11-24T10:00")));
                let _ = hours.next_change(at("2026-11-24T10:00"));
            }
        }
    }
}
