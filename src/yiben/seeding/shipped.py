"""The packs that come with the product. Needs no database."""

from __future__ import annotations

from pathlib import Path

import yiben
from yiben.errors import Refusal
from yiben.packs.loading import load_folder

SHIPPED = Path(yiben.__file__).parent / "shipped"


def shipped_packs() -> list[str]:
    """Return the names of the packs that come with the product, ``base`` first: the others build on it."""
    return sorted((path.parent.name for path in SHIPPED.glob("*/pack.yaml")), key=lambda name: (name != "base", name))


def pack_files(name: str) -> dict[str, bytes]:
    """Return the files of a shipped pack. Raises Refusal ``pack_unknown``."""
    if name not in shipped_packs():
        raise Refusal("pack_unknown", pack=name)
    return load_folder(SHIPPED / name).files
