//! The test kit: runs the command as a user would, in a folder of its own.

pub mod geo;
pub mod mvt;
pub mod official;
pub mod origin;
pub mod pmtiles;
pub mod rows;
pub mod seine_saint_denis;
pub mod server;
pub mod turns;

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::Once;
use std::time::Instant;

use serde_json::Value;

/// What a run gave.
pub struct Run {
    pub status: i32,
    pub out: String,
    pub err: String,
}

impl Run {
    pub fn of(output: &Output) -> Self {
        Self {
            status: output.status.code().unwrap_or(-1),
            out: String::from_utf8_lossy(&output.stdout).into_owned(),
            err: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }

    /// Fails with everything that was printed.
    pub fn ok(self) -> Self {
        assert_eq!(self.status, 0, "out: {}\nerr: {}", self.out, self.err);
        self
    }
}

/// The command, ready for more arguments.
pub fn command(dir: &Path) -> Command {
    turns::beside_others();
    let mut command = Command::new(env!("CARGO_BIN_EXE_ifn"));
    command.current_dir(dir).env_remove("IFN_OUT").env_remove("IFN_DATA").env_remove("IFN_MIRROR");
    // Tests that fetch say from where.
    command.env("IFN_OFFLINE", "true");
    command
}

pub fn ifn(dir: &Path, args: &[&str]) -> Run {
    Run::of(&command(dir).args(args).output().unwrap())
}

/// Root of the project.
pub fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn ci() -> bool {
    std::env::var("CI").is_ok_and(|v| v == "true")
}

/// `../shared/data`, or `None` with a word about it in a stranger's clone. In CI it must be there.
pub fn shared() -> Option<PathBuf> {
    let path = root().join("../shared/data");
    if path.is_dir() {
        return Some(path);
    }
    assert!(!ci(), "CI needs ../shared/data");
    eprintln!("skipped: needs ../shared/data, which this clone does not have");
    None
}

/// What `make setup-python` installs, or `None` with a word about it. In CI it must be there.
pub fn installed(path: PathBuf) -> Option<PathBuf> {
    if path.exists() {
        return Some(path);
    }
    assert!(!ci(), "CI needs {}", path.display());
    eprintln!("skipped: needs {} (make setup-python)", path.display());
    None
}

/// Python with the packages of `tests/requirements.txt`.
pub fn python() -> Option<PathBuf> {
    installed(
        std::env::var_os("IFN_PYTHON")
            .map_or_else(|| root().join("target/venv/bin/python"), PathBuf::from),
    )
}

/// Runs a Python script or `-c` program from the root of the project.
pub fn run_python(args: &[&str]) -> Option<Run> {
    turns::beside_others();
    let output = Command::new(python()?).current_dir(root()).args(args).output().unwrap();
    Some(Run::of(&output))
}

/// Node with the packages of `tests/browser`.
pub fn node() -> Option<PathBuf> {
    installed(root().join("tests/browser/node_modules")).map(|_| "node".into())
}

/// A folder with a build of the embedded index in `out`. Every test reads the same one and none
/// changes it: a test that does takes a [`copy`]. It is made once by each run of the tests.
pub fn built() -> PathBuf {
    static ONCE: Once = Once::new();
    made("built", &ONCE, &[])
}

/// As [`built`], without contours.
pub fn built_without_contours() -> PathBuf {
    static ONCE: Once = Once::new();
    made("built-without-contours", &ONCE, &["--no-geometry"])
}

/// As [`built`], of the 101 communes of one département.
pub fn built_small() -> PathBuf {
    static ONCE: Once = Once::new();
    made("built-small", &ONCE, &["--zone", "departement:90"])
}

/// The method of `tests/methods` over real tables of communes, without contours.
pub fn built_communes() -> Option<PathBuf> {
    static ONCE: Once = Once::new();
    shared()?;
    let method = root().join("tests/methods/communes-2021.toml");
    Some(made("built-communes", &ONCE, &[method.to_str().unwrap(), "--no-geometry"]))
}

fn made(name: &str, once: &Once, args: &[&str]) -> PathBuf {
    let dir = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    // A turn first: who makes it would wait for one behind a test that measures, which waits for those that wait here.
    turns::beside_others();
    once.call_once(|| {
        // What an earlier run left may be of another program.
        let _ = std::fs::remove_dir_all(&dir);
        std::fs::create_dir_all(&dir).unwrap();
        ifn(&dir, &[&["build", "--quiet"], args].concat()).ok();
    });
    dir
}

/// A folder with a copy of a build in `out`, which a test may change.
pub fn copy(built: &Path) -> (tempfile::TempDir, PathBuf) {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("out");
    let from = built.join("out");
    let done = Command::new("cp").arg("-r").arg(from).arg(&out).status().unwrap();
    assert!(done.success());
    (dir, out)
}

/// The manifest of a build.
pub fn manifest(out: &Path) -> Value {
    serde_json::from_slice(&std::fs::read(out.join("manifest.json")).unwrap()).unwrap()
}

/// What the manifest of a build says of one source.
pub fn source(out: &Path, id: &str) -> Value {
    let sources = manifest(out)["sources"].take();
    sources.as_array().unwrap().iter().find(|s| s["id"] == id).unwrap().clone()
}

/// Fails unless what began at `start` took so many seconds.
pub fn assert_took(start: Instant, seconds: Range<f64>) {
    let took = start.elapsed().as_secs_f64();
    assert!(seconds.contains(&took), "{took} s, not {seconds:?}");
}

/// Every file below a folder with its bytes, by relative path.
pub fn files(dir: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut stack = vec![dir.to_path_buf()];
    while let Some(folder) = stack.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                stack.push(path);
            } else {
                let name = path.strip_prefix(dir).unwrap().to_string_lossy().into_owned();
                found.insert(name, std::fs::read(&path).unwrap());
            }
        }
    }
    found
}

/// A small table of real communes and a method that reads it.
pub const TABLE: &str = "\
code;a;b
01001;10;100
93001;30;120
93066;60;200
75056;20;400
13055;25;300
2A004;15;90
97411;44;100
";

pub const METHOD: &str = r#"
id = "essai"
title = "Essai"
levels = ["commune", "departement"]
[scale]
min = 1.0
max = 10.0
[normalise]
method = "quantile_position"
[[axis]]
id = "un"
[[axis.indicator]]
id = "part"
[indicator.part]
title = "Part"
unit = "%"
table = "t"
numerator = "a"
denominator = "b"
factor = 100.0
[table.t]
path = "t.csv"
key = "code"
level = "commune"
geography = 2026
delimiter = ";"
"#;

/// A folder with the table, the method and a good build in `out`.
pub struct Case {
    pub dir: tempfile::TempDir,
    before: BTreeMap<String, Vec<u8>>,
}

impl Case {
    pub fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("t.csv"), TABLE).unwrap();
        std::fs::write(dir.path().join("m.toml"), METHOD).unwrap();
        ifn(dir.path(), &["build", "m.toml", "--no-geometry"]).ok();
        let before = files(&dir.path().join("out"));
        assert!(before.contains_key("scores/commune.parquet"));
        Self { dir, before }
    }

    pub fn path(&self) -> &Path {
        self.dir.path()
    }

    pub fn write(&self, name: &str, text: impl AsRef<[u8]>) -> &Self {
        std::fs::write(self.path().join(name), text).unwrap();
        self
    }

    /// The method with `from` replaced.
    pub fn method(&self, from: &str, to: &str) -> &Self {
        assert!(METHOD.contains(from), "{from:?} is not in the method");
        self.write("m.toml", METHOD.replacen(from, to, 1))
    }

    /// The earlier build is as it was, and nothing is left beside it.
    pub fn untouched(&self) {
        assert_eq!(files(&self.path().join("out")), self.before, "the earlier output changed");
        for entry in std::fs::read_dir(self.path()).unwrap() {
            let name = entry.unwrap().file_name().to_string_lossy().into_owned();
            assert!(!name.contains(".part-"), "{name} was left behind");
        }
    }

    /// The build fails with status 1 and says all of `said`; the earlier output is untouched.
    pub fn fails(&self, said: &[&str]) -> Run {
        let run = ifn(self.path(), &["build", "m.toml", "--no-geometry"]);
        assert_eq!(run.status, 1, "out: {}\nerr: {}", run.out, run.err);
        for text in said {
            assert!(run.err.contains(text), "{text:?} is not in:\n{}", run.err);
        }
        self.untouched();
        run
    }
}
