//! Other weights, fewer indicators: a method as its user wants it, told in its outputs.

use std::fmt::Write;

use super::method::{Method, Node, Selection};
use super::{sha256, tree};
use crate::error::{Error, Result, nearest};

impl Method {
    /// Applies a choice: indicators that are left out become context, weights are replaced. The
    /// method's hash and notice change with it: what is not the published method is never taken
    /// for it.
    ///
    /// # Errors
    /// An unknown indicator or axis; a weight that is negative or no number; a choice that leaves
    /// an axis without indicators, or all weights 0.
    pub fn select(mut self, choice: &Selection) -> Result<Self> {
        if *choice == Selection::default() {
            return Ok(self);
        }
        let scored: Vec<&str> =
            self.indicators.iter().filter(|i| i.scored.is_some()).map(|i| i.id.as_str()).collect();
        for id in &choice.only {
            if !scored.contains(&id.as_str()) {
                return Err(Error::request(format!("no scored indicator `{id}` in this method"))
                    .with_help(nearest(id, scored)));
            }
        }
        for (id, weight) in &choice.weights {
            if !(weight.is_finite() && *weight >= 0.0) {
                return Err(Error::request(format!(
                    "weight of `{id}` is {weight}: give a number ≥ 0"
                )));
            }
            let known = scored.iter().copied().chain(self.axes.iter().map(|a| a.id.as_str()));
            let known: Vec<&str> = known.collect();
            if !known.contains(&id.as_str()) {
                return Err(Error::request(format!("no scored indicator nor axis `{id}`"))
                    .with_help(nearest(id, known)));
            }
        }
        if !choice.only.is_empty() {
            self.keep_only(&choice.only)?;
        }
        for (id, weight) in &choice.weights {
            self.set_weight(id, *weight);
        }
        tree::effective_weights(&mut self)?;
        let told = tell(choice);
        self.sha256 = sha256(format!("{} {told}", self.sha256).as_bytes());
        let apart = if self.notice.is_empty() { "" } else { " ; " };
        self.notice = format!("{}{apart}pondération personnalisée ({told})", self.notice);
        Ok(self)
    }

    fn keep_only(&mut self, only: &[String]) -> Result<()> {
        for indicator in &mut self.indicators {
            if !only.contains(&indicator.id) {
                indicator.scored = None;
            }
        }
        let indicators = &self.indicators;
        for axis in &mut self.axes {
            let before: Vec<Node> = axis.children.iter().map(|(n, _)| *n).collect();
            axis.children.retain(|(child, _)| match child {
                Node::Indicator(i) => indicators[*i].scored.is_some(),
                Node::Axis(_) => true,
            });
            if axis.children.is_empty() {
                let lost: Vec<&str> = before
                    .iter()
                    .filter_map(|n| match n {
                        Node::Indicator(i) => Some(indicators[*i].id.as_str()),
                        Node::Axis(_) => None,
                    })
                    .collect();
                return Err(Error::request(format!(
                    "this choice leaves axis `{}` without indicators",
                    axis.id
                ))
                .with_help(format!("keep one of: {}", lost.join(", "))));
            }
        }
        Ok(())
    }

    fn set_weight(&mut self, id: &str, weight: f64) {
        let indicator = self.indicators.iter().position(|i| i.id == id).map(Node::Indicator);
        let node = indicator.or_else(|| self.axes.iter().position(|a| a.id == id).map(Node::Axis));
        for axis in &mut self.axes {
            for (child, w) in &mut axis.children {
                if Some(*child) == node {
                    *w = weight;
                }
            }
        }
        match node {
            Some(Node::Axis(a)) => self.axes[a].weight = weight,
            Some(Node::Indicator(i)) => {
                if let Some(scored) = &mut self.indicators[i].scored {
                    scored.weight = weight;
                }
            }
            None => {}
        }
    }
}

fn tell(choice: &Selection) -> String {
    let mut out = choice.only.join(", ");
    for (id, weight) in &choice.weights {
        let comma = if out.is_empty() { "" } else { ", " };
        let _ = write!(out, "{comma}{id} = {weight}");
    }
    out
}
