//! `ifn man DIR`: the manual pages of the command and of each subcommand, for those who package it.
//! `scripts/dist.sh` calls it; the help of `ifn` does not list it.

use std::path::Path;

use clap::CommandFactory;
use ifn_engine::Error;

use crate::args::Args;

/// Writes `ifn.1`, `ifn-build.1`, … (roff) into a folder, which is made if it is missing.
pub fn run(dir: &Path) -> anyhow::Result<()> {
    // The pages name the version alone: a commit or a date would change pages that say the same.
    let command = Args::command().version(env!("CARGO_PKG_VERSION")).disable_help_subcommand(true);
    std::fs::create_dir_all(dir).map_err(|e| Error::io("create", dir, e))?;
    clap_mangen::generate_to(command, dir).map_err(|e| Error::io("write", dir, e))?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use clap::Command;

    use super::*;

    /// The commands that the help lists, at any depth, under the names of their pages.
    fn listed(command: &Command, name: &str, found: &mut Vec<(String, Command)>) {
        found.push((name.to_string(), command.clone()));
        for sub in command.get_subcommands().filter(|sub| !sub.is_hide_set()) {
            listed(sub, &format!("{name}-{}", sub.get_name()), found);
        }
    }

    #[test]
    fn each_command_has_a_page_with_all_its_options() {
        let dir = tempfile::tempdir().expect("a folder");
        run(dir.path()).expect("pages");
        let mut commands = Vec::new();
        listed(&Args::command(), "ifn", &mut commands);
        for (name, command) in &commands {
            let path = dir.path().join(format!("{name}.1"));
            let page = std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{name}.1: {e}"));
            let page = page.replace("\\-", "-");
            let shown = command.get_arguments().filter(|option| !option.is_hide_set());
            for option in shown.filter_map(clap::Arg::get_long) {
                assert!(page.contains(&format!("--{option}")), "{name}.1 lacks --{option}");
            }
        }
        let pages = std::fs::read_dir(dir.path()).expect("pages").count();
        assert_eq!(pages, commands.len(), "a page belongs to no command that the help lists");
    }
}
