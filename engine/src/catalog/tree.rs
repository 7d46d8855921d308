//! The tree of axes: parents, cycles, weights on the way down.

use super::file::AxisFile;
use super::method::{Axis, Method, Node};
use super::resolve::{Source, is_identifier};
use crate::error::{Error, Result, nearest};

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

/// Relative weights multiplied on the way down; refuses siblings whose weights are all 0 and axes
/// that hold nothing.
pub fn effective_weights(method: &mut Method) -> Result<()> {
    let path = method.path.clone();
    let mut stack = vec![(method.top(), 1.0, "the index".to_string())];
    while let Some((children, share, of)) = stack.pop() {
        let total: f64 = children.iter().map(|(_, w)| w).sum();
        if children.is_empty() {
            return Err(Error::input(&path, format!("{of} holds no indicator"))
                .with_help("give it an indicator, or take it out"));
        }
        if total <= 0.0 {
            return Err(Error::input(&path, format!("the weights in {of} are all 0"))
                .with_help("give at least one a weight above 0"));
        }
        for (child, weight) in children {
            let part = share * weight / total;
            match child {
                Node::Axis(a) => {
                    let axis = &method.axes[a];
                    stack.push((axis.children.clone(), part, format!("axis `{}`", axis.id)));
                }
                Node::Indicator(i) => {
                    if let Some(scored) = &mut method.indicators[i].scored {
                        scored.effective_weight = part;
                    }
                }
            }
        }
    }
    Ok(())
}
