//! `identity`: values that are on the method's scale already.

use super::{Input, NormaliseError};
use crate::composite::direction::Direction;

/// `x`.
///
/// ```
/// use ifn_engine::composite::normalise::identity;
/// assert_eq!([64.7, 107.5, 0.0, -3.0, 85.1].map(identity), [64.7, 107.5, 0.0, -3.0, 85.1]);
/// ```
pub const fn identity(x: f64) -> f64 {
    x
}

pub(super) fn column(input: &Input) -> Result<Vec<f64>, NormaliseError> {
    match input.direction {
        Direction::Up => Ok(input.map(identity)),
        Direction::Down => Err(NormaliseError::IdentityDown),
    }
}

#[cfg(test)]
mod tests {
    use crate::composite::normalise::tests::{INF, NAN, assert_same, down, up};
    use crate::composite::normalise::{Normalise, NormaliseError, normalise};

    #[test]
    fn keeps_values_and_refuses_to_turn_them() {
        let values = [1.0, NAN, INF, -2.0];
        assert_same(&normalise(&Normalise::Identity, &up(&values)), &[1.0, NAN, NAN, -2.0]);
        let refused = normalise(&Normalise::Identity, &down(&values));
        assert_eq!(refused, Err(NormaliseError::IdentityDown));
    }
}
