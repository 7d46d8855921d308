//! What is wrong in a source, in French, for whoever can mend it there.
//!
//! In: a [`Reject`] as it was found. Out: a line that says what is wrong, what was expected, what could stand
//! there, and what became of the place.

use super::fate::RowFate;
use super::hours::{in_words, week};
use super::model::{Kept, Reject};
use super::schema::{Field, FieldKind};
use crate::typography::{french, telephone};

/// What the owner of a source is told of one mistake, in French.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnerLine {
    /// Title of the field; empty when it is the whole row.
    pub title: String,
    /// What is wrong.
    pub problem: String,
    /// What was expected.
    pub expected: String,
    /// What could stand there instead; empty where only the owner knows.
    pub correction: String,
    /// What became of the place.
    pub effect: String,
}

/// What became of a row that gives no place.
const LEFT_OUT: &str = "ligne écartée";

impl OwnerLine {
    /// Of a mistake, and what became of its row.
    pub fn of(reject: &Reject, fate: RowFate) -> Self {
        let field = Field::of(reject.field);
        let title = field.map_or("", |field| field.info().title).replace('\'', "’");
        Self {
            title,
            problem: french(problem(field, reject)),
            expected: french(&expected(field, reject)),
            correction: correction(field, reject),
            effect: french(match fate {
                RowFate::LeftOut => LEFT_OUT,
                RowFate::NotCounted => {
                    "lieu gardé, mais pas compté dans l’offre : aucun service reconnu"
                }
                RowFate::WithoutService => {
                    "lieu gardé, sans service reconnu : pas compté dans l’offre là où d’autres lieux \
                     disent leurs services"
                }
                RowFate::Kept => effect(field, reject),
            }),
        }
    }
}

/// Hours and telephone numbers as people say them; other values as they are.
fn correction(field: Option<Field>, reject: &Reject) -> String {
    let text = reject.correction.clone().unwrap_or_default();
    match field.map(|field| field.info().kind) {
        Some(FieldKind::Hours) => week(&text).map_or(text, |week| in_words(&week)),
        Some(FieldKind::Phone) => text.split('|').map(telephone).collect::<Vec<_>>().join(" | "),
        _ => text.replace('|', " | "),
    }
}

fn problem(field: Option<Field>, reject: &Reject) -> &'static str {
    let empty = reject.value.is_empty();
    let corrected = reject.correction.is_some();
    match (reject.kept, field) {
        (Kept::Nothing, Some(_)) => "Le lieu n’a pas de nom",
        (Kept::Nothing, None) => "Ni coordonnées utilisables, ni commune que l’on puisse trouver",
        (Kept::Merged, _) => "Ce lieu est déjà décrit sur une autre ligne ou dans une autre source",
        (Kept::Reported, Some(Field::Latitude | Field::Longitude)) => {
            "La position est hors de la commune indiquée"
        }
        (Kept::Reported, Some(Field::CodePostal)) => {
            "Le code postal n’est pas celui de la commune indiquée"
        }
        (Kept::Reported, _) => "Une autre donnée de la ligne dit autre chose",
        (Kept::Mended, Some(Field::Latitude | Field::Longitude)) if empty => "Pas de coordonnées",
        (Kept::Mended, Some(Field::Latitude | Field::Longitude)) if !corrected => {
            "Les coordonnées ne sont pas dans la commune indiquée"
        }
        (Kept::Mended, Some(Field::Latitude | Field::Longitude)) => {
            "Coordonnées écrites ou rangées autrement qu’attendu"
        }
        (Kept::Mended, Some(Field::Id)) => "Identifiant déjà utilisé pour un autre lieu",
        (Kept::Mended, Some(Field::Commune)) if empty => "La commune n’est pas indiquée",
        (Kept::Mended, Some(Field::Commune | Field::CodeInsee)) => {
            "Commune ou code qui n’est plus en vigueur, mal écrit, ou que les autres données contredisent"
        }
        (Kept::Mended, Some(Field::Horaires)) => "Horaires écrits autrement qu’attendu",
        (Kept::Mended, _) => "Valeur écrite autrement qu’attendu",
        (Kept::WithoutField, Some(Field::Latitude | Field::Longitude)) => {
            "Coordonnées inutilisables"
        }
        (Kept::WithoutField, Some(Field::CodeInsee)) => {
            "Aucune commune, ou plusieurs, avec ce nom ou ce code"
        }
        (Kept::WithoutField, _) if empty => "Champ demandé par le schéma, et vide",
        (Kept::WithoutField, _) => "Valeur qui n’est pas reconnue",
    }
}

fn expected(field: Option<Field>, reject: &Reject) -> String {
    let Some(field) = field else {
        return "le nom ou le code de la commune, ou la latitude et la longitude".into();
    };
    if reject.kept == Kept::Merged {
        return "une seule ligne par lieu".into();
    }
    let text = match field.info().kind {
        FieldKind::Phone => "un numéro de téléphone : dix chiffres, ou +33 et neuf chiffres",
        FieldKind::Mail => "des adresses électroniques, séparées par | ou ;",
        FieldKind::Url => "une adresse de page web, comme https://exemple.fr",
        FieldKind::Postal => "cinq chiffres : le code postal de la commune",
        FieldKind::Commune => "le code INSEE de la commune : cinq caractères, comme 23096 ou 2A004",
        FieldKind::Pivot => {
            "un SIRET (14 chiffres), un SIREN (9 chiffres) ou un RNA (W et 9 chiffres)"
        }
        FieldKind::Date => "une date entre 1990 et 2099, comme 2026-11-24",
        FieldKind::Hours => {
            "des horaires qui n’ont qu’une lecture, comme : lundi-vendredi 9h-12h, 14h-17h"
        }
        FieldKind::Number => "latitude et longitude en degrés, en France, comme 46.1703 et 1.8756",
        FieldKind::Choice => {
            let allowed = field.allowed().join(" | ").replace('\'', "’");
            return format!("parmi : {allowed}");
        }
        FieldKind::Typology => "un code de type de lieu du schéma national, comme BIB ou CCAS",
        FieldKind::Text => match field {
            Field::Id => "un identifiant différent pour chaque lieu",
            Field::Nom => "le nom du lieu",
            Field::Commune => "le nom officiel de la commune",
            Field::Adresse => "le numéro et la voie",
            _ => "un texte plus court",
        },
    };
    text.into()
}

fn effect(field: Option<Field>, reject: &Reject) -> &'static str {
    match reject.kept {
        Kept::Nothing => LEFT_OUT,
        Kept::WithoutField => "lieu gardé, sans cette valeur",
        Kept::Mended if field == Some(Field::Latitude) && reject.correction.is_none() => {
            "lieu gardé, au centre de la commune"
        }
        Kept::Mended => "lieu gardé, avec la correction",
        Kept::Reported => "lieu gardé, valeur inchangée",
        Kept::Merged => "réuni avec l’autre lieu",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(field: &'static str, value: &str, kept: Kept, correction: Option<&str>) -> OwnerLine {
        let reject = Reject {
            source: 0,
            row: 1,
            field,
            value: value.into(),
            problem: String::new(),
            kept,
            correction: correction.map(String::from),
        };
        OwnerLine::of(&reject, RowFate::Kept)
    }

    #[test]
    fn mistakes_in_french() {
        let phone = line("telephone", "05 57", Kept::WithoutField, None);
        assert_eq!(phone.title, "Téléphone");
        assert!(phone.expected.contains("dix chiffres"), "{phone:?}");
        let hours = line("horaires", "lun 9h-12h", Kept::Mended, Some("Mo 09:00-12:00"));
        assert!(hours.correction.contains("lundi"), "{hours:?}");
        let centre = line("latitude", "", Kept::Mended, None);
        assert_eq!(centre.effect, "lieu gardé, au centre de la commune");
        let row = line("", "", Kept::Nothing, None);
        assert_eq!((row.title.as_str(), row.effect.as_str()), ("", "ligne écartée"));
        let mended = line("telephone", "05.57", Kept::Mended, Some("+33557657539|3949"));
        assert_eq!(mended.correction, "05 57 65 75 39 | 3949");
        let cost = line("frais_a_charge", "Gratuits", Kept::WithoutField, Some("Gratuit"));
        assert_eq!(cost.correction, "Gratuit");
        assert!(cost.expected.contains("Gratuit sous condition | Payant"), "{cost:?}");
    }

    #[test]
    fn every_field_and_outcome_has_its_words() {
        for field in Field::ALL.map(Field::name).into_iter().chain([""]) {
            for kept in Kept::ALL {
                let line = line(field, "x", kept, None);
                let texts = [&line.problem, &line.expected, &line.effect];
                assert!(texts.iter().all(|text| !text.is_empty()), "{field} {kept:?}");
                assert!(!line.problem.contains('\'') && !line.expected.contains('\''), "{line:?}");
            }
        }
    }
}
