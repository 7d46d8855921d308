//! Links tighter: functions that came out the same are kept once, and relocations are packed. Only
//! where the linker is LLVM's, which is what Rust links with there.

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    let target = std::env::var("TARGET").unwrap_or_default();
    if target == "x86_64-unknown-linux-gnu" {
        for flag in ["--icf=all", "-z,pack-relative-relocs"] {
            println!("cargo:rustc-link-arg-bins=-Wl,{flag}");
        }
    }
}
