//! The orientation sheet: where to send somebody, in French, as plain text.

use std::fmt::Write;

use crate::places::find::{Near, Start, When};
use crate::places::hours::{Hours, HoursState, clock, in_words};
use crate::places::schema::{Field, SERVICES, typology};
use crate::places::{Place, Position, Register};
use crate::territory::PositionKind;
use crate::typography::{THIN, french, telephone};

/// What was asked, for the sheet's heading.
pub struct PlaceQuery<'a> {
    /// From where.
    pub start: &'a Start,
    /// Services, by position.
    pub services: &'a [usize],
    /// As the user typed them: public, cost.
    pub others: &'a [String],
    /// When.
    pub at: When,
}

/// The sheet of the places that were found.
pub fn sheet(register: &Register, found: &[Near], asked: &PlaceQuery) -> String {
    let mut out = String::new();
    let from = match &asked.start.commune {
        Some((code, name)) => format!("{name} ({code})"),
        None => format!("{}, {}", asked.start.point[0], asked.start.point[1]),
    };
    let mut wanted: Vec<String> =
        asked.services.iter().map(|s| SERVICES[*s].value.to_lowercase()).collect();
    wanted.extend(asked.others.iter().cloned());
    let _ = write!(out, "Où orienter une personne, au départ de {from}");
    out.push('\n');
    let now = asked.start.commune.as_ref().map_or("", |(_, name)| name.as_str());
    if let Some(said) = asked.start.carried.as_ref().and_then(|lead| lead.said_in_french(now)) {
        let _ = writeln!(out, "{}", french(&said));
    }
    if let [(_, other), more @ ..] = asked.start.also.as_slice() {
        let others = more.iter().fold(other.clone(), |all, (_, name)| all + ", " + name);
        let code = asked.start.commune.as_ref().map_or("", |(code, _)| code.as_str());
        let _ = writeln!(
            out,
            "{code} est lu comme le code INSEE de {now}\u{a0}; c’est aussi un code postal\u{a0}: {others}."
        );
    }
    if !wanted.is_empty() {
        let _ = writeln!(out, "Pour{THIN}: {}", wanted.join(", "));
    }
    if found.is_empty() {
        out += "\nAucun lieu connu ne répond à cette demande.\n";
        for why in nothing_found(register, asked) {
            let _ = writeln!(out, "{}", french(&why));
        }
        return out;
    }
    for (rank, near) in found.iter().enumerate() {
        let _ = writeln!(out, "\n{}. {} — {}", rank + 1, near.place.name(), how_far(near));
        for line in lines(near.place, asked.at) {
            let _ = writeln!(out, "   {line}");
        }
    }
    if asked.start.not_inventoried {
        let _ = writeln!(out, "\n{}", french(NOT_INVENTORIED));
    }
    let mut credits: Vec<String> = register
        .sources
        .iter()
        .enumerate()
        .filter(|(i, _)| found.iter().any(|n| n.place.sources.contains(&(*i as u16))))
        .map(|(_, source)| source.credit())
        .collect();
    credits.dedup();
    let _ = writeln!(
        out,
        "\nDistances à vol d’oiseau depuis {}. Vérifiez les horaires par téléphone. Sources{THIN}: {}.",
        measured_from(asked.start.origin),
        credits.join(", ")
    );
    out
}

const NOT_INVENTORIED: &str = "Aucun inventaire des lieux d’aide ne couvre cette commune : il peut y avoir des \
    lieux plus proches, qui ne sont pas connus ici.";

/// Why nothing was found, where it is what is known here and not what there is.
fn nothing_found(register: &Register, asked: &PlaceQuery) -> Vec<String> {
    let mut out = Vec::new();
    let lacking: Vec<String> = asked
        .services
        .iter()
        .filter(|service| {
            register.places.iter().all(|place| place.services & (1 << **service) == 0)
        })
        .map(|service| SERVICES[*service].value.to_lowercase())
        .collect();
    if register.places.is_empty() {
        out.push("Aucun inventaire de lieux n’est connu ici.".into());
    } else if !register.names_services() {
        let titles: Vec<&str> = register.sources.iter().map(|s| s.title.as_str()).collect();
        out.push(format!(
            "Les lieux connus ici ne disent pas leurs services ({}) : aucun inventaire des lieux d’aide \
             numérique n’a été lu.",
            titles.join(", ")
        ));
    } else if !lacking.is_empty() {
        out.push(format!("Aucun lieu connu ici ne propose : {}.", lacking.join(", ")));
    }
    if asked.start.not_inventoried && register.names_services() {
        out.push(NOT_INVENTORIED.into());
    }
    out
}

/// What distances are measured from, after « depuis ».
fn measured_from(origin: Option<PositionKind>) -> &'static str {
    match origin {
        None => "le point demandé",
        Some(PositionKind::TownHall) => "la mairie",
        Some(PositionKind::Grid) => "le carreau de 200 m le plus peuplé de la commune",
        Some(PositionKind::Centre | PositionKind::Unknown) => "le centre de la commune",
    }
}

/// The distance; of a place whose position is not known, what is known of it.
fn how_far(near: &Near) -> String {
    match near.place.position {
        Position::Given => distance(near.metres),
        Position::CommuneCentre if near.somewhere_here() => {
            "dans la commune, position inconnue".into()
        }
        Position::CommuneCentre => format!("environ {}", distance(near.metres)),
    }
}

/// `450 m`, `3,2 km`, `48 km`.
fn distance(metres: f64) -> String {
    match metres {
        m if m < 1000.0 => format!("{:.0} m", (m / 10.0).round() * 10.0),
        m if m < 20_000.0 => format!("{:.1} km", m / 1000.0).replace('.', ","),
        m => format!("{:.0} km", m / 1000.0),
    }
}

fn lines(place: &Place, at: When) -> Vec<String> {
    let mut out = Vec::new();
    let joined = |field: Field| place.list(field).collect::<Vec<_>>().join(", ");
    let mut put = |heading: &str, text: String| {
        if !text.is_empty() {
            out.push(if heading.is_empty() { text } else { format!("{heading}{THIN}: {text}") });
        }
    };
    let kinds: Vec<&str> = place.list(Field::Typologie).map(|c| typology(c).unwrap_or(c)).collect();
    put("", kinds.join(", "));
    put("", address(place));
    if place.position == Position::CommuneCentre {
        put("", french("Position approchée : le centre de la commune."));
    }
    if place.itinerant {
        put("", french("Lieu itinérant : demandez où et quand il passe."));
    }
    put("Horaires", french(&hours(place, at)));
    put("Téléphone", place.text(Field::Telephone).map(telephone).unwrap_or_default());
    put("Courriel", joined(Field::Courriels));
    put("Site", joined(Field::SiteWeb));
    put("Rendez-vous", joined(Field::PriseRdv));
    put("Services", joined(Field::Services));
    put("Conditions", joined(Field::Frais));
    put("Venir", joined(Field::ModalitesAcces));
    put("Accompagnement", joined(Field::ModalitesAccompagnement));
    put("Publics", joined(Field::Publics));
    put("Prise en charge", joined(Field::PriseEnCharge));
    out
}

fn address(place: &Place) -> String {
    let town: Vec<&str> =
        [Field::CodePostal, Field::Commune].iter().filter_map(|f| place.text(*f)).collect();
    let parts = [place.text(Field::Adresse), place.text(Field::ComplementAdresse)];
    let mut parts: Vec<String> = parts.into_iter().flatten().map(String::from).collect();
    parts.push(town.join(" "));
    parts.retain(|p| !p.is_empty());
    parts.join(", ")
}

fn hours(place: &Place, at: When) -> String {
    let Some(text) = place.text(Field::Horaires) else { return "non renseignés".into() };
    let Some(hours) = Hours::parse(text) else { return text.into() };
    let week = hours.week().map_or_else(|| text.to_string(), |days| in_words(&days));
    let local = at.local(place);
    let then = match at {
        When::Now(_) => "en ce moment",
        When::Local(_) => "à l’heure demandée",
    };
    let until = hours.next_change(local).filter(|next| next.date() == local.date()).map(|next| {
        use chrono::Timelike;
        clock((next.hour() * 60 + next.minute()) as u16)
    });
    match (hours.at(local), until) {
        (HoursState::Open, Some(end)) => format!("{week} (ouvert {then}, jusqu’à {end})"),
        (HoursState::Open, None) => format!("{week} (ouvert {then})"),
        (HoursState::Closed, Some(from)) => format!("{week} (fermé {then}, ouvre à {from})"),
        (HoursState::Closed, None) => format!("{week} (fermé {then})"),
        (HoursState::Unknown, _) => week,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_as_people_say_them() {
        assert_eq!(
            [40.0, 452.0, 3_249.0, 48_300.0].map(distance),
            ["40 m", "450 m", "3,2 km", "48 km"]
        );
    }
}
