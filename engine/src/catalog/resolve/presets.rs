//! `[[preset]]`: weights that go with a method, for those who want another view of it in one click.

use std::collections::BTreeMap;

use super::source::Source;
use crate::catalog::model::{Method, Preset};
use crate::catalog::toml::PresetFile;
use crate::error::{Result, nearest};

/// Presets of a method file.
///
/// # Errors
/// Two of one id; a name that the method does not score; a weight that is not one; weights that
/// leave nothing to score.
pub fn presets(files: &[PresetFile], method: &Method, source: &Source) -> Result<Vec<Preset>> {
    let mut out: Vec<Preset> = Vec::with_capacity(files.len());
    for file in files {
        let (id, at) = (file.id.get_ref(), file.id.span().start);
        if out.iter().any(|p| p.id == *id) {
            return Err(source.wrong(at, format!("preset `{id}` is there twice")));
        }
        let known: Vec<&str> = method.scored_names();
        let mut weights = BTreeMap::new();
        for (name, weight) in &file.weights {
            if !known.contains(&name.as_str()) {
                let message = format!("preset `{id}`: no scored indicator nor axis `{name}`");
                return Err(source
                    .wrong(weight.span().start, message)
                    .with_help(nearest(name, known)));
            }
            weights.insert(name.clone(), source.weight(Some(weight), name)?);
        }
        let preset =
            Preset { id: id.clone(), title: file.title.clone(), note: file.note.clone(), weights };
        method
            .clone()
            .apply(&preset.scenario())
            .map_err(|e| source.wrong(at, format!("preset `{id}`: {e}")))?;
        out.push(preset);
    }
    Ok(out)
}
