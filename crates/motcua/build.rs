//! Builds the crate anew when a file comes into the data that the binary embeds, or leaves it: cargo by itself notices
//! only changes of the files that were there. A debug build reads the folder while it runs.

#[expect(clippy::disallowed_methods, reason = "cargo tells a build script of the profile in the environment")]
fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    if std::env::var("PROFILE").is_ok_and(|profile| profile == "release") {
        println!("cargo::rerun-if-changed=../../data");
    }
}
