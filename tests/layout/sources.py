"""Which files the layout tests look at."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src/yiben"
SHIPPED = PACKAGE / "shipped"
STATIC = PACKAGE / "web/static"


def python_files() -> list[Path]:
    """Return the Python files that people write: migrations are made by Django and left out."""
    folders = (PACKAGE, ROOT / "tests", ROOT / "script")
    return [path for folder in folders for path in sorted(folder.rglob("*.py")) if "migrations" not in path.parts]


def templates() -> list[Path]:
    return sorted(path for path in PACKAGE.rglob("templates/**/*") if path.suffix in {".html", ".txt", ".svg"})


def repository_files() -> list[Path]:
    """Return every text file that belongs to the project: not what is installed, made or cached."""
    made = {".git", ".venv", "var", "__pycache__", "build", "dist", "htmlcov"}
    return sorted(
        path
        for path in ROOT.rglob("*")
        if path.is_file()
        and not made & set(path.relative_to(ROOT).parts)
        and not any(part.endswith(("_cache", ".egg-info")) or part == ".hypothesis" for part in path.parts)
    )


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()
