//! What could stand in a cell that is wrong, where it is known: the owner of a source writes it there.

use super::super::communes::Communes;
use super::super::model::{Kept, Place, Position};
use super::stated::Problem;
use crate::error::ranked;
use crate::schema::{Field, FieldKind};

/// What could stand instead of a value: what was read in a field that is mended, the nearest value
/// that is allowed, the commune of the row's postal code whose name is nearest to a misspelt one. `place`
/// is what the row became, `postal` its postal code as written. `None` where only the owner knows.
pub fn correction(
    (field, value, _, kept): &Problem,
    place: Option<&Place>,
    postal: &str,
    communes: &Communes,
) -> Option<String> {
    match kept {
        Kept::Mended => mended(*field, value, place?),
        Kept::WithoutField if *field == Field::CodeInsee => {
            let units = communes.by_postal(postal.trim());
            let names: Vec<&str> = units.iter().map(|unit| communes.name(*unit)).collect();
            let near = *ranked(value, &names).first()?;
            let unit = units.iter().find(|unit| communes.name(**unit) == near)?;
            Some(communes.listed(&[*unit]))
        }
        Kept::WithoutField if field.info().kind == FieldKind::Choice && !value.is_empty() => {
            ranked(value, &field.allowed()).first().map(ToString::to_string)
        }
        _ => None,
    }
}

/// What was read. The centre of a commune, and what is left when a part is left out, correct nothing.
fn mended(field: Field, value: &str, place: &Place) -> Option<String> {
    if matches!(field, Field::Latitude | Field::Longitude) {
        let [lon, lat] = place.point;
        return (place.position == Position::Given).then(|| format!("{lat}, {lon}"));
    }
    place.text(field).filter(|text| *text != value).map(String::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_read_stands_for_what_was_written() {
        let mut place = Place::new([1.487, 46.237], Position::Given, vec![0]);
        place.set(Field::CodePostal, Some("01400"));
        assert_eq!(mended(Field::CodePostal, "1400", &place).as_deref(), Some("01400"));
        assert_eq!(mended(Field::CodePostal, "01400", &place), None);
        assert_eq!(mended(Field::Horaires, "lundi", &place), None);
        let position = mended(Field::Latitude, "1.487, 46.237", &place);
        assert_eq!(position.as_deref(), Some("46.237, 1.487"));
        place.position = Position::CommuneCentre;
        assert_eq!(mended(Field::Latitude, "", &place), None);
    }
}
