"""Verifies the entries of a log with tamperlog from PyPI, which knows RFC 6962 trees and nothing of files or notes.

  tamper.py LOG TRUST

The few lines here take the entries out of their bundles, and size and root out of the checkpoint; tamperlog
hashes them, gives the root, and makes and checks the consistency proof from each kept checkpoint in
TRUST/checkpoints. Signatures and tiles of hashes it does not see. It ends with 0 and "accepted", 1 and the
reason, or 2 if it could not work.
"""

import base64
import pathlib
import sys

try:
    from tamperlog import merkle
except ImportError as error:
    print(error, file=sys.stderr)
    sys.exit(2)


class Refused(Exception):
    pass


def head(path):
    _, size, root, *_ = path.read_text().split("\n")
    return int(size), base64.b64decode(root)


def bundle(log, index, width):
    groups = [f"{index % 1000:03}"]
    while index >= 1000:
        index //= 1000
        groups.insert(0, f"x{index % 1000:03}")
    path = "/".join(groups) + (f".p/{width}" if width < 256 else "")
    data = (log / "tile" / "entries" / path).read_bytes()
    entries = []
    while data:
        length = int.from_bytes(data[:2], "big")
        entries.append(data[2 : 2 + length])
        data = data[2 + length :]
    return entries


def verify(log, trust):
    size, root = head(log / "checkpoint")
    entries = []
    for start in range(0, size, 256):
        entries += bundle(log, start // 256, min(256, size - start))
    if len(entries) != size:
        raise Refused(f"there are {len(entries)} entries, signed are {size}")
    leaves = merkle.leaf_hashes_for(entries)
    if merkle.merkle_root(leaves) != root:
        raise Refused("the entries have another root than the checkpoint")
    for path in sorted((trust / "checkpoints").glob("*")):
        old_size, old_root = head(path)
        if old_size > size:
            raise Refused(f"the log has {size} entries, {old_size} were kept")
        proof = merkle.consistency_proof(old_size, leaves)
        merkle.verify_consistency(old_size, old_root, size, root, proof)


def main():
    log, trust = map(pathlib.Path, sys.argv[1:3])
    try:
        verify(log, trust)
    except Exception as error:  # each kind is a refusal
        print(f"refused: {type(error).__name__}: {error}")
        sys.exit(1)
    print("accepted")


main()
