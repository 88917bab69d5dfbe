//! Prints the samples: `cargo run -p print --example paper -- FOLDER [forms folder]`.

use std::error::Error;
use std::path::{Path, PathBuf};
use std::time::Instant;

use print::Press;
use serde_json::Value;

/// 14 August 2026, 9:05 in Vietnam.
const CREATED: i64 = 1_786_673_100_000_000;

fn main() -> Result<(), Box<dyn Error>> {
    let mut args = std::env::args().skip(1);
    let out = PathBuf::from(args.next().unwrap_or_else(|| "papers".to_owned()));
    let press = Press::with_templates(args.next().map(PathBuf::from));
    std::fs::create_dir_all(&out)?;
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data/forms/samples");
    for entry in std::fs::read_dir(samples)? {
        let path = entry?.path();
        let Some(kind) = path.file_stem().and_then(|s| s.to_str()) else { continue };
        let data: Value = serde_json::from_str(&std::fs::read_to_string(&path)?)?;
        let begun = Instant::now();
        let qr = data["head"]["follow"]["url"].as_str();
        let pdf = press.render(&format!("{kind}.typ"), &data, qr, CREATED)?;
        println!("{kind}: {} bytes in {:?}", pdf.len(), begun.elapsed());
        std::fs::write(out.join(format!("{kind}.pdf")), pdf)?;
    }
    Ok(())
}
