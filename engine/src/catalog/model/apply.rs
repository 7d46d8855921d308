//! A scenario applied to a method: other levels, weights, indicators or reference, which its outputs
//! name.

use std::fmt::Write;

use super::method::{Method, Node};
use super::scenario::Scenario;
use super::{weights, zone};
use crate::digest::sha256;
use crate::error::{Error, Result, nearest};

/// Largest weight: beyond it the others would count for nothing.
const MOST: f64 = 1e6;

impl Method {
    /// Applies a scenario: levels and indicators that are left out are not scored, weights and the
    /// reference zone are replaced. The method's hash and notice change with indicators, weights
    /// and reference: what is not the published method is never taken for it.
    ///
    /// # Errors
    /// An unknown level, indicator, axis or zone; a weight that is negative or no number; a scenario
    /// that leaves an axis without indicators, or all weights 0; units that have no such zone.
    pub fn apply(mut self, scenario: &Scenario) -> Result<Self> {
        if scenario.is_empty() {
            return Ok(self);
        }
        self.keep_levels(&scenario.levels)?;
        if let Some(name) = &scenario.reference {
            zone::check_zone(
                name,
                &self.levels,
                &self.territory_levels(),
                self.territory.is_some(),
            )
            .map_err(|(message, help)| Error::request(message).with_help(help))?;
        }
        let scored = self.scored_ids();
        for id in &scenario.only {
            if !scored.contains(&id.as_str()) {
                return Err(Error::request(format!("no scored indicator `{id}` in this method"))
                    .with_help(nearest(id, scored)));
            }
        }
        for (id, weight) in &scenario.weights {
            if !(0.0..=MOST).contains(weight) {
                return Err(Error::request(format!(
                    "weight of `{id}` is {weight}: give a number from 0 to {MOST}"
                )));
            }
            let known = self.scored_names();
            if !known.contains(&id.as_str()) {
                return Err(Error::request(format!("no scored indicator nor axis `{id}`"))
                    .with_help(nearest(id, known)));
            }
        }
        if !scenario.only.is_empty() {
            self.keep_only(&scenario.only)?;
        }
        for (id, weight) in &scenario.weights {
            self.set_weight(id, *weight);
        }
        if !scenario.only.is_empty() {
            let known: Vec<String> = self.scored_names().into_iter().map(String::from).collect();
            self.presets.retain(|p| p.weights.keys().all(|id| known.contains(id)));
        }
        weights::effective_weights(&mut self).map_err(as_request)?;
        let reference = scenario.reference.as_deref().filter(|zone| *zone != self.zone);
        let changes = describe(scenario, reference);
        if let Some(zone) = reference {
            self.zone = zone.into();
        }
        self.remember(scenario);
        if changes.is_empty() {
            return Ok(self);
        }
        self.sha256 = sha256(format!("{} {changes}", self.sha256).as_bytes());
        let apart = if self.notice.is_empty() { "" } else { " ; " };
        let what = match (scenario.only.is_empty(), scenario.weights.is_empty()) {
            (true, true) => "territoire de référence personnalisé",
            _ => "réglages personnalisés",
        };
        self.notice = format!("{}{apart}{what} ({changes})", self.notice);
        Ok(self)
    }

    fn scored_ids(&self) -> Vec<&str> {
        self.indicators.iter().filter(|i| i.scored.is_some()).map(|i| i.id.as_str()).collect()
    }

    /// Ids that have a weight: scored indicators, then axes.
    pub(in crate::catalog) fn scored_names(&self) -> Vec<&str> {
        let mut out = self.scored_ids();
        out.extend(self.axes.iter().map(|a| a.id.as_str()));
        out
    }

    fn keep_levels(&mut self, levels: &[String]) -> Result<()> {
        if levels.is_empty() {
            return Ok(());
        }
        if let Some(unknown) = levels.iter().find(|l| !self.levels.contains(l)) {
            let message = format!("the method does not compute level `{unknown}`");
            return Err(Error::request(message)
                .with_help(nearest(unknown, self.levels.iter().map(String::as_str))));
        }
        self.levels.retain(|l| levels.contains(l));
        Ok(())
    }

    /// Adds a scenario to those applied before.
    fn remember(&mut self, scenario: &Scenario) {
        let all = &mut self.scenario;
        if !scenario.levels.is_empty() {
            all.levels.clone_from(&scenario.levels);
        }
        if !scenario.only.is_empty() {
            all.only.clone_from(&scenario.only);
        }
        for (id, weight) in &scenario.weights {
            all.weights.retain(|(known, _)| known != id);
            all.weights.push((id.clone(), *weight));
        }
        if scenario.reference.is_some() {
            all.reference.clone_from(&scenario.reference);
        }
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

/// The scenario is at fault, not the method's file.
fn as_request(error: Error) -> Error {
    match error {
        Error::Input { message, help, .. } => Error::Request { message, help },
        other => other,
    }
}

fn describe(scenario: &Scenario, reference: Option<&str>) -> String {
    let mut out = scenario.only.join(", ");
    let mut add = |what: &str, value: &dyn std::fmt::Display| {
        let comma = if out.is_empty() { "" } else { ", " };
        let _ = write!(out, "{comma}{what} = {value}");
    };
    scenario.weights.iter().for_each(|(id, weight)| add(id, weight));
    if let Some(zone) = reference {
        add("référence", &zone);
    }
    out
}
