//! The tree of axes: parents, cycles, weights on the way down.

use super::file::{AxisFile, MethodFile, Over};
use super::method::{Axis, Method, Node};
use super::resolve::{Source, is_identifier};
use crate::error::{Error, Result, nearest};
use crate::index::aggregate::Aggregate;

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

/// Where a method file says how things are aggregated, for messages.
pub struct Places {
    axes: Vec<usize>,
    index: usize,
}

impl Places {
    /// Of a file.
    pub fn of(file: &MethodFile) -> Self {
        let of_axis = |axis: &AxisFile| {
            axis.aggregate.as_ref().map_or(axis.id.span().start, |a| a.span().start)
        };
        Self {
            axes: file.axis.iter().map(of_axis).collect(),
            index: file.index.aggregate.as_ref().map_or(0, |a| a.span().start),
        }
    }
}

/// Refuses a formula over numbers that it cannot take: a geometric mean over a scale from 0 leaves
/// the lowest unit without a score. What depends on the data alone is told when it is met.
pub fn within_bounds(method: &Method, places: &Places, source: &Source) -> Result<()> {
    let mut lowest: Vec<Option<f64>> = vec![None; method.axes.len()];
    for a in method.axes_bottom_up() {
        let axis = &method.axes[a];
        let of = format!("axis `{}`", axis.id);
        let at = places.axes.get(a).copied().unwrap_or(0);
        lowest[a] = bounded(method, (axis.aggregate, &axis.children), &lowest, (&of, at), source)?;
    }
    let children: Vec<(Node, f64)> = match method.index.over {
        Over::Axes => method.top(),
        Over::Indicators => {
            let all = method.indicators.iter().enumerate();
            all.filter_map(|(i, x)| Some((Node::Indicator(i), x.scored.as_ref()?.effective_weight)))
                .collect()
        }
    };
    let index = (method.index.aggregate, children.as_slice());
    bounded(method, index, &lowest, ("the index", places.index), source).map(|_| ())
}

/// The lowest result of a formula over children; `None` where it depends on the data alone.
fn bounded(
    method: &Method,
    (rule, children): (Aggregate, &[(Node, f64)]),
    lowest: &[Option<f64>],
    (of, at): (&str, usize),
    source: &Source,
) -> Result<Option<f64>> {
    let (mut sum, mut total, mut known) = (0.0, 0.0, true);
    for (child, weight) in children.iter().filter(|(_, weight)| *weight > 0.0) {
        let low = match child {
            Node::Axis(a) => lowest[*a],
            Node::Indicator(i) => method.indicators[*i]
                .scored
                .as_ref()
                .and_then(|scored| scored.normalise.lowest(method.scale.min)),
        };
        let Some(low) = low else {
            known = false;
            continue;
        };
        if rule.refuses(low) {
            let (what, remedy) = reaches(method, *child, low);
            let takes = if rule.refuses(0.0) { "numbers above 0" } else { "numbers from 0" };
            let message = format!(
                "{of}: aggregate = \"{}\" takes {takes}, and {what}: units there would have no score",
                rule.name()
            );
            return Err(source.wrong(at, message).with_help(remedy));
        }
        sum += weight * low;
        total += weight;
    }
    // Means of numbers above 0 are above 0; only their sign is asked for.
    Ok((known && total > 0.0).then(|| sum / total))
}

/// What reaches too low a number, and what to do about it.
fn reaches(method: &Method, child: Node, low: f64) -> (String, String) {
    let scale = method.scale;
    let max = if scale.max > 1.0 { scale.max } else { 10.0 };
    let higher = format!("set [scale] min = 1 and max = {max}, or choose another aggregate");
    let Node::Indicator(i) = child else {
        let Node::Axis(a) = child else { return (String::new(), higher) };
        return (format!("axis `{}` goes down to {low}", method.axes[a].id), higher);
    };
    let indicator = &method.indicators[i];
    let name = indicator.scored.as_ref().map_or("", |scored| scored.normalise.name());
    let on_scale = indicator.scored.as_ref().is_some_and(|s| s.normalise.is_on_scale());
    if on_scale {
        (format!("`{}` ({name}) goes down to {low}, where the scale begins", indicator.id), higher)
    } else {
        let remedy = format!(
            "normalise it by min_max or quantile_position, with [scale] min = 1 and max = {max}, or \
             choose another aggregate"
        );
        (format!("`{}` is 0 or below for some units by {name}", indicator.id), remedy)
    }
}
