//! What became of the rows of inventories in which something is wrong.
//!
//! In: a [`Register`]. Out: the [`RowFate`] of each of its mistakes.

use std::collections::HashSet;

use super::model::{Kept, Register, Reject};
use crate::schema::Field;

/// What became of a row, whatever else is wrong in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RowFate {
    /// It gives no place.
    LeftOut,
    /// Its place names no service, and others of the register do: it is listed, and no help is counted there.
    NotCounted,
    /// Its place names no service, as no other: it does not count beside inventories that name some.
    WithoutService,
    /// Its place is kept.
    Kept,
}

/// The fates of all rows of a register.
pub struct RowFates {
    left_out: HashSet<(u16, u32)>,
    without_service: HashSet<(u16, u32)>,
    /// Whether some place names a service.
    services: bool,
}

impl Register {
    /// What became of its rows.
    pub fn fates(&self) -> RowFates {
        let left_out = self.rejects.iter().filter(|reject| reject.kept == Kept::Nothing);
        RowFates {
            left_out: left_out.map(|reject| (reject.source, reject.row)).collect(),
            without_service: self.without_service.iter().copied().collect(),
            services: self.places.iter().any(|place| place.services != 0),
        }
    }
}

impl RowFates {
    /// What became of the row of a mistake. That a place names no service is said of its services alone.
    pub fn of(&self, reject: &Reject) -> RowFate {
        let row = (reject.source, reject.row);
        if self.left_out.contains(&row) {
            return RowFate::LeftOut;
        }
        let services = reject.field == Field::Services.name();
        if !services || !self.without_service.contains(&row) {
            RowFate::Kept
        } else if self.services {
            RowFate::NotCounted
        } else {
            RowFate::WithoutService
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::places::{Place, Position};

    #[test]
    fn a_place_that_names_no_service_is_kept_and_not_counted() {
        let reject = |row, field: &'static str, kept| Reject {
            source: 0,
            row,
            field,
            value: "ateliers".into(),
            problem: String::new(),
            kept,
            correction: None,
        };
        let rejects = vec![
            reject(1, "services", Kept::WithoutField),
            reject(1, "telephone", Kept::WithoutField),
            reject(2, "services", Kept::WithoutField),
            reject(2, "", Kept::Nothing),
            reject(3, "services", Kept::WithoutField),
        ];
        let mut register =
            Register { rejects, without_service: vec![(0, 1), (0, 2)], ..Register::default() };
        let of = |register: &Register| -> Vec<RowFate> {
            let fates = register.fates();
            register.rejects.iter().map(|reject| fates.of(reject)).collect()
        };
        let (left_out, kept) = (RowFate::LeftOut, RowFate::Kept);
        assert_eq!(of(&register), [RowFate::WithoutService, kept, left_out, left_out, kept]);
        let mut place = Place::new([0.0; 2], Position::Given, vec![0]);
        place.services = 1;
        register.places.push(place);
        assert_eq!(of(&register), [RowFate::NotCounted, kept, left_out, left_out, kept]);
    }
}
