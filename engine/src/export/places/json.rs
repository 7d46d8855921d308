//! Place as JSON.

use serde_json::{Map, Value, json};

use crate::places::find::When;
use crate::places::hours::Hours;
use crate::places::schema::{Field, FieldKind};
use crate::places::{Place, Register};

/// The 32 fields under their own names (null where missing, lists as arrays), what is deduced from
/// them, `week` (seven lists of `["09:00","12:00"]`, Monday first, or null), `open` at a moment,
/// `distance_km` when there is one.
pub fn place_json(register: &Register, place: &Place, at: When, metres: Option<f64>) -> Value {
    let mut out = Map::with_capacity(Field::ALL.len() + 8);
    for field in Field::ALL {
        let value = match (field.info().kind, field) {
            (FieldKind::Number, Field::Longitude) => json!(place.point[0]),
            (FieldKind::Number, _) => json!(place.point[1]),
            _ if field.is_list() => match place.text(field) {
                Some(_) => place.list(field).collect::<Vec<_>>().into(),
                None => Value::Null,
            },
            _ => place.text(field).map_or(Value::Null, Value::from),
        };
        out.insert(field.name().into(), value);
    }
    let hours = place.text(Field::Horaires).and_then(Hours::parse);
    let clock = |m: u16| format!("{:02}:{:02}", m / 60, m % 60);
    let week = hours.as_ref().and_then(Hours::week).map(|week| {
        let day =
            |d: &Vec<(u16, u16)>| d.iter().map(|(a, b)| [clock(*a), clock(*b)]).collect::<Vec<_>>();
        json!(week.iter().map(day).collect::<Vec<_>>())
    });
    out.insert("position".into(), place.position.name().into());
    out.insert("receives_public".into(), place.receives_public.into());
    out.insert("itinerant".into(), place.itinerant.into());
    out.insert("week".into(), week.unwrap_or_default());
    out.insert("open".into(), json!(at.open(place)));
    out.insert("sources".into(), register.sources_of(place).collect::<Vec<_>>().into());
    if let Some(metres) = metres {
        // To the metre: positions are not known better.
        out.insert("distance_km".into(), json!(metres.round() / 1000.0));
    }
    Value::Object(out)
}
