//! GeoJSON: its numbers, and the mark before it.

use super::{LON_LAT, POINTS, all_located, build, collection, own, polygon, scores};
use crate::common::ifn;

#[test]
fn numbers_of_geojson_to_the_last_bit() {
    let dir = tempfile::tempdir().unwrap();
    let text = r#"{"type":"FeatureCollection","features":[
        {"type":"Feature","properties":{"code":"A1","v":45.738850890935716},"geometry":{"type":"Polygon",
        "coordinates":[[[4.95,45.73],[4.960238714490366,45.738850890935716],[4.95,45.74],[4.95,45.73]]]}},
        {"type":"Feature","properties":{"code":"B1","v":2},"geometry":{"type":"Polygon",
        "coordinates":[[[4.97,45.73],[4.97,45.74],[4.965,45.735],[4.97,45.73]]]}}]}"#;
    std::fs::write(dir.path().join("t.geojson"), text).unwrap();
    std::fs::write(dir.path().join("v.csv"), "code,v\nA1,45.738850890935716\nB1,2\n").unwrap();
    std::fs::write(
        dir.path().join("v.json"),
        r#"[{"code":"A1","v":45.738850890935716},{"code":"B1","v":2}]"#,
    )
    .unwrap();
    std::fs::write(dir.path().join("p.csv"), "x,y\n4.960238714490366,45.738850890935716\n")
        .unwrap();
    let indicator = |id: &str, table: &str| {
        format!(
            "[[axis.indicator]]\nid = '{id}'\n[indicator.{id}]\ntable = '{table}'\nvalue = 'v'\n"
        )
    };
    let method = format!(
        "id = 'm'\ntitle = 'm'\nlevels = ['u']\n[normalise]\nmethod = 'identity'\n[[axis]]\nid = 'a'\n{}{}{}\
         [territory]\ntable = 't'\nlevel = 'u'\ncode = 'code'\ngeometry = 'geometry'\n\
         [table.t]\npath = 't.geojson'\nlevel = 'u'\nkey = 'code'\n[table.c]\npath = 'v.csv'\n\
         level = 'u'\nkey = 'code'\n[table.j]\npath = 'v.json'\nlevel = 'u'\nkey = 'code'\n",
        indicator("x", "t"),
        indicator("y", "c"),
        indicator("z", "j")
    );
    build(dir.path(), &method).ok();
    for column in ["value_x", "value_y", "value_z"] {
        assert_eq!(
            scores(dir.path(), "u", column)[0].1.to_bits(),
            45.738_850_890_935_716_f64.to_bits()
        );
    }
    let run = ifn(dir.path(), &["locate", "p.csv", "--lon", "x", "--lat", "y"]).ok();
    assert!(run.out.contains("A1") && !run.out.contains("outside"), "{}", run.out);
}

#[test]
fn a_byte_order_mark_is_no_content() {
    let dir = tempfile::tempdir().unwrap();
    let mark = |text: &str| format!("\u{feff}{text}");
    let ring = |w: f64, e: f64| [[w, 46.0], [e, 46.0], [e, 47.0], [w, 47.0], [w, 46.0]];
    let zones = collection(&[polygon("A", &ring(1.0, 2.0)), polygon("C", &ring(2.4, 3.0))]);
    std::fs::write(dir.path().join("z.geojson"), mark(&zones)).unwrap();
    std::fs::write(dir.path().join("p.csv"), mark(LON_LAT)).unwrap();
    all_located(dir.path(), &mark(&own("path = 'z.geojson'", POINTS)));
    let run =
        ifn(dir.path(), &["tiles", "--zooms", "4-5", "--extra", "ex=z.geojson", "-o", "o.pmtiles"])
            .ok();
    assert!(!run.err.contains("not drawn"), "{}", run.err);
}
