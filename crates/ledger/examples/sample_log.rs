//! Writes the folder of a sample log, the same one each time, for verifiers written by others.
//!
//! ```sh
//! cargo run -p ledger --example sample_log -- DIR [ENTRIES]
//! ```
//!
//! The folder has the layout of `motcua ledger export`: `checkpoint` (signed, and cosigned by two
//! witnesses), `checkpoints/<20 digits>` (the checkpoint of the first half, kept), `tile/...`,
//! `tile/entries/...`, `log.vkey`, `witness/<name>.vkey`, `policy`. Beside it stands `DIR.key`, the log's
//! secret key: it is made of the number 1 and guards nothing.

use std::error::Error;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use ledger::{
    Checkpoint, EntryBundle, Field, KeyKind, MemoryTiles, Policy, Salt, SignedCheckpoint, SignerKey, bundle_bytes,
    commit, cosign, leaf_hash,
};

const ORIGIN: &str = "motcua.example/sample";
const WITNESSES: [(&str, &str); 2] =
    [("province", "witness.province.example"), ("inspectorate", "witness.inspectorate.example")];
/// 24 November 2026, 08:00 in Việt Nam, in seconds since the Unix epoch, UTC.
const FIRST_DAY: u64 = 1_795_482_000;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let folder = arguments.next().ok_or("sample_log DIR [ENTRIES]")?;
    let count: u64 = arguments.next().map_or(Ok(1000), |count| count.parse())?;
    if count < 2 {
        return Err("a sample has at least 2 entries, so that one half can be kept".into());
    }
    let folder = Path::new(&folder);

    let entries = (0..count).map(entry).collect::<Result<Vec<_>, _>>()?;
    let log = SignerKey::from_seed(ORIGIN, KeyKind::Note, [1; 32])?;
    let mut witnesses = Vec::new();
    for (seed, (name, key_name)) in (2..).zip(WITNESSES) {
        witnesses.push((name, SignerKey::from_seed(key_name, KeyKind::Cosignature, [seed; 32])?));
    }

    let mut tiles = MemoryTiles::default();
    let half = usize::try_from(count / 2)?;
    tiles.extend(entries[..half].iter().map(|entry| leaf_hash(entry)));
    let kept = checkpoint(&tiles, &log, &witnesses, FIRST_DAY)?;
    tiles.extend(entries[half..].iter().map(|entry| leaf_hash(entry)));
    let newest = checkpoint(&tiles, &log, &witnesses, FIRST_DAY + 86_400)?;

    write(folder, "checkpoint", newest.to_string().as_bytes())?;
    write(folder, &format!("checkpoints/{half:020}"), kept.to_string().as_bytes())?;
    for (tile, bytes) in tiles.all() {
        write(folder, &tile.to_string(), &bytes)?;
    }
    for (index, entries) in (0..).zip(entries.chunks(256)) {
        let bundle = EntryBundle::new(index, u16::try_from(entries.len())?)?;
        write(folder, &bundle.to_string(), &bundle_bytes(entries)?)?;
    }
    write(folder, "log.vkey", format!("{}\n", log.verifier()).as_bytes())?;
    let mut policy = format!("log {}\n", log.verifier());
    for (name, key) in &witnesses {
        write(folder, &format!("witness/{name}.vkey"), format!("{}\n", key.verifier()).as_bytes())?;
        writeln!(policy, "witness {name} {}", key.verifier())?;
    }
    policy += "group both all province inspectorate\nquorum both\n";
    Policy::parse(policy.as_bytes())?.judge(&newest)?;
    write(folder, "policy", policy.as_bytes())?;
    let mut key_file = folder.as_os_str().to_owned();
    key_file.push(".key");
    fs::write(key_file, format!("{}\n", log.to_secret_line()))?;
    println!("{} of {count} entries in {}", ORIGIN, folder.display());
    Ok(())
}

/// The commitment of an act that never was.
fn entry(number: u64) -> Result<[u8; 32], Box<dyn Error>> {
    let salt = |field: u8| Salt::from_bytes(*leaf_hash(&[&number.to_be_bytes()[..], &[field]].concat()).as_bytes());
    let fields = [
        Field::new("stream", format!("dossier:H29.12-261124-{number:04}"), salt(0))?,
        Field::new("kind", "received", salt(1))?,
        Field::new("at", ((FIRST_DAY + number) * 1_000_000).to_string(), salt(2))?,
    ];
    Ok(*commit(&fields)?.hash().as_bytes())
}

fn checkpoint(
    tiles: &MemoryTiles,
    log: &SignerKey,
    witnesses: &[(&str, SignerKey)],
    time: u64,
) -> Result<SignedCheckpoint, Box<dyn Error>> {
    let edge = tiles.edge();
    let mut checkpoint = Checkpoint::new(ORIGIN, edge.size(), edge.root())?.sign(log)?;
    for (_, key) in witnesses {
        checkpoint.add(cosign(&checkpoint, key, time)?)?;
    }
    Ok(checkpoint)
}

fn write(folder: &Path, path: &str, bytes: &[u8]) -> Result<(), Box<dyn Error>> {
    let path = folder.join(path);
    fs::create_dir_all(path.parent().expect("a path below the folder"))?;
    Ok(fs::write(path, bytes)?)
}
