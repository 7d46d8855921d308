use super::*;

fn resolved(declared: Declared, given: Option<u32>) -> String {
    match declared.resolve(Path::new("f"), given) {
        Ok(crs) => crs.name(),
        Err(e) => e.to_string(),
    }
}

#[test]
fn names_of_systems() {
    for (text, name) in [
        ("EPSG:2154", "EPSG:2154"),
        ("epsg:3857", "EPSG:3857"),
        ("urn:ogc:def:crs:EPSG::2154", "EPSG:2154"),
        ("urn:ogc:def:crs:EPSG:9.8.5:2154", "EPSG:2154"),
        ("urn:ogc:def:crs,crs:EPSG::2154,crs:EPSG::5720", "EPSG:2154"),
        ("urn:ogc:def:crs:OGC:1.3:CRS84", "OGC:CRS84"),
        ("http://www.opengis.net/def/crs/EPSG/0/2154", "EPSG:2154"),
        ("http://www.opengis.net/def/crs/OGC/1.3/CRS84", "OGC:CRS84"),
        ("srid:2154", "EPSG:2154"),
    ] {
        assert_eq!(resolved(Declared::text(text), None), name, "{text}");
    }
    for text in ["ESRI:102110", "IGNF:LAMB93", "Lambert 93", "EPSG:99999", "EPSG:4807"] {
        let error = resolved(Declared::text(text), None);
        assert!(error.contains(text) && error.contains("not known here"), "{error}");
        assert_eq!(resolved(Declared::text(text), Some(2154)), "EPSG:2154");
    }
}

#[test]
fn projjson_of_all_kinds() {
    let of =
        |text: &str| resolved(Declared::projjson(&serde_json::from_str(text).expect("JSON")), None);
    let lambert = r#"{"type":"ProjectedCRS","name":"RGF93 v1 / Lambert-93","base_crs":
        {"name":"RGF93 v1","id":{"authority":"EPSG","code":4171}},"id":{"authority":"EPSG","code":2154}}"#;
    assert_eq!(of(lambert), "EPSG:2154");
    assert_eq!(of(r#"{"id":{"authority":"EPSG","code":"2154"}}"#), "EPSG:2154");
    assert_eq!(
        of(r#"{"ids":[{"authority":"IGNF","code":"LAMB93"},{"authority":"EPSG","code":2154}]}"#),
        "EPSG:2154"
    );
    assert_eq!(of(r#"{"id":{"authority":"OGC","code":"CRS84"}}"#), "OGC:CRS84");
    assert_eq!(
        of(&format!(r#"{{"type":"CompoundCRS","name":"a","components":[{lambert},{{}}]}}"#)),
        "EPSG:2154"
    );
    assert_eq!(
        of(&format!(r#"{{"type":"BoundCRS","source_crs":{lambert},"target_crs":{{}}}}"#)),
        "EPSG:2154"
    );
    assert_eq!(
        of(
            r#"{"type":"GeographicCRS","name":"WGS 84","datum_ensemble":{"name":"World Geodetic System 1984 ensemble"}}"#
        ),
        "OGC:CRS84"
    );
    // The system of degrees that a projection begins from is not the projection's.
    let unnamed = r#"{"type":"ProjectedCRS","name":"unknown","base_crs":{"type":"GeographicCRS",
        "name":"WGS 84","id":{"authority":"EPSG","code":4326}}}"#;
    assert!(of(unnamed).contains("reference system unknown, not known here"), "{}", of(unnamed));
}

#[test]
fn well_known_text() {
    let of = |text: &str| resolved(Declared::text(text), None);
    let wkt1 = r#"PROJCS["RGF93 / Lambert-93",GEOGCS["RGF93",DATUM["x",SPHEROID["GRS 1980",6378137,298.2]],
        AUTHORITY["EPSG","4171"]],PROJECTION["Lambert_Conformal_Conic_2SP"],UNIT["metre",1],AUTHORITY["EPSG","2154"]]"#;
    assert_eq!(of(wkt1), "EPSG:2154");
    assert_eq!(of(&format!(r#"COMPD_CS["a + b",{wkt1},VERT_CS["b"]]"#)), "EPSG:2154");
    assert_eq!(of(r#"PROJCRS["x",BASEGEOGCRS["y",ID["EPSG",4171]],ID["EPSG",2154]]"#), "EPSG:2154");
    assert_eq!(
        of(
            r#"BOUNDCRS[SOURCECRS[PROJCRS["x",ID["EPSG",2154]]],TARGETCRS[GEOGCRS["y",ID["EPSG",4326]]]]"#
        ),
        "EPSG:2154"
    );
    assert!(
        of(r#"PROJCS["Mine",GEOGCS["WGS 84",AUTHORITY["EPSG","4326"]]]"#)
            .contains("system Mine, not known")
    );
    assert!(of("PROJCS[\"cut").contains("not known here"));
}

#[test]
fn a_method_may_not_contradict_a_file() {
    assert_eq!(resolved(Declared::text("EPSG:2154"), Some(9793)), "EPSG:9793");
    let error = resolved(Declared::text("EPSG:2154"), Some(4326));
    assert!(
        error.contains("declares the reference system EPSG:2154, not EPSG:4326 as asked for"),
        "{error}"
    );
    assert_eq!(resolved(Declared::Default, Some(2154)), "EPSG:2154");
    assert_eq!(resolved(Declared::Default, None), "OGC:CRS84");
    assert!(resolved(Declared::Unknown, None).contains("does not say its reference system"));
    assert_eq!(resolved(Declared::Unknown, Some(2154)), "EPSG:2154");
}
