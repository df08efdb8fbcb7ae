#!/usr/bin/env python3
"""Verify a bundle without the program that made it: python3 verify_bundle.py BUNDLE.zip [--before STATEMENT.json]

Needs Python 3.9 or later and the package ``cryptography``; imports nothing else and calls nowhere. Copy this one file.

A bundle is a .zip of ``bundle.json`` {v, origin, first, last, link, seals: [{statement, signature}]} and
``entries.jsonl``, one body a line. It holds when

* the hash of each entry follows from the one before: hash_n = SHA-256("yiben/1", origin, n as 8 bytes, hash_(n-1),
  SHA-256(body)), beginning with ``link``, which for the first entry of all is SHA-256(origin);
* each seal covers the entries after the seal before it, names the hash of its last entry, and the Merkle root of its
  bodies as RFC 9162, section 2.1.1, computes it;
* each seal names the digest of the statement before it, and is signed (Ed25519, RFC 8032) with the key that it names;
* a new key was introduced by the old one.

Prints what is sealed and the ids of the keys, which have to be compared with those that the office has told by another
way. Exit code 0: it holds, 1: it does not, 2: wrong use or no bundle.
"""

from __future__ import annotations

import hashlib
import json
import sys
import zipfile
import zlib

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

SAYINGS = {
    "incomplete": "数据包不完整：记录和封存说明对不上",
    "foreign": "第 {0} 号记录不属于这个台账",
    "head": "第 {0} 次封存：记录链对不上，有记录被改动、增加或删去",
    "root": "第 {0} 次封存：记录内容和封存时不一样",
    "order": "第 {0} 次封存：次序不对",
    "range": "第 {0} 次封存：起止号和上一次接不上",
    "link": "第 {0} 次封存：和上一次封存接不上",
    "signature": "第 {0} 次封存：签名不对",
    "key": "第 {0} 次封存：换了密钥，但没有旧密钥的介绍",
}


def sha256(data):
    """Return the SHA-256 of bytes."""
    return hashlib.sha256(data).digest()


def merkle_root(leaves):
    """Return the Merkle tree hash of a list of bytes."""
    hashes = [sha256(b"\x00" + leaf) for leaf in leaves]
    if not hashes:
        return sha256(b"")
    while len(hashes) > 1:  # pairing neighbours, an odd one out goes up as it is: the same tree as RFC 9162 defines
        pairs = [sha256(b"\x01" + hashes[i] + hashes[i + 1]) for i in range(0, len(hashes) - 1, 2)]
        hashes = pairs + hashes[len(hashes) - len(hashes) % 2 :]
    return hashes[0]


def is_signed(public, signature, statement):
    """Say whether the signature holds; keys and signatures are hexadecimal."""
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(public)).verify(bytes.fromhex(signature), statement)
    except (InvalidSignature, ValueError, TypeError):
        return False
    return True


def canonical(value):
    """Return the canonical bytes of a small object of ASCII keys and strings or integers (RFC 8785)."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def number_of(value):
    """Return a whole number, 0 for anything else."""
    return value if type(value) is int else 0


def check_seals(seals, origin, before):
    """Return the flaws among consecutive seals; ``before`` is the statement in front of them, None when unknown."""
    found, old, old_bytes = [], None, before
    if before is not None:
        old = json.loads(before)
    for index, (says, statement, signature) in enumerate(seals):
        number = number_of(says.get("number"))
        is_known = index > 0 or before is not None or number == 1
        if is_known:
            previous = number_of((old or {}).get("number"))
            if number != previous + 1:
                found.append(("order", number))
            if says.get("first") != number_of((old or {}).get("last")) + 1:
                found.append(("range", number))
            wanted = None if old_bytes is None else "sha256:" + sha256(old_bytes).hex()
            if says.get("previous") != wanted:
                found.append(("link", number))
            if old is not None and says.get("key") != old.get("key") and not is_introduced(says, old, origin):
                found.append(("key", number))
        if says.get("origin") != origin:
            found.append(("order", number))
        if number_of(says.get("last")) < number_of(says.get("first")):
            found.append(("range", number))
        if says.get("alg") != "ed25519" or not is_signed(str(says.get("key", "")), signature, statement):
            found.append(("signature", number))
        old, old_bytes = says, statement
    return found


def is_introduced(says, old, origin):
    """Say whether the key of the seal before has introduced the key of this one."""
    said = says.get("introduced")
    if not isinstance(said, dict) or said.get("by") != old.get("key"):
        return False
    told = canonical({"v": 1, "origin": origin, "introduces": says.get("key")})
    return is_signed(str(old.get("key", "")), str(said.get("signature", "")), told)


def check_entries(bodies, first, link, seals, origin):
    """Return the flaws of the entries against the seals that cover them."""
    found = []
    heads = {says["last"]: says for says, _statement, _signature in seals}
    for number, body in enumerate(bodies, start=first):
        link = sha256(b"yiben/1" + origin.encode("ascii") + number.to_bytes(8, "big") + link + sha256(body))
        if number in heads and heads[number].get("head") != link.hex():
            found.append(("head", number_of(heads[number].get("number"))))
        try:
            is_own = json.loads(body).get("origin") == origin
        except (ValueError, AttributeError):
            is_own = False
        if not is_own:
            found.append(("foreign", number))
    for says, _statement, _signature in seals:
        part = bodies[says["first"] - first : says["last"] - first + 1]
        if merkle_root(part).hex() != says.get("root"):
            found.append(("root", number_of(says.get("number"))))
    return found


def covers(seals, first, last):
    """Say whether the ranges of the seals follow one another from the first entry to the last."""
    for says, _statement, _signature in seals:
        if says.get("first") != first or type(says.get("last")) is not int or says["last"] < first:
            return False
        first = says["last"] + 1
    return first == last + 1


def parse(text):
    """Return the object of a statement, an empty one for anything else."""
    try:
        value = json.loads(text)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


def verify(path, before=None):
    """Return what a bundle says and its flaws as (code, number). Raises ValueError for what is no bundle."""
    try:
        with zipfile.ZipFile(path) as archive:
            if sorted(archive.namelist()) != ["bundle.json", "entries.jsonl"]:
                raise ValueError("not a bundle")
            head = json.loads(archive.read("bundle.json"))
            with archive.open("entries.jsonl") as lines:
                bodies = [line.rstrip(b"\n") for line in lines]
        seals = [
            (parse(row["statement"]), str(row["statement"]).encode(), str(row["signature"])) for row in head["seals"]
        ]
        origin, first, last = str(head["origin"]), int(head["first"]), int(head["last"])
        link = bytes.fromhex(head["link"])
    except (zipfile.BadZipFile, zlib.error, KeyError, TypeError, OSError, EOFError, RuntimeError) as problem:
        raise ValueError("not a bundle") from problem
    says = {"origin": origin, "first": first, "last": last, "seals": [each for each, _, _ in seals]}
    is_whole = len(bodies) == last - first + 1 and seals and (first > 1 or link == sha256(origin.encode("ascii")))
    if not is_whole:
        return says, [("incomplete", 0)]
    flaws = check_seals(seals, origin, before)
    if not covers(seals, first, last):
        return says, [*flaws, ("incomplete", 0)]
    return says, flaws + check_entries(bodies, first, link, seals, origin)


def key_ids(says):
    """Return the ids of the keys that the seals name, in order."""
    ids = []
    for each in says["seals"]:
        try:
            key = sha256(bytes.fromhex(str(each.get("key", "")))).hex()[:16]
        except ValueError:
            continue
        if key not in ids:
            ids.append(key)
    return ids


def main(arguments):
    """Verify one bundle and print the result."""
    before = None
    if len(arguments) == 3 and arguments[1] == "--before":
        with open(arguments[2], "rb") as file:
            before = file.read().strip()
        arguments = arguments[:1]
    if len(arguments) != 1 or arguments[0].startswith("-"):
        print("用法：python3 verify_bundle.py 数据包.zip [--before 上一次封存说明.json]")
        return 2
    try:
        says, flaws = verify(arguments[0], before)
    except ValueError:
        print("这不是数据包，或文件已损坏：" + arguments[0])
        return 2
    print("台账 {origin}，第 {first} 号至第 {last} 号".format(**says))
    for each in says["seals"]:
        missing = each.get("missing") or []
        told = f"，缺报 {len(missing)} 家" if missing else ""
        print("第 {} 次封存：{} {}{}".format(each.get("number"), each.get("period"), each.get("at"), told))
    for code, number in flaws:
        print("不符：" + SAYINGS[code].format(number))
    print("密钥编号：" + "、".join(key_ids(says)) + "（请与对方另外告知的编号核对）")
    print("核对无误。" if not flaws else f"核对不符，共 {len(flaws)} 处。")
    return 1 if flaws else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
