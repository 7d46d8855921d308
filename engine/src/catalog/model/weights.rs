//! Effective weights: the share of the index that each indicator has when everything is available.

use super::method::{Method, Node};
use crate::error::{Error, Result};

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
