//! The columns of the list that are of a territory of one's own: ranks inside it, and what lies there in part.

use super::figures::percent;
use super::list_columns::{CellKind, ListCell, ListColumn, ListColumns, WORDS};
use crate::build::columns::{GAP_IN_ZONE, IN_ZONE, SHARE_IN_ZONE};
use crate::typography::{count, french};

impl<'a> ListColumns<'a> {
    /// Rank among the units of the zone, those that are not listed too.
    pub fn rank_in_zone(&self) -> Option<ListColumn<'a>> {
        let (scores, zone) = (self.column("score")?, self.content.scope.zone.as_ref()?);
        Some(ListColumn {
            heading: french(&format!("Rang : {} (sur {})", zone.name, count(zone.ranked()))),
            meaning: french(
                "Rang parmi tous les territoires de cette zone qui ont un indice, y compris ceux que la liste laisse \
                 de côté ; 1 = indice le plus élevé, les ex æquo ont le même rang",
            ),
            // What the map shows is ranked on this sheet alone.
            from: match (self.content.scope.ranks_in.as_ref(), self.column(IN_ZONE)) {
                (Some(name), Some(_)) if french(name) == french(&zone.name) => IN_ZONE.into(),
                _ => "score".into(),
            },
            kind: CellKind::Whole,
            cell: Box::new(move |row| match scores.at(row).number() {
                Some(score) => ListCell::Number(zone.rank(score) as f64),
                None => ListCell::Missing,
            }),
        })
    }

    /// What of a unit lies in the zone; not shown where each of them does as a whole.
    pub fn share_in_zone(&self) -> Option<ListColumn<'a>> {
        let (shares, zone) = (self.column(SHARE_IN_ZONE)?, self.content.scope.ranks_in.as_ref()?);
        let astride = |share: &f64| *share < 1.0;
        let rows = self.content.rows.num_rows();
        if !(0..rows).any(|row| shares.at(row).number().as_ref().is_some_and(astride)) {
            return None;
        }
        Some(ListColumn {
            heading: "À cheval".into(),
            meaning: french(&format!(
                "Part des habitants qui vivent dans {zone}, pour un territoire qui n'y est qu'en partie : il est listé \
                 et classé en entier"
            )),
            from: SHARE_IN_ZONE.into(),
            kind: CellKind::Wrapped(WORDS),
            cell: Box::new(move |row| match shares.at(row).number().filter(astride) {
                Some(share) => {
                    let text = format!("à cheval : {} des habitants ici", percent(share));
                    ListCell::Text(french(&text).into())
                }
                None => ListCell::Missing,
            }),
        })
    }

    /// Rank by gap among the same.
    pub fn gap_rank_in_zone(&self) -> Option<ListColumn<'a>> {
        let zone = self.content.scope.ranks_in.as_ref()?;
        let column = self.plain(GAP_IN_ZONE, CellKind::Whole)?;
        Some(ListColumn { heading: french(&format!("Rang de l'écart : {zone}")), ..column })
    }
}
