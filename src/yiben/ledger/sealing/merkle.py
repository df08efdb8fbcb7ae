"""The Merkle tree hash of RFC 9162, section 2.1.1, over the bodies of entries. Pure.

MTH({}) = H(""); MTH({d}) = H(0x00 ‖ d); MTH(D[n]) = H(0x01 ‖ MTH(D[0:k]) ‖ MTH(D[k:n])), k the largest power of two
smaller than n.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable


def merkle_root(bodies: Iterable[bytes]) -> bytes:
    """Return the root over the bodies in their order, in one pass with memory for one hash a level.

    >>> merkle_root([]).hex()[:8]
    'e3b0c442'
    >>> merkle_root([b"a"]) == hashlib.sha256(bytes([0]) + b"a").digest()
    True
    """
    waiting: list[tuple[int, bytes]] = []  # perfect subtrees from left to right: (number of leaves, hash)
    for body in bodies:
        node = (1, hashlib.sha256(b"\x00" + body).digest())
        while waiting and waiting[-1][0] == node[0]:
            left = waiting.pop()
            node = (left[0] + node[0], _join(left[1], node[1]))
        waiting.append(node)
    if not waiting:
        return hashlib.sha256(b"").digest()
    root = waiting.pop()[1]
    while waiting:
        root = _join(waiting.pop()[1], root)
    return root


def _join(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()
