//! The sheet of sources, and of what the figures do not say.

use rust_xlsxwriter::{Worksheet, XlsxError};

use super::figures::{counted, percent};
use super::{SOURCES, Styles, WorkbookContent, page, rows};
use crate::typography::{count, french};
use crate::words;

/// What the guide says under « Ce que cet indice ne dit pas ».
const PRECAUTIONS: [&str; 7] = [
    "Il ne note pas des personnes. Il décrit des territoires : un habitant d'un territoire où l'indice est élevé peut \
     être très à l'aise, un autre, d'un territoire où il est faible, ne pas l'être du tout.",
    "Ce n'est pas un objectif. L'âge et la distance ne se corrigent pas, et un indicateur qui commande un budget finit \
     par être soigné pour lui-même.",
    "Ce n'est pas une décision. Il ne dit pas ce qui existe sur place : il faut le regard des lieux, des agents et des \
     habitants.",
    "Il ne compare ni les niveaux, ni les méthodes, ni les années : un rang calculé autrement est un autre rang.",
    "Il ne connaît pas tout : seuls comptent les indicateurs de sa méthode. Les distances sont à vol d'oiseau, et le \
     chiffre d'un territoire plus grand ne distingue pas ses quartiers.",
    "Une différence de rang peut être petite : au milieu du classement, quelques centièmes d'indice font des centaines \
     de rangs. Parlez en déciles.",
    "Une case vide n'est pas un zéro : la donnée manque. Un rang bas ne veut pas dire qu'il n'y a pas de besoin, ni \
     « pas de piste proposée » qu'il n'y a rien à faire.",
];

/// Width of what is said, in characters.
const WIDTH: f64 = 120.0;

/// Writes the sheet.
pub fn write(
    sheet: &mut Worksheet,
    content: &WorkbookContent,
    styles: &Styles,
) -> Result<(), XlsxError> {
    sheet.set_name(SOURCES)?;
    sheet.set_column_width(0, 28)?;
    sheet.set_column_width(1, WIDTH)?;
    let lines = lines(content);
    for (row, (head, text)) in lines.iter().enumerate() {
        rows::fit(sheet, row as u32, [(text.as_str(), WIDTH)])?;
        sheet.write_string_with_format(row as u32, 0, french(head), &styles.heading)?;
        sheet.write_string_with_format(row as u32, 1, french(text), &styles.wrapped)?;
    }
    let last = lines.len().saturating_sub(1) as u32;
    page::set_up(sheet, content, None, (last, 1))
}

fn lines(content: &WorkbookContent) -> Vec<(&'static str, String)> {
    let WorkbookContent { manifest, method, about, scope, .. } = content;
    let mut out = vec![
        ("Indice", method.words.fr.long.clone()),
        ("Ce que dit un indice élevé", method.words.fr.key.clone()),
        ("Méthode", about.title.to_string()),
    ];
    if !about.notice.is_empty() {
        out.push(("Avertissement", about.notice.to_string()));
    }
    out.extend(PRECAUTIONS.map(|text| ("Ce que cet indice ne dit pas", text.to_string())));
    out.push(("Niveau", words::levels(content.level).into()));
    out.extend(scope.zone.as_ref().map(|zone| ("Territoire", zone.name.clone())));
    if let Some(within) = &scope.within {
        out.push((
            "Territoire en partie",
            format!(
                "ce calcul ne contient que {within} : lignes, rangs et nombres sont de cette partie du territoire"
            ),
        ));
    }
    if let Some(least) = scope.min_population {
        let least = counted(least as usize, "habitant", "habitants");
        let out_of_it = counted(scope.left_out, "territoire plus petit", "territoires plus petits");
        out.push(("Ce qui n'est pas listé", format!("moins de {least} : {out_of_it}")));
    }
    let compared = match method.reference.as_str() {
        "france" => "toute la France".into(),
        zone => format!("son territoire du niveau « {} »", words::level(zone)),
    };
    out.push(("Chacun est comparé à", compared));
    let least = percent(method.min_available);
    out.push((
        "Données manquantes",
        format!("pas d'indice quand moins de {least} des données sont disponibles"),
    ));
    if let Some(rule) = &method.access {
        let places = manifest.places.as_ref().map(|places| {
            format!(" — {} connus, {} comptés", count(places.places), count(places.counted))
        });
        let note = manifest.places.as_ref().map_or_else(
            || rule.note.clone(),
            |places| words::places_note(rule, places.services_count, &places.sources),
        );
        let note = if note.is_empty() { note } else { format!(" — {note}") };
        out.push((
            "Lieux d'accueil",
            format!("{}{}{note}", rule.title, places.unwrap_or_default()),
        ));
        if !rule.people.is_empty() {
            let what = "l'effectif d'un groupe, pas un nombre de personnes en difficulté";
            out.push(("Personnes concernées", format!("{} : {what}", rule.people)));
        }
    }
    out.push(("D'où vient la méthode", method.source.clone()));
    out.push(("Licence", manifest.licence.clone()));
    out.push(("Attribution", about.attribution.to_string()));
    out.push(("Année des codes", format!("code officiel géographique {}", method.geography)));
    out.push(("Calculé par", format!("{} {}", manifest.engine.name, manifest.engine.version)));
    out.push(("Empreinte de la méthode", about.sha256.to_string()));
    let given =
        |text: &str| if text.is_empty() { "non renseigné".to_string() } else { text.into() };
    out.extend(manifest.sources.iter().map(|s| {
        let parts = [&s.title, &s.publisher, &s.vintage, &s.licence].map(|part| given(part));
        let page = if s.page.is_empty() { String::new() } else { format!(" — {}", s.page) };
        ("Source", format!("{}{page}", parts.join(" — ")))
    }));
    out
}
