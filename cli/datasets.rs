//! `ifn datasets`

use std::fmt::Write;

use ifn_engine::catalog::{Catalog, Location};

use crate::args::Common;
use crate::fmt;

pub fn run(common: &Common) -> anyhow::Result<()> {
    let catalog = Catalog::builtin()?;
    if common.json {
        let all: Vec<_> = catalog
            .datasets
            .values()
            .map(|d| {
                serde_json::json!({
                    "id": d.id,
                    "title": d.provenance.title,
                    "publisher": d.provenance.publisher,
                    "licence": d.provenance.licence,
                    "vintage": d.provenance.vintage,
                    "page": d.provenance.page,
                    "address": d.provenance.address,
                    "level": d.layout.level,
                    "geography": d.layout.geography,
                    "indicators": catalog
                        .indicators
                        .iter()
                        .filter(|(_, i)| i.table.as_deref() == Some(d.id.as_str()))
                        .map(|(name, _)| name)
                        .collect::<Vec<_>>(),
                    "places": d.places.as_ref().map(|m| {
                        m.rules.iter().map(|(field, _)| field.name()).collect::<Vec<_>>()
                    }),
                    "embedded": matches!(d.location, Location::Embedded(_)),
                })
            })
            .collect();
        return fmt::print_json(&all);
    }
    let mut out = String::new();
    let indicators = |id: &str| {
        let of_table = catalog.indicators.iter().filter(|(_, i)| i.table.as_deref() == Some(id));
        of_table.map(|(name, _)| name.as_str()).collect::<Vec<_>>().join(", ")
    };
    for d in catalog.datasets.values() {
        let state = match (&d.location, d.provenance.address.as_str()) {
            (Location::Embedded(_), _) => "embedded",
            (_, "") if d.places.is_some() => "an inventory of your own",
            (_, "") => "a table of your own",
            _ => "to download",
        };
        let _ = writeln!(out, "{:<22} {}", d.id, d.provenance.title);
        let _ = writeln!(
            out,
            "{:<22} {}, {}, {}, {state}",
            "", d.provenance.publisher, d.provenance.vintage, d.provenance.licence
        );
        let offered = indicators(&d.id);
        if !offered.is_empty() {
            let _ = writeln!(out, "{:<22} indicators: {offered}", "");
        }
        if let Some(mapping) = &d.places {
            let _ = writeln!(out, "{:<22} places: {} fields", "", mapping.rules.len());
        }
    }
    fmt::print(&out)
}
