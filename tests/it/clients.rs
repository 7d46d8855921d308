//! Files opened by those who will open them: pandas, DuckDB, geopandas, GDAL; and every score
//! recomputed by an oracle that shares no code with the engine.

use std::path::Path;

use crate::common::{built, built_communes, built_without_contours, ifn, run_python};

fn oracle(method: &str, dir: &Path) {
    let out = dir.join("out").display().to_string();
    let Some(run) = run_python(&["tests/oracle/oracle.py", method, &out]) else { return };
    print!("{}", run.ok().out);
}

#[test]
fn oracle_of_the_embedded_index() {
    oracle("configs/embarque.toml", &built_without_contours());
}

#[test]
fn oracle_of_the_national_method() {
    if let Some(dir) = built_communes() {
        oracle("tests/methods/communes-2021.toml", &dir);
    }
}

#[test]
fn pandas_duckdb_and_gdal() {
    let built = built().display().to_string();
    let script = r"
import sys, json, pandas as pd, duckdb, pyarrow.parquet as pq, geopandas as gpd, pyogrio
out = sys.argv[1] + '/out'
for level in ['iris', 'commune', 'epci', 'departement', 'region']:
    p = pd.read_parquet(f'{out}/scores/{level}.parquet')
    assert p.code.is_unique and p.code.is_monotonic_increasing and p.code.map(type).eq(str).all()
    assert p.score.std() > 0.3 and p.score.between(1, 10).mean() > 0.9, p.score.describe()
    assert (p.score.isna() == p['rank'].isna()).all() and (p.score.isna() == p.decile.isna()).all()
    assert not (p.filter(like='value_').isna() & (p.filter(like='value_') == 0)).any().any()
    schema = pq.read_schema(f'{out}/scores/{level}.parquet')
    assert schema.field('value_part_65_plus').metadata[b'source'] == b'iris-rp-2021'
    assert schema.field('value_part_65_plus').metadata[b'unit'] == b'%'
    assert all(f.metadata[b'description'] for f in schema)
    assert b'indice partiel' in schema.metadata[b'ifn:notice']
    d = duckdb.connect().execute(f'select count(*), count(score), max(length(code)) from \'{out}/scores/{level}.parquet\'').fetchone()
    assert d[0] == len(p) and d[1] == p.score.notna().sum()
    g = gpd.read_parquet(f'{out}/territories/{level}.parquet')
    assert list(g.code) == list(p.code) and g.crs.to_string() == 'OGC:CRS84'
    assert g.geometry.dropna().is_valid.all(), level
    assert (g.geometry.notna() == g.geometry_origin.notna()).all()
    if 'Parquet' in pyogrio.list_drivers():
        assert pyogrio.read_info(f'{out}/territories/{level}.parquet')['features'] == len(p)
i = pd.read_parquet(f'{out}/scores/iris.parquet')
assert i.code.str.len().eq(9).all() and i.code.str.startswith('01').sum() > 400
c = gpd.read_parquet(f'{out}/territories/commune.parquet').set_index('code')
d = gpd.read_parquet(f'{out}/territories/departement.parquet').set_index('code')
r = gpd.read_parquet(f'{out}/territories/region.parquet').set_index('code')
e = gpd.read_parquet(f'{out}/territories/epci.parquet').set_index('code')
# Outlines are what their communes add up to: same area, no gap, no overlap.
for outlines, column in ((d, 'departement'), (r, 'region'), (e, 'epci')):
    sums = c.geometry.area.groupby(c[column]).sum()
    assert (outlines.area.dropna() / sums - 1).abs().max() < 1e-9, column
# An IRIS that is a whole commune has its contour, and no other has any.
g = gpd.read_parquet(f'{out}/territories/iris.parquet')
alone = g.groupby('commune').code.transform('size') == 1
assert g[~alone].geometry.isna().all()
assert g[alone].geometry.notna().sum() == alone.sum() - c.geometry.isna().sum() > 32000
print('read')
";
    let Some(run) = run_python(&["-c", script, &built]) else { return };
    assert_eq!(run.ok().out.trim(), "read");
    // GDAL's own command, where Debian's is installed: GDAL 3.6 reads Parquet only with Arrow, so
    // the layer goes through GeoJSON.
    let dir = tempfile::tempdir().unwrap();
    let out = format!("{built}/out");
    ifn(dir.path(), &["export", "departement", "-q", "-o", "d.geojson", "--out", &out]).ok();
    match std::process::Command::new("ogrinfo")
        .current_dir(dir.path())
        .args(["-so", "-al", "d.geojson"])
        .output()
    {
        Ok(output) => {
            let text = String::from_utf8_lossy(&output.stdout);
            assert!(text.contains("Feature Count: 101"), "{text}");
            assert!(text.contains("code: String") && text.contains("score: Real"), "{text}");
        }
        Err(e) => eprintln!("skipped: no ogrinfo ({e})"),
    }
}
