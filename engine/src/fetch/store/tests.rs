use std::io::Write;

use super::*;

#[test]
fn one_writer_and_one_name() {
    let dir = tempfile::tempdir().expect("folder");
    let store = Store::new(dir.path());
    let mut partial = store.partial("https://x/f.zip", &|| true).expect("first");
    let blocked = store.partial("https://x/f.zip", &|| false);
    assert!(matches!(blocked, Err(Error::Interrupted)));
    let version = Version { address: "https://x/f.zip".into(), ..Version::default() };
    partial.restart(&version).expect("restart");
    partial.file.write_all(b"whole").expect("write");
    assert_eq!((partial.len().expect("len"), partial.version()), (5, Some(version)));
    let sha = hex(&partial.hashed(&|| false).expect("hash").finalize());
    partial.finish(&store, &sha).expect("finish");
    let here = |file: &str| {
        let wanted = FetchItem { file: file.into(), ..FetchItem::default() };
        store.object(&sha, &wanted, &|| false).expect("looked").is_some()
    };
    assert!(here("f.csv") && !here("f.zip"), "no zip has such bytes");
    let path = store.name(&sha, "d", "f.zip").expect("name");
    let path = store.name(&sha, "d", "f.zip").map(|again| (again == path).then_some(path));
    assert_eq!(std::fs::read(path.expect("name").expect("same")).expect("read"), b"whole");
    assert_eq!(store.partial("https://x/f.zip", &|| true).expect("again").len().expect("len"), 0);
    std::fs::write(dir.path().join("objects").join(&sha), b"damaged").expect("write");
    assert!(!here("f.csv"), "a damaged object is none");
}
