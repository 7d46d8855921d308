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

/// "1re", "2e".
pub fn ordinal(rank: u32) -> String {
    if rank == 1 { "1er".into() } else { format!("{}e", count(f64::from(rank))) }
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
        assert_eq!((ordinal(1), ordinal(1203)), ("1er".into(), "1\u{202f}203e".into()));
    }

    #[test]
    fn every_reason_and_origin_has_words() {
        use ifn_engine::indicator::Origin;
        use ifn_engine::table::REASONS;
        for id in REASONS.into_iter().filter(|r| !r.is_empty()) {
            assert_ne!(reason(id), id);
        }
        for id in Origin::ALL {
            assert_ne!(origin(id.name()), id.name());
        }
    }
}
