//! The map's files are part of the program: it is built anew when they are.

fn main() {
    println!("cargo:rerun-if-changed=../web-map/dist");
}
