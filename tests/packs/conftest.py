"""The shipped packs, loaded once, and small packs to vary."""

from pathlib import Path

import pytest

import yiben
from yiben.packs.definitions import Pack
from yiben.packs.loading import load_folder
from yiben.packs.resolving import Catalogue, resolve

SHIPPED = Path(next(iter(yiben.__path__))) / "shipped"


@pytest.fixture(scope="session")
def base() -> Pack:
    pack = load_folder(SHIPPED / "base").pack
    assert pack is not None
    return pack


@pytest.fixture(scope="session")
def safe_community(base: Pack) -> Pack:
    pack = load_folder(SHIPPED / "safe_community", known=[base]).pack
    assert pack is not None
    return pack


@pytest.fixture(scope="session")
def catalogue(base: Pack, safe_community: Pack) -> Catalogue:
    joined = resolve([safe_community, base]).catalogue
    assert joined is not None
    return joined
