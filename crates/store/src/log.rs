//! The log as strangers read it: tiles, entries, proofs and signed checkpoints out of the events.
//!
//! A full tile is written in the transaction of the event that fills it; partial ones are read from
//! the leaves of the events and from the roots of full tiles below.

use crate::db::{DbError, Row, Tx};
use crate::event::Sealed;
use crate::{binds, micros, moment, sql};
use jiff::Timestamp;
use ledger::{EntryBundle, Field, Hash, TILE_WIDTH, Tile, TileReader, TileTree, TreeError, tile_bytes};
use std::cell::RefCell;
use std::collections::HashMap;

const WIDE: i64 = TILE_WIDTH as i64;

/// Writes the tiles that the log's growth to `size` entries made full: none for 255 of 256 sizes.
pub(crate) async fn grown(tx: &mut Tx<'_>, size: i64) -> Result<(), DbError> {
    let (mut level, mut hashes) = (0_u8, size);
    while hashes > 0 && hashes % WIDE == 0 {
        let n = hashes / WIDE - 1;
        let found = hashes_of(tx, level, n * WIDE, WIDE).await?;
        if found.len() != usize::from(TILE_WIDTH) {
            return Err(DbError::Corrupt(format!("tile {n} of level {level} has {} hashes", found.len())));
        }
        let root = ledger::root(&found);
        tx.execute(
            sql!(
                "INSERT INTO tile (level, n, hashes, root) VALUES (?1, ?2, ?3, ?4)
                 ON CONFLICT (level, n) DO UPDATE SET hashes = excluded.hashes, root = excluded.root"
            ),
            &binds![i64::from(level), n, tile_bytes(&found), root.as_bytes().as_slice()],
        )
        .await?;
        level += 1;
        hashes /= WIDE;
    }
    Ok(())
}

/// Writes all full tiles that are not there: of a log from before there were any.
pub(crate) async fn fill(tx: &mut Tx<'_>) -> Result<(), DbError> {
    let size = tx.query_one(sql!("SELECT size FROM log_head WHERE id = 1"), &binds![]).await?.int(0)?;
    let there = tx.query_one(sql!("SELECT COUNT(*) FROM tile WHERE level = 0"), &binds![]).await?.int(0)?;
    for n in there + 1..=size / WIDE {
        grown(tx, n * WIDE).await?;
    }
    Ok(())
}

/// Hashes of a level, from a place on: leaves of events, roots of full tiles.
async fn hashes_of(tx: &mut Tx<'_>, level: u8, from: i64, count: i64) -> Result<Vec<Hash>, DbError> {
    let rows = if level == 0 {
        tx.query(
            sql!("SELECT leaf FROM event WHERE position >= ?1 AND position < ?1 + ?2 ORDER BY position"),
            &binds![from, count],
        )
        .await?
    } else {
        tx.query(
            sql!("SELECT root FROM tile WHERE level = ?3 AND n >= ?1 AND n < ?1 + ?2 ORDER BY n"),
            &binds![from, count, i64::from(level) - 1],
        )
        .await?
    };
    rows.iter().map(|row| hash(row, 0)).collect()
}

fn hash(row: &Row, column: usize) -> Result<Hash, DbError> {
    Hash::from_slice(row.blob(column)?).map_err(|e| DbError::Corrupt(e.to_string()))
}

/// The bytes of a tile; `None`: the log does not have all its hashes.
pub async fn tile(tx: &mut Tx<'_>, tile: Tile) -> Result<Option<Vec<u8>>, DbError> {
    let Ok(n) = i64::try_from(tile.index()) else { return Ok(None) };
    let wanted = usize::from(tile.width()) * 32;
    let full = sql!("SELECT hashes FROM tile WHERE level = ?1 AND n = ?2");
    if let Some(row) = tx.query_opt(full, &binds![i64::from(tile.level()), n]).await? {
        return Ok(row.blob(0)?.get(..wanted).map(<[u8]>::to_vec));
    }
    let Some(from) = n.checked_mul(WIDE) else { return Ok(None) };
    let hashes = hashes_of(tx, tile.level(), from, i64::from(tile.width())).await?;
    Ok((hashes.len() == usize::from(tile.width())).then(|| tile_bytes(&hashes)))
}

/// The entries of a bundle, each 32 bytes: commitments, computed anew from the events; `None`: the
/// log does not have them all.
pub async fn entries(tx: &mut Tx<'_>, bundle: &EntryBundle) -> Result<Option<Vec<[u8; 32]>>, DbError> {
    let from = i64::try_from(bundle.index()).ok().and_then(|n| n.checked_mul(WIDE));
    let Some(from) = from else { return Ok(None) };
    let rows = sealed_rows(tx, from, i64::from(bundle.width())).await?;
    if rows.len() != usize::from(bundle.width()) {
        return Ok(None);
    }
    rows.iter().map(|row| Ok(*sealed(row)?.0.commitment()?.hash().as_bytes())).collect::<Result<_, DbError>>().map(Some)
}

async fn sealed_rows(tx: &mut Tx<'_>, from: i64, count: i64) -> Result<Vec<Row>, DbError> {
    tx.query(
        sql!(
            "SELECT stream, version, kind, at, person, post, unit, body, entered, salt, sealed, leaf, position
             FROM event WHERE position >= ?1 AND position < ?1 + ?2 ORDER BY position"
        ),
        &binds![from, count],
    )
    .await
}

/// What an event's entry stands for, and the leaf that was written for it.
fn sealed(row: &Row) -> Result<(Sealed<'_>, Hash), DbError> {
    let salt = row.blob(9)?.as_array().ok_or_else(|| DbError::Corrupt("a salt has not 32 bytes".into()))?;
    let sealed = Sealed {
        stream: row.text(0)?,
        version: row.int(1)?,
        kind: row.text(2)?,
        at: row.int(3)?,
        person: row.text(4)?,
        post: row.text(5)?,
        unit: row.text(6)?,
        body: row.text(7)?,
        entered: row.opt_int(8)?,
        salt,
        format: row.int(10)?,
    };
    Ok((sealed, hash(row, 11)?))
}

/// The fields that the entry of an event commits to, in their order; `None`: there is no such event.
pub async fn fields(tx: &mut Tx<'_>, position: i64) -> Result<Option<Vec<Field>>, DbError> {
    let rows = sealed_rows(tx, position, 1).await?;
    rows.first().map(|row| sealed(row)?.0.fields()).transpose()
}

/// An event as it was read again.
#[derive(Debug, Clone, Copy)]
pub struct LookedAt {
    /// The leaf that was written for it.
    pub written: Hash,
    /// The leaf of what stands in the row now.
    pub computed: Hash,
}

/// Events from a place on, as far as they go on without a gap.
pub async fn looked_at(tx: &mut Tx<'_>, from: i64, count: i64) -> Result<Vec<LookedAt>, DbError> {
    let rows = sealed_rows(tx, from, count).await?;
    let mut out = Vec::with_capacity(rows.len());
    for (row, place) in rows.iter().zip(from..) {
        if row.int(12)? != place {
            break;
        }
        let (sealed, written) = sealed(row)?;
        // A body that is no JSON any more was changed, too.
        let computed = sealed.leaf().unwrap_or_else(|_| ledger::leaf_hash(b""));
        out.push(LookedAt { written, computed });
    }
    Ok(out)
}

/// Where the event of this id stands in the log.
pub async fn position_of(tx: &mut Tx<'_>, stream: &str, version: i64) -> Result<Option<i64>, DbError> {
    let row = tx
        .query_opt(sql!("SELECT position FROM event WHERE stream = ?1 AND version = ?2"), &binds![stream, version])
        .await?;
    row.map(|r| r.int(0)).transpose()
}

/// Tiles that were read so far; one that is missing says which.
#[derive(Default)]
struct Read(RefCell<HashMap<Tile, Vec<u8>>>);

struct Missing(Tile);

impl TileReader for &Read {
    type Error = Missing;
    fn tile(&self, tile: Tile) -> Result<Vec<u8>, Missing> {
        self.0.borrow().get(&tile).cloned().ok_or(Missing(tile))
    }
}

/// Makes something out of tiles: whenever one is missing it is read, and the making begins again.
async fn from_tiles<T>(
    tx: &mut Tx<'_>,
    make: impl Fn(&Read) -> Result<T, TreeError<Missing>> + Send,
) -> Result<T, DbError>
where
    T: Send,
{
    let read = Read::default();
    loop {
        let missing = match make(&read) {
            Ok(made) => return Ok(made),
            Err(TreeError::Read(Missing(tile))) => tile,
            Err(other) => return Err(DbError::Corrupt(format!("the log's tiles: {}", said(&other)))),
        };
        let bytes = tile(tx, missing).await?;
        let bytes = bytes.ok_or_else(|| DbError::Corrupt(format!("{missing} is not in the log")))?;
        read.0.borrow_mut().insert(missing, bytes);
    }
}

fn said(error: &TreeError<Missing>) -> String {
    match error {
        TreeError::Proof(proof) => proof.to_string(),
        TreeError::Read(Missing(tile)) => format!("{tile} is missing"),
        TreeError::Short { path, expected, found } => format!("{path} has {found} bytes, not {expected}"),
    }
}

/// The root over the first entries.
pub async fn root_at(tx: &mut Tx<'_>, size: u64) -> Result<Hash, DbError> {
    from_tiles(tx, move |read| TileTree::new(read, size).root()).await
}

/// The proof that an entry is in the log of a size with a root; verified before it is given.
pub async fn inclusion(tx: &mut Tx<'_>, index: u64, size: u64, root: Hash) -> Result<Vec<Hash>, DbError> {
    from_tiles(tx, move |read| TileTree::new(read, size).inclusion_proof(index, &root)).await
}

/// The proof that a log of a size with a root grew out of its first entries.
pub async fn consistency(tx: &mut Tx<'_>, old: u64, size: u64, root: Hash) -> Result<Vec<Hash>, DbError> {
    from_tiles(tx, move |read| TileTree::new(read, size).consistency_proof(old, &root)).await
}

/// A checkpoint that was signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signed {
    /// Entries.
    pub size: u64,
    /// Root over them.
    pub root: Hash,
    /// The signed note.
    pub note: String,
    /// When it was signed.
    pub at: Timestamp,
}

fn signed(row: &Row) -> Result<Signed, DbError> {
    Ok(Signed {
        size: u64::try_from(row.int(0)?).unwrap_or(0),
        root: hash(row, 1)?,
        note: row.text(2)?.to_owned(),
        at: moment(row.int(3)?)?,
    })
}

/// Keeps a signed checkpoint; one of the same size and root gets the signatures of the new one.
pub async fn keep(tx: &mut Tx<'_>, signed: &Signed) -> Result<(), DbError> {
    let size = i64::try_from(signed.size).map_err(|_| DbError::Corrupt("a log of that size".into()))?;
    tx.execute(
        sql!(
            "INSERT INTO checkpoint (size, root, note, signed) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (size) DO UPDATE SET note = excluded.note WHERE checkpoint.root = excluded.root"
        ),
        &binds![size, signed.root.as_bytes().as_slice(), signed.note.as_str(), micros(signed.at)],
    )
    .await?;
    Ok(())
}

/// The last signed checkpoint; none before the first.
pub async fn latest(tx: &mut Tx<'_>) -> Result<Option<Signed>, DbError> {
    let latest = sql!("SELECT size, root, note, signed FROM checkpoint ORDER BY size DESC LIMIT 1");
    tx.query_opt(latest, &binds![]).await?.as_ref().map(signed).transpose()
}

/// The smallest signed checkpoint with more than so many entries: the first that has an event.
pub async fn first_with(tx: &mut Tx<'_>, position: i64) -> Result<Option<Signed>, DbError> {
    let first = sql!("SELECT size, root, note, signed FROM checkpoint WHERE size > ?1 ORDER BY size LIMIT 1");
    tx.query_opt(first, &binds![position]).await?.as_ref().map(signed).transpose()
}

/// All signed checkpoints that are kept, smallest first.
pub async fn all(tx: &mut Tx<'_>) -> Result<Vec<Signed>, DbError> {
    tx.query(sql!("SELECT size, root, note, signed FROM checkpoint ORDER BY size"), &binds![])
        .await?
        .iter()
        .map(signed)
        .collect()
}

/// Forgets all signed checkpoints: another key signs from the beginning.
pub async fn forget(tx: &mut Tx<'_>) -> Result<(), DbError> {
    tx.execute(sql!("DELETE FROM checkpoint"), &binds![]).await?;
    Ok(())
}

/// Throws away checkpoints that nobody needs: the latest is kept, and of older ones the last of each day.
pub async fn thin(tx: &mut Tx<'_>) -> Result<(), DbError> {
    tx.execute(
        sql!(
            "DELETE FROM checkpoint WHERE size NOT IN (
               SELECT MAX(c.size) FROM checkpoint c GROUP BY c.signed / 86400000000)"
        ),
        &binds![],
    )
    .await?;
    Ok(())
}
