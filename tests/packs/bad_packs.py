"""Load the bad packs beside this file the way each of them goes wrong."""

from pathlib import Path

from yiben.packs.definitions import Pack
from yiben.packs.loading import Loaded, load_folder
from yiben.packs.problems import Problem
from yiben.packs.resolving import compare, resolve
from yiben.packs.sentences import problem_sentence

BAD = Path(__file__).parent / "bad"


def sentences_of(code: str) -> list[str]:
    """Return the sentences that the folder of a code gives, its own path left out."""
    folder = BAD / code
    return [problem_sentence(each).replace(f"{folder}/", "") for each in problems_of(folder)]


def problems_of(folder: Path) -> tuple[Problem, ...]:
    """Return the problems of one bad pack, of two versions (old, new) or of several packs."""
    if (folder / "old").is_dir():
        versions = [_good(load_folder(folder / age / "visits")) for age in ("old", "new")]
        return compare(versions[0], versions[1])
    if (folder / "resolve").is_dir():
        places = sorted(path.parent for path in (folder / "resolve").rglob("pack.yaml"))
        stand_ins = [Pack(name=place.name, label="替身", version=1) for place in places]
        return resolve([_good(load_folder(place, known=stand_ins)) for place in places]).problems
    known = [_good(load_folder(path)) for path in sorted(folder.glob("known/*"))]
    own = next(path for path in (folder / "visits.local", folder / "visits") if path.is_dir())
    return load_folder(own, known=known).problems


def _good(loaded: Loaded) -> Pack:
    assert loaded.pack is not None, [problem_sentence(each) for each in loaded.problems]
    return loaded.pack
