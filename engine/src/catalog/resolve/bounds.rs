//! Formulas over numbers that they cannot take.

use super::source::Source;
use crate::catalog::model::{Method, Node, Over};
use crate::catalog::toml::{AxisFile, MethodFile};
use crate::composite::aggregate::Aggregate;
use crate::error::Result;

/// Byte offsets of the aggregation rules in a method file, for messages.
pub struct RuleOffsets {
    axes: Vec<usize>,
    index: usize,
}

impl RuleOffsets {
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
/// the lowest unit without a score. What depends on the data alone is reported when it is met.
pub fn within_bounds(method: &Method, offsets: &RuleOffsets, source: &Source) -> Result<()> {
    let mut lowest: Vec<Option<f64>> = vec![None; method.axes.len()];
    for a in method.axes_bottom_up() {
        let axis = &method.axes[a];
        let of = format!("axis `{}`", axis.id);
        let at = offsets.axes.get(a).copied().unwrap_or(0);
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
    bounded(method, index, &lowest, ("the index", offsets.index), source).map(|_| ())
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
