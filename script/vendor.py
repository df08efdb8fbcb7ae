"""Fetches the vendored front-end files again: script/vendor [--accept]

src/yiben/web/static/vendor/vendor.lock.json names package, version, the digest of each file as fetched and as shipped.
A fetched file with another digest is refused, unless --accept writes the new digests (after a change of version). Needs
npm; never run by script/setup, because the files are committed. What the oldest supported browser does not know is
rewritten or taken out here, and the result is held against tests/layout/browser_floor.py.
"""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENDOR = ROOT / "src/yiben/web/static/vendor"
LOCK = VENDOR / "vendor.lock.json"
SIDES = ("top", "right", "bottom", "left")
# Decoration only: without them a line stands closer to its text, and a scroll bar keeps the system's colours.
DECORATION = ("text-underline-offset", "scrollbar-color")


def main(arguments: list[str]) -> int:
    if arguments not in ([], ["--accept"]):
        print(__doc__, file=sys.stderr)
        return 2
    lock = json.loads(LOCK.read_text(encoding="utf-8"))
    problems = [problem for package in lock["packages"] for problem in refresh(package, accept=bool(arguments))]
    if arguments and not problems:
        LOCK.write_text(json.dumps(lock, indent=2) + "\n", encoding="utf-8")
    for problem in problems:
        print(problem, file=sys.stderr)
    return 1 if problems else 0


def refresh(package: dict[str, object], *, accept: bool) -> list[str]:
    """Fetch one package and write its files. Returns the problems; a file with a problem is not written."""
    problems = []
    with tempfile.TemporaryDirectory() as folder:
        members = fetch(f"{package['name']}@{package['version']}", Path(folder))
        for file in package["files"]:
            fetched = members[file["from"]]
            shipped = adapt(fetched.decode("utf-8")).encode() if file["to"].endswith(".css") else fetched
            digests = {"fetched_sha256": digest(fetched), "shipped_sha256": digest(shipped)}
            departures = floor_departures(file["to"], shipped)
            if departures:
                problems.append(f"{file['to']}: not known to the oldest browser: {departures}")
            elif not accept and digests != {key: file[key] for key in digests}:
                problems.append(f"{file['to']}: other digests than in the lock file: {digests}")
            else:
                file.update(digests)
                (VENDOR / file["to"]).write_bytes(shipped)
    return problems


def fetch(specification: str, folder: Path) -> dict[str, bytes]:
    """Return the files of an npm package by their path in it."""
    command = ["npm", "pack", specification, "--silent", "--ignore-scripts", "--pack-destination", str(folder)]
    subprocess.run(command, check=True, cwd=folder, stdout=subprocess.DEVNULL)
    (archive,) = folder.glob("*.tgz")
    with tarfile.open(archive) as package:
        return {
            member.name.removeprefix("package/"): package.extractfile(member).read()
            for member in package.getmembers()
            if member.isfile()
        }


def adapt(css: str) -> str:
    """Return a minified stylesheet in the words of the oldest supported browser, without its source map."""
    css = re.sub(r"/\*# sourceMappingURL=.*?\*/\s*", "", css)
    css = css.replace("a:hover:has(.icon){text-decoration:none}", "")
    css = re.sub(r"(?<=[{;])inset:([^;}]+)", lambda found: four_sides(found[1]), css)
    return re.sub(rf"(?<=[{{;])(?:{'|'.join(DECORATION)}):[^;}}]+;?", "", css)


def four_sides(value: str) -> str:
    """Return `inset` as its four properties, each value as CSS hands it on: 1 → all, 2 → opposite, 3 → left = right."""
    important = "!important" if value.endswith("!important") else ""
    parts = value.removesuffix("!important").split()
    top = parts[0]
    right = parts[1] if len(parts) > 1 else top
    bottom = parts[2] if len(parts) > 2 else top
    left = parts[3] if len(parts) > 3 else right
    of_side = (top, right, bottom, left)
    return ";".join(f"{side}:{part}{important}" for side, part in zip(SIDES, of_side, strict=True))


def floor_departures(name: str, content: bytes) -> list[object]:
    sys.path.insert(0, str(ROOT))
    from tests.layout.browser_floor import css_departures, script_departures

    if name.endswith(".css"):
        return css_departures(content.decode("utf-8"))
    return script_departures(content.decode("utf-8")) if name.endswith(".js") else []


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
