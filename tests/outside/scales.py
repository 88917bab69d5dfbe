"""Verifies the folder of a log with tlog-scales from PyPI.

  scales.py LOG TRUST

LOG is the folder to be verified. TRUST is what the verifier has from elsewhere: log.vkey, witness/*.vkey of the
witnesses that must have cosigned, and kept checkpoints in checkpoints/. tlog-scales reads the checkpoint, the tiles
and the entries, verifies signatures and cosignatures, and makes and checks the proofs. It ends with 0 and
"accepted", 1 and the reason, or 2 if it could not work.
"""

import logging
import pathlib
import sys

try:
    from tlog_scales import tiles
    from tlog_scales.backend import LocalBackend
    from tlog_scales.reader import TilesReader
    from tlog_scales.signing import Vkey, VkeySet
    from tlog_scales.tlog import Checkpoint
except ImportError as error:
    print(error, file=sys.stderr)
    sys.exit(2)


class Refused(Exception):
    pass


def key(path):
    return Vkey.from_string(path.read_text().strip())


def verify(log, trust):
    log_key = key(trust / "log.vkey")
    reader = TilesReader(LocalBackend(log))
    checkpoint = reader.get_checkpoint()
    if checkpoint.origin != log_key.name:
        raise Refused(f"the checkpoint is of {checkpoint.origin}")
    checkpoint.verify(log_key)
    witnesses = [key(path) for path in sorted((trust / "witness").glob("*.vkey"))]
    seen = {found.name for found, _ in VkeySet(*witnesses).verify(checkpoint.signatures, checkpoint)}
    for witness in witnesses:
        if witness.name not in seen:
            raise Refused(f"{witness.name} has not cosigned")
    if reader.calculate_root_hash() != checkpoint.root_hash:
        raise Refused("the tiles have another root than the checkpoint")
    for index in range(checkpoint.size):
        leaf = tiles.leaf_hash(reader.get_entry(index))
        if leaf != reader.mth(index, index + 1):
            raise Refused(f"entry {index} is not what its tile says")
        # One proof in each tile holds all other hashes of the tile.
        if index % 256 == 0 or index + 1 == checkpoint.size:
            reader.get_inclusion_proof(index, checkpoint.size).check(leaf, checkpoint.root_hash)
    for path in sorted((trust / "checkpoints").glob("*")):
        kept = Checkpoint.from_text(path.read_text())
        kept.verify(log_key)
        if kept.size > checkpoint.size:
            raise Refused(f"the log has {checkpoint.size} entries, {kept.size} were kept")
        proof = reader.get_consistency_proof(kept.size, checkpoint.size)
        proof.check(kept.root_hash, checkpoint.root_hash)


def main():
    logging.disable(logging.CRITICAL)
    log, trust = map(pathlib.Path, sys.argv[1:3])
    try:
        verify(log, trust)
    except Exception as error:  # tlog-scales has many kinds: each of them is a refusal
        print(f"refused: {type(error).__name__}: {error}")
        sys.exit(1)
    print("accepted")


main()
