//! Cosignatures: a witness says when it saw a checkpoint, and that nothing before it was changed.
//!
//! The format is `cosignature/v1` of [c2sp.org/tlog-cosignature](https://c2sp.org/tlog-cosignature).
//! What is signed is `cosignature/v1\n`, `time <seconds>\n`, and the text of the checkpoint. The
//! signature in the line is the time in 8 bytes, big-endian, and the 64 bytes of Ed25519.

use crate::checkpoint::SignedCheckpoint;
use crate::key::{KeyKind, SignerKey, VerifierKey};
use crate::note::{NoteError, NoteSignature};

/// The latest time that a cosignature can bear: 2^63 - 1 seconds since 1970.
pub const MAX_TIME: u64 = i64::MAX.unsigned_abs();

/// Cosigns a checkpoint, with a key of [`KeyKind::Cosignature`]. `time` is in seconds since the
/// Unix epoch, UTC. Only who has checked that nothing before was changed may do so: see
/// [`decide`](crate::witness::decide).
pub fn cosign(checkpoint: &SignedCheckpoint, key: &SignerKey, time: u64) -> Result<NoteSignature, NoteError> {
    if key.kind() != KeyKind::Cosignature {
        return Err(NoteError::KeyKind(key.name().clone()));
    }
    if time > MAX_TIME {
        return Err(NoteError::Time(time));
    }
    let mut bytes = time.to_be_bytes().to_vec();
    bytes.extend_from_slice(&key.sign(message(checkpoint.note().text(), time).as_bytes()));
    Ok(NoteSignature::by(key, bytes))
}

/// The time at which this witness cosigned the checkpoint, in seconds since the Unix epoch, UTC;
/// nothing if it has not. A wrong cosignature is refused with [`NoteError::Wrong`].
pub fn cosigned_at(checkpoint: &SignedCheckpoint, key: &VerifierKey) -> Result<Option<u64>, NoteError> {
    if key.kind() != KeyKind::Cosignature {
        return Err(NoteError::KeyKind(key.name().clone()));
    }
    let note = checkpoint.note();
    Ok(note.signature_of(key)?.and_then(|signature| time_of(key, note.text(), signature.bytes())))
}

fn message(text: &str, time: u64) -> String {
    format!("cosignature/v1\ntime {time}\n{text}")
}

/// The time in a signature, if it is this key's over this text.
pub(crate) fn time_of(key: &VerifierKey, text: &str, signature: &[u8]) -> Option<u64> {
    let (time, signature) = signature.split_first_chunk()?;
    let time = u64::from_be_bytes(*time);
    (time <= MAX_TIME && key.signed(message(text, time).as_bytes(), signature)).then_some(time)
}
