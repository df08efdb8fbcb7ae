"""A backup put back into an empty home, and whether it is what it was."""

from __future__ import annotations

import json
import shutil
import tarfile
import tempfile
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

from django.conf import settings

from yiben.backup.archives import FOLDERS, MANIFEST, digest_of, figures_at
from yiben.backup.copying import POSTGRESQL, SQLITE, load_database
from yiben.errors import Refusal
from yiben.ledger.verifying import Finding, verify
from yiben.migrating import make_tables

_MOST_MANIFEST = 256 * 2**20


@dataclass
class Restored:
    """What a restored instance says of itself: entries read, what does not hold, figures that differ from those of the
    backup (year and metric → then, now)."""

    entries: int = 0
    findings: list[Finding] = field(default_factory=list)
    figures: int = 0
    different: dict[str, tuple[Any, Any]] = field(default_factory=dict)

    @property
    def holds(self) -> bool:
        """Whether everything is as it was."""
        return not self.findings and not self.different


def restore_backup(path: Path) -> Restored:
    """Put a backup into this instance's home, which must hold nothing but keys, and verify it.

    Every file is held against the manifest before anything is put in its place. Raises Refusal ``home_not_empty``,
    ``backup_unreadable``, ``backup_incomplete`` (naming the first file that is missing, added or changed).
    """
    home = Path(settings.HOME)
    held = [each.name for each in home.iterdir() if each.name != "keys"] if home.exists() else []
    if held:
        raise Refusal("home_not_empty", path=str(home))
    home.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=home.parent) as folder:
        unpacked = Path(folder)
        manifest = _unpack(path, unpacked)
        database = next((name for name in (SQLITE, POSTGRESQL) if (unpacked / name).exists()), "")
        if not database:
            raise Refusal("backup_incomplete", name=SQLITE)
        load_database(unpacked / database)
        places = {"evidence": Path(settings.EVIDENCE_FOLDER), "documents": Path(settings.DOCUMENT_FOLDER)}
        for name in FOLDERS:
            if (unpacked / name).exists():
                shutil.move(str(unpacked / name), places[name])
    make_tables()
    checked = verify(deep=True, evidence=True)
    now = figures_at(int(manifest["seq"]), int(manifest["year"]))
    result = Restored(checked.entries, checked.findings)
    for year, then in manifest["figures"].items():
        for key, value in then.items():
            result.figures += 1
            if now[year].get(key) != value:
                result.different[f"{year} {key}"] = (value, now[year].get(key))
    return result


def _unpack(path: Path, folder: Path) -> dict[str, Any]:
    """Unpack into a folder what the manifest lists and nothing else; return the manifest."""
    try:
        with tarfile.open(path) as archive:
            first = archive.next()
            if first is None or first.name != MANIFEST or first.size > _MOST_MANIFEST:
                raise Refusal("backup_unreadable", path=str(path))
            kept = archive.extractfile(first)
            assert kept is not None
            manifest: dict[str, Any] = json.loads(kept.read())
            listed = manifest["files"]
            for member in archive:
                if member is first or member.name == MANIFEST:
                    continue
                if member.name not in listed or not member.isreg() or not _is_plain(member.name):
                    raise Refusal("backup_incomplete", name=member.name)
                archive.extract(member, folder, filter="data")
    except (tarfile.TarError, OSError, ValueError, KeyError, EOFError) as problem:
        raise Refusal("backup_unreadable", path=str(path)) from problem
    for name, row in listed.items():
        target = folder / name
        if not target.is_file() or target.stat().st_size != row["size"] or digest_of(target) != row["sha256"]:
            raise Refusal("backup_incomplete", name=name)
    return manifest


def _is_plain(name: str) -> bool:
    parts = PurePosixPath(name).parts
    return not PurePosixPath(name).is_absolute() and ".." not in parts and parts[0] in {*FOLDERS, SQLITE, POSTGRESQL}
