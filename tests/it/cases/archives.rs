//! Archives in which nobody can say which member is meant.

use std::io::Cursor;

use crate::common::official::{gz, seven, zip};
use crate::common::{Case, Run, ifn};

const METHOD: &str = r#"
id = "m"
title = "m"
levels = ["u"]
[normalise]
method = "min_max"
[[axis]]
id = "a"
[[axis.indicator]]
id = "x"
[indicator.x]
table = "t"
value = "v"
[territory]
table = "u"
level = "u"
code = "code"
[table.u]
path = "u.csv"
key = "code"
level = "u"
[table.t]
path = "ARCHIVE"
MEMBER
key = "code"
level = "u"
"#;

const OLD: &[u8] = b"code,v\nA,1\nB,2\n";
const NEW: &[u8] = b"code,v\nA,20\nB,10\n";

/// A folder with an archive; a build of the value of its member.
fn build(case: &Case, archive: &str, member: Option<&str>) -> Run {
    let member = member.map(|m| format!("member = \"{m}\"")).unwrap_or_default();
    let text = METHOD.replace("ARCHIVE", archive).replace("MEMBER", &member);
    case.write("a.toml", text).write("u.csv", "code\nA\nB\n");
    ifn(case.path(), &["build", "a.toml", "--no-geometry", "--offline", "--out", "a"])
}

fn value_of_a(case: &Case) -> String {
    let args = ["export", "u", "--out", "a"];
    let text = ifn(case.path(), &args).ok().out;
    let mut lines = text.lines().map(|l| l.split(',').collect::<Vec<_>>());
    let at = lines.next().unwrap().iter().position(|c| *c == "value_x").unwrap();
    lines.next().unwrap()[at].to_string()
}

/// The build fails, and names both.
fn ambiguous(run: &Run, said: &[&str]) {
    assert_eq!(run.status, 1, "{}", run.err);
    for text in said {
        assert!(run.err.contains(text), "{text:?} is not in: {}", run.err);
    }
}

#[test]
fn two_members_that_match() {
    let case = Case::new();
    let members: [(&str, &[u8]); 2] = [("2021/t.csv", OLD), ("2022/t.csv", NEW)];
    case.write("two.zip", zip(&members));
    seven(&case.path().join("two.7z"), &members);
    for archive in ["two.zip", "two.7z"] {
        for member in [None, Some("t.csv"), Some("*.csv")] {
            let run = build(&case, archive, member);
            ambiguous(&run, &["2021/t.csv, 2022/t.csv", "member = \"2021/t.csv\""]);
        }
        for (member, value) in [("2021/t.csv", "1"), ("2022/t.csv", "20"), ("2022/*", "20")] {
            build(&case, archive, Some(member)).ok();
            assert_eq!(value_of_a(&case), value, "{archive} {member}");
        }
    }
}

#[test]
fn one_name_twice() {
    let case = Case::new();
    // No library writes such a file: the second name is made the first one's in the bytes.
    let bytes = zip(&[("a.csv", OLD), ("b.csv", NEW)]);
    let same: Vec<u8> = {
        let mut out = bytes;
        for at in 0..out.len() - 5 {
            if &out[at..at + 5] == b"b.csv" {
                out[at] = b'a';
            }
        }
        out
    };
    case.write("same.zip", same);
    seven(&case.path().join("same.7z"), &[("a.csv", OLD), ("a.csv", NEW)]);
    for archive in ["same.zip", "same.7z"] {
        for member in [None, Some("a.csv")] {
            ambiguous(&build(&case, archive, member), &["2 members of one name, `a.csv`"]);
        }
    }
}

#[test]
fn archives_in_an_archive() {
    let case = Case::new();
    case.write(
        "zips.zip",
        zip(&[("a.zip", &zip(&[("t.csv", OLD)])), ("b.zip", &zip(&[("t.csv", NEW)]))]),
    );
    for member in [None, Some("t.csv")] {
        ambiguous(&build(&case, "zips.zip", member), &["a.zip/t.csv, b.zip/t.csv"]);
    }
    build(&case, "zips.zip", Some("b.zip/t.csv")).ok();
    assert_eq!(value_of_a(&case), "20");
    case.write("gz.zip", zip(&[("2021/t.csv.gz", &gz(OLD)), ("2022/t.csv.gz", &gz(NEW))]));
    for member in [None, Some("t.csv")] {
        ambiguous(&build(&case, "gz.zip", member), &["2021/t.csv, 2022/t.csv"]);
    }
    // One table, and what tells about it.
    let told: [(&str, &[u8]); 3] =
        [("LISEZMOI.txt", b"x"), ("meta_t.csv", b"COD_VAR;LIB_VAR"), ("t.csv", NEW)];
    case.write("one.zip", zip(&told));
    build(&case, "one.zip", None).ok();
    assert_eq!(value_of_a(&case), "20");
}

#[test]
fn one_path_written_twice() {
    let case = Case::new();
    case.write("dot.zip", zip(&[("t.csv", OLD), ("./t.csv", NEW)]));
    for member in [None, Some("t.csv"), Some("*.csv")] {
        ambiguous(&build(&case, "dot.zip", member), &["2 members of one name, `t.csv`"]);
    }
}

#[test]
fn a_table_beside_an_archive_that_holds_another() {
    let case = Case::new();
    case.write("in.zip", zip(&[("t.csv", OLD), ("x.zip", &zip(&[("t.csv", NEW)]))]));
    for member in [None, Some("t.csv")] {
        let run = build(&case, "in.zip", member);
        ambiguous(&run, &["t.csv, x.zip/t.csv", "member = \"./t.csv\""]);
    }
    for (member, value) in [("./t.csv", "1"), ("x.zip/t.csv", "20")] {
        build(&case, "in.zip", Some(member)).ok();
        assert_eq!(value_of_a(&case), value, "{member}");
    }
}

#[test]
fn an_archive_of_a_mac() {
    let case = Case::new();
    case.write(
        "mac.zip",
        zip(&[("t.csv", NEW), ("__MACOSX/._t.csv", OLD), ("._t.csv", OLD), (".hidden.csv", OLD)]),
    );
    for member in [None, Some("t.csv"), Some("*.csv")] {
        build(&case, "mac.zip", member).ok();
        assert_eq!(value_of_a(&case), "20", "{member:?}");
    }
}

/// Two layers of one name in one archive, each read by a table of its own: what was unpacked for one is
/// not taken for the other.
#[test]
fn two_layers_of_one_name() {
    let case = Case::new();
    let layer = |v: [u32; 2]| {
        let feature = |(code, v): (&str, u32)| {
            format!(
                "{{\"type\":\"Feature\",\"properties\":{{\"code\":\"{code}\",\"v\":{v}}},\"geometry\":\
                 {{\"type\":\"Point\",\"coordinates\":[2,48]}}}}"
            )
        };
        let features = [("A", v[0]), ("B", v[1])].map(feature).join(",");
        format!("{{\"type\":\"FeatureCollection\",\"features\":[{features}]}}")
    };
    let (old, new) = (layer([1, 2]), layer([20, 10]));
    let members = [("2021/t.geojson", old.as_bytes()), ("2022/t.geojson", new.as_bytes())];
    case.write("layers.zip", zip(&members));
    for (member, value) in [("2021/t.geojson", "1"), ("2022/t.geojson", "20")] {
        build(&case, "layers.zip", Some(member)).ok();
        assert_eq!(value_of_a(&case), value, "{member}");
    }
}

/// A zip that says it has more members than any has is refused, not walked through.
#[test]
fn a_table_of_contents_without_end() {
    let case = Case::new();
    let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for i in 0..10_100 {
        out.start_file(format!("{i}.csv"), zip::write::SimpleFileOptions::default()).unwrap();
    }
    case.write("many.zip", out.finish().unwrap().into_inner());
    ambiguous(&build(&case, "many.zip", None), &["holds 10001 members"]);
}
