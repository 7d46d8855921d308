//! The words and figures of the pages.

/// Thin space that does not break: between thousands, before a percent sign.
const THIN: char = '\u{202f}';

/// A level, for one unit.
pub fn level(id: &str) -> &str {
    match id {
        "iris" => "IRIS",
        "commune" => "Commune",
        "epci" => "Intercommunalité (EPCI)",
        "departement" => "Département",
        "region" => "Région",
        other => other,
    }
}

/// Units of a level: "des communes".
pub fn units(id: &str) -> String {
    match id {
        "iris" => "IRIS".into(),
        "commune" => "communes".into(),
        "epci" => "intercommunalités".into(),
        "departement" => "départements".into(),
        "region" => "régions".into(),
        other => format!("unités de niveau {other}"),
    }
}

/// The zone that units are compared in: "France", "son département".
pub fn zone(id: &str) -> String {
    match id {
        "france" => "France".into(),
        "region" => "sa région".into(),
        "departement" => "son département".into(),
        "epci" => "son intercommunalité".into(),
        other => format!("sa zone ({other})"),
    }
}

/// Where a value comes from.
pub fn origin(id: &str) -> &str {
    match id {
        "measured" => "mesuré",
        "aggregated" => "agrégé",
        "inherited" => "repris du territoire englobant",
        "imputed" => "imputé",
        "grid" => "mesuré depuis les carreaux habités",
        "town_hall" => "mesuré depuis la mairie",
        "centre" => "mesuré depuis le centre du territoire",
        "missing" => "manquant",
        other => other,
    }
}

/// Why a value is missing.
pub fn reason(id: &str) -> &str {
    match id {
        "s" => "secret statistique",
        "ns" => "non significatif",
        "nd" => "non disponible",
        "so" => "sans objet",
        "c" => "confidentiel",
        "empty" => "case vide dans la source",
        "marker" => "marqueur de valeur manquante dans la source",
        "no_row" => "absent de la source",
        "zero_denominator" => "dénominateur nul",
        "not_finite" => "calcul impossible",
        "null_in_expression" => "une des valeurs du calcul manque",
        "no_finer_value" => "aucune valeur plus fine",
        "no_containing_unit" => "aucun territoire englobant",
        "no_table" => "source non fournie",
        "no_position" => "lieu de vie des habitants inconnu",
        "no_place" => "aucun lieu connu de ce type",
        "not_inventoried" => "territoire non couvert par les inventaires de lieux",
        "too_little" => "trop peu de données",
        "not_above_zero" => {
            "une valeur normalisée vaut 0 ou moins, et la formule de l’indice n’a alors pas de résultat"
        }
        "axis_not_above_zero" => {
            "un axe n’a pas de résultat, car une de ses valeurs normalisées vaut 0 ou moins : l’indice \
             est fait des autres axes"
        }
        "screened" => "trop peu d’indicateurs sont connus",
        "not_compared" => {
            "les valeurs sont connues, mais il n’y a rien à quoi les comparer : le territoire n’est dans \
             aucune zone de référence, ou la valeur de la zone est 0"
        }
        other => other,
    }
}

/// A whole number: 12 345.
pub fn count(n: f64) -> String {
    let digits = format!("{:.0}", n.abs());
    let mut out = String::new();
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i) % 3 == 0 {
            out.push(THIN);
        }
        out.push(c);
    }
    if n < -0.5 { format!("−{out}") } else { out }
}

/// A number with so many decimals: 1 234,5.
pub fn number(x: f64, decimals: usize) -> String {
    let text = format!("{:.decimals$}", x.abs());
    let (whole, part) = text.split_once('.').unwrap_or((&text, ""));
    let sign = if x < 0.0 && text.bytes().any(|b| (b'1'..=b'9').contains(&b)) { "−" } else { "" };
    let whole = count(whole.parse().unwrap_or(0.0));
    if part.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole},{part}") }
}

/// A value with as many decimals as it deserves.
pub fn value(x: f64) -> String {
    match x.abs() {
        a if a >= 1000.0 => number(x, 0),
        a if a >= 10.0 => number(x, 1),
        _ => number(x, 2),
    }
}

/// A share of 0–1, in percent.
pub fn percent(share: f64) -> String {
    format!("{}{THIN}%", number(100.0 * share, 0))
}

/// Units under which a share of them says less than the rank.
pub const FEW: usize = 200;

/// Where a unit stands among those of its level, from the side of the majority, rounded down: never
/// 0 % nor 100 %. Under 200 units the rank alone. `lower`: units with a lower index, where they are
/// known.
pub fn place(
    rank: usize,
    lower: Option<usize>,
    scored: usize,
    (id, of_france): (&str, bool),
) -> String {
    let (many, those) = (units(id), if of_france { " de France" } else { " qui ont un indice" });
    let all = format!("{} {many}{those}", count(scored as f64));
    let above = rank.saturating_sub(1);
    let below = lower.unwrap_or(scored.saturating_sub(rank));
    if scored <= 1 {
        return "Seul territoire de son niveau qui ait un indice".into();
    }
    if above + below == 0 {
        return format!("Même indice que l’ensemble des {all}");
    }
    if scored < FEW {
        return format!("Rang {} sur {all}", count(rank as f64));
    }
    if above == 0 {
        return format!("Indice le plus élevé des {all}");
    }
    if below == 0 {
        return format!("Indice le plus faible des {all}");
    }
    among(below as f64 / (scored - 1) as f64, above as f64 / (scored - 1) as f64, "Indice", &many)
}

/// The same of two shares, of those below and of those above, of what `what` names.
pub fn among(below: f64, above: f64, what: &str, many: &str) -> String {
    let whole = |share: f64| (100.0 * share).floor();
    let (low, high) = (whole(below), whole(above));
    if low >= 99.0 {
        format!("Fait partie des 1{THIN}% de {many} où l’{} est le plus élevé", what.to_lowercase())
    } else if high >= 99.0 {
        format!(
            "Fait partie des 1{THIN}% de {many} où l’{} est le plus faible",
            what.to_lowercase()
        )
    } else if (45.0..=55.0).contains(&low) {
        format!("{what} proche du milieu : à peu près autant de {many} au-dessus qu’au-dessous")
    } else if low > high {
        format!("{what} plus élevé que dans {}{THIN}% des {many}", number(low, 0))
    } else {
        format!("{what} plus faible que dans {}{THIN}% des {many}", number(high, 0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_as_they_are_read_in_france() {
        assert_eq!(count(1_234_567.4), "1\u{202f}234\u{202f}567");
        assert_eq!(number(-1234.56, 1), "−1\u{202f}234,6");
        assert_eq!(number(-0.001, 2), "0,00");
        assert_eq!(
            (value(12.345), value(1.234), value(99_999.5)),
            ("12,3".into(), "1,23".into(), "100\u{202f}000".into())
        );
        assert_eq!(percent(0.871), "87\u{202f}%");
    }

    #[test]
    fn places_are_told_from_the_side_of_the_majority() {
        let of = |rank, lower, scored| place(rank, Some(lower), scored, ("commune", true));
        let n = 34_845;
        for (rank, lower, said) in [
            (1, n - 1, "Indice le plus élevé des 34\u{202f}845 communes de France"),
            (2, n - 2, "Fait partie des 1\u{202f}% de communes où l’indice est le plus élevé"),
            // Of the 34,844 others.
            (1743, n - 1743, "Indice plus élevé que dans 95\u{202f}% des communes"),
            (17_423, n - 17_423, "Indice proche du milieu"),
            (n - 1743, 1743, "Indice plus faible que dans 94\u{202f}% des communes"),
            (n - 1, 1, "Fait partie des 1\u{202f}% de communes où l’indice est le plus faible"),
            (n, 0, "Indice le plus faible des 34\u{202f}845 communes de France"),
        ] {
            let found = of(rank, lower, n);
            assert!(found.starts_with(said), "{rank}: {found}");
        }
        for rank in 1..=1000 {
            let found = of(rank, 1000 - rank, 1000);
            assert!(!found.contains("100\u{202f}%") && !found.contains(" 0\u{202f}%"), "{found}");
        }
        // Half of them are equal: they count as neither above nor below.
        assert_eq!(of(1, 500, 1000), "Indice le plus élevé des 1\u{202f}000 communes de France");
        assert_eq!(
            of(1, 0, 1000),
            "Même indice que l’ensemble des 1\u{202f}000 communes de France"
        );
        let few = |rank, scored| place(rank, None, scored, ("commune", false));
        assert_eq!(few(1, 4), "Rang 1 sur 4 communes qui ont un indice");
        assert_eq!(few(4, 4), "Rang 4 sur 4 communes qui ont un indice");
        assert_eq!(few(1, 1), "Seul territoire de son niveau qui ait un indice");
    }

    #[test]
    fn every_reason_and_origin_has_words() {
        use ifn_engine::indicator::Origin;
        use ifn_engine::table::MissingReason;
        for id in MissingReason::ALL.map(MissingReason::name) {
            assert_ne!(reason(id), id);
        }
        for id in ifn_engine::index::Lost::NAMES.into_iter().chain(["screened", "not_compared"]) {
            assert_ne!(reason(id), id);
        }
        for id in Origin::ALL {
            assert_ne!(origin(id.name()), id.name());
        }
    }
}
