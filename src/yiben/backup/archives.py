"""A backup: database, evidence and documents in one .tar with a manifest that says what belongs in it."""

from __future__ import annotations

import hashlib
import io
import json
import tarfile
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils import timezone

from yiben import __version__
from yiben.backup.copying import copy_database
from yiben.catalog.queries import catalogue
from yiben.errors import Refusal
from yiben.ledger.models import Arrival, ChainHead
from yiben.metrics.figures import evaluate, request_figure
from yiben.metrics.periods import parse_period
from yiben.metrics.scopes import Scope
from yiben.units.queries import find_unit

MANIFEST = "manifest.json"
FOLDERS = ("evidence", "documents")
YEARS = 2
"""Whose figures are kept for comparison: this year's and the one before."""
_PIECE = 2**20


@dataclass(frozen=True)
class Backup:
    """What was written: how many files with how many bytes, and the last arrival that is in it for certain."""

    path: Path
    files: int
    bytes: int
    seq: int


def write_backup(path: Path) -> Backup:
    """Write a backup of this instance. The database is copied first; files are only ever added, so that those it names
    are all there. Refuses to overwrite a file (``file_exists``); a backup that fails leaves none behind.
    """
    if path.exists():
        raise Refusal("file_exists", path=str(path))
    making = path.with_name(f"{path.name}.part")
    origin, seq = ChainHead.objects.get(is_own=True).origin, Arrival.objects.get().last_seq
    try:
        with tempfile.TemporaryDirectory(dir=path.parent) as folder:
            database = copy_database(Path(folder))
            found = {database.name: database} | dict(_files())
            sizes = {name: each.stat().st_size for name, each in found.items()}
            listed = {name: {"size": sizes[name], "sha256": digest_of(each)} for name, each in found.items()}
            manifest = _manifest(origin, seq, listed)
            with tarfile.open(making, "w") as archive:
                _add(archive, MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=1).encode())
                for name, each in found.items():
                    archive.add(each, arcname=name, recursive=False)
        making.replace(path)
    finally:
        making.unlink(missing_ok=True)
    return Backup(path, len(found), sum(sizes.values()), seq)


def figures_at(seq: int, year: int) -> dict[str, Any]:
    """Return every metric of the top unit for a year and the one before, as of an arrival number: what a restored
    instance has to say too."""
    root = find_unit("root")
    keys = sorted(catalogue().metrics)
    said = {}
    for each in range(year - YEARS + 1, year + 1):
        figures = evaluate([request_figure(key, Scope(root, parse_period(str(each)), as_of=seq)) for key in keys])
        said[str(each)] = {key: figure.value for key, figure in zip(keys, figures, strict=True)}
    return said


def digest_of(path: Path) -> str:
    """Return the SHA-256 of a file in hexadecimal, read in pieces."""
    hashed = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            hashed.update(piece)
    return hashed.hexdigest()


def _manifest(origin: str, seq: int, listed: dict[str, Any]) -> dict[str, Any]:
    return {
        "v": 1,
        "program": __version__,
        "at": timezone.now().isoformat(timespec="seconds"),
        "database": connection.vendor,
        "origin": origin,
        "seq": seq,
        "year": timezone.localdate().year,
        "figures": figures_at(seq, timezone.localdate().year),
        "files": listed,
    }


def _files() -> Iterator[tuple[str, Path]]:
    places = {"evidence": Path(settings.EVIDENCE_FOLDER), "documents": Path(settings.DOCUMENT_FOLDER)}
    for name in FOLDERS:
        folder = places[name]
        for path in sorted(folder.rglob("*")) if folder.exists() else ():
            if path.is_file() and not path.is_symlink():
                yield f"{name}/{path.relative_to(folder).as_posix()}", path


def _add(archive: tarfile.TarFile, name: str, content: bytes) -> None:
    member = tarfile.TarInfo(name)
    member.size, member.mode = len(content), 0o600
    archive.addfile(member, io.BytesIO(content))
