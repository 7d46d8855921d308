//! The traps of official files, each on a few rows in the layout of its publisher (headers as
//! `sources.md` gives them): what would be misread is read rightly, or refused with a word.

mod arcep;
mod catalog;
mod insee;
mod shapes;

use std::collections::BTreeMap;
use std::path::Path;

use arrow::array::{Array, AsArray};

use crate::common::{Run, ifn, rows};

/// A folder with files of datasets, and a method with one indicator `x`.
struct Case(tempfile::TempDir);

impl Case {
    /// `x` is the keys of `[indicator.x]`; `more` other tables of the method.
    fn new(level: &str, x: &str, more: &str) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let text = format!(
            "id = \"p\"\ntitle = \"P\"\nlevels = [\"{level}\"]\n[scale]\nmin = 0.0\nmax = 1.0\n\
             [normalise]\nmethod = \"quantile_position\"\n[[axis]]\nid = \"a\"\n[[axis.indicator]]\n\
             id = \"x\"\n[indicator.x]\n{x}\n{more}\n"
        );
        std::fs::write(dir.path().join("m.toml"), text).unwrap();
        Self(dir)
    }

    fn file(self, dataset: &str, name: &str, content: impl AsRef<[u8]>) -> Self {
        let folder = self.0.path().join("data").join(dataset);
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join(name), content).unwrap();
        self
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn build(&self) -> Run {
        ifn(self.path(), &["build", "m.toml", "--no-geometry", "--offline"])
    }

    /// Value of `x` by code, or its reason.
    fn values(&self, level: &str) -> BTreeMap<String, Result<f64, String>> {
        self.build().ok();
        let path = self.path().join(format!("out/scores/{level}.parquet"));
        let batch = rows::parquet(std::fs::read(path).unwrap());
        let text = |name: &str| {
            let column = batch.column_by_name(name).unwrap_or_else(|| panic!("no {name}"));
            let column = arrow::compute::cast(column, &arrow::datatypes::DataType::Utf8).unwrap();
            column.as_string::<i32>().clone()
        };
        let (codes, reasons) = (text("code"), text("reason_x"));
        (0..batch.num_rows())
            .map(|row| {
                let value = rows::number(&batch, "value_x", row).as_f64();
                let why = if reasons.is_null(row) { "" } else { reasons.value(row) };
                (codes.value(row).into(), value.ok_or_else(|| why.to_string()))
            })
            .collect()
    }

    fn fails(&self, said: &[&str]) {
        let run = self.build();
        assert_eq!(run.status, 1, "{}", run.out);
        for said in said {
            assert!(run.err.contains(said), "{said:?} is not in: {}", run.err);
        }
    }
}

fn close(got: &BTreeMap<String, Result<f64, String>>, code: &str, expected: f64) {
    match &got[code] {
        Ok(value) => assert!((value - expected).abs() < 1e-9, "{code}: {value}, not {expected}"),
        Err(why) => panic!("{code}: {why:?}, not {expected}"),
    }
}
