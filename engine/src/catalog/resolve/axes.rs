//! The tree of axes: parents, cycles.

use super::source::{Source, is_identifier};
use crate::catalog::model::{Axis, Node};
use crate::catalog::toml::AxisFile;
use crate::error::{Result, nearest};

/// Axes with their parents; refuses unknown parents, double ids and cycles.
pub fn axes(files: &[AxisFile], source: &Source) -> Result<Vec<Axis>> {
    let mut axes: Vec<Axis> = Vec::with_capacity(files.len());
    for file in files {
        let id = file.id.get_ref();
        let at = file.id.span().start;
        if !is_identifier(id) {
            return Err(source.wrong(at, format!("axis id `{id}`: use letters, digits and _")));
        }
        if axes.iter().any(|a| a.id == *id) {
            return Err(source.wrong(at, format!("axis `{id}` is declared twice")));
        }
        axes.push(Axis {
            id: id.clone(),
            title: if file.title.is_empty() { id.clone() } else { file.title.clone() },
            parent: None,
            weight: source.weight(file.weight.as_ref(), id)?,
            aggregate: source.aggregate(file.aggregate.as_ref(), file.p)?,
            children: Vec::new(),
        });
    }
    for (position, file) in files.iter().enumerate() {
        let Some(parent) = file.parent.as_ref().filter(|p| !p.get_ref().is_empty()) else {
            continue;
        };
        let found = axes.iter().position(|a| a.id == *parent.get_ref()).ok_or_else(|| {
            source
                .wrong(parent.span().start, format!("unknown parent axis `{}`", parent.get_ref()))
                .with_help(nearest(parent.get_ref(), axes.iter().map(|a| a.id.as_str())))
        })?;
        axes[position].parent = Some(found);
    }
    for (position, file) in files.iter().enumerate() {
        let mut seen = vec![position];
        while let Some(up) = axes[*seen.last().unwrap_or(&position)].parent {
            if seen.contains(&up) {
                let names: Vec<&str> =
                    seen.iter().chain([&up]).map(|a| axes[*a].id.as_str()).collect();
                return Err(source.wrong(
                    file.id.span().start,
                    format!("axes form a cycle: {}", names.join(" → ")),
                ));
            }
            seen.push(up);
        }
    }
    for position in 0..axes.len() {
        if let Some(parent) = axes[position].parent {
            let weight = axes[position].weight;
            axes[parent].children.push((Node::Axis(position), weight));
        }
    }
    Ok(axes)
}
