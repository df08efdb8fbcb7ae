"""From .docx to PDF, as it prints: the official fonts mapped to those that this machine has, missing glyphs named before.

Documents name the official fonts (仿宋_GB2312 …), which no free system has. While LibreOffice converts, fontconfig is told
which of the installed ones stand for them, and for a character that those lack, the next of the row.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Final
from xml.sax.saxutils import escape

from yiben.text.opening_office import converted

STANDING_FOR: Final[Mapping[str, tuple[str, ...]]] = {
    "方正小标宋简体": ("FZXiaoBiaoSong-B05S", "FandolSong:bold", "Noto Serif CJK SC:bold", "AR PL UMing CN"),
    "仿宋_GB2312": ("FangSong_GB2312", "FangSong", "STFangsong", "FandolFang", "Noto Serif CJK SC", "AR PL UMing CN"),
    "楷体_GB2312": (
        "KaiTi_GB2312",
        "KaiTi",
        "STKaiti",
        "FandolKai",
        "AR PL UKai CN",
        "LXGW WenKai",
        "Noto Serif CJK SC",
    ),
    "黑体": ("SimHei", "FandolHei", "Noto Sans CJK SC", "WenQuanYi Zen Hei"),
    "宋体": ("SimSun", "FandolSong", "Noto Serif CJK SC", "AR PL UMing CN"),
    "Times New Roman": ("Liberation Serif", "Nimbus Roman", "DejaVu Serif"),
}
"""The official fonts, each with what may stand for it, the best first."""
_CONFIGURATIONS: Final = ("/etc/fonts/fonts.conf", "/usr/local/etc/fonts/fonts.conf")
_SECONDS: Final = 20
_HEAD: Final = '<?xml version="1.0"?>\n<!DOCTYPE fontconfig SYSTEM "fonts.dtd">\n'


def to_pdf(data: bytes, name: str) -> bytes:
    """Return a .docx as PDF. Raises TextProblem ``converter_missing`` without LibreOffice, ``document_broken``."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "fonts.conf"
        path.write_text(font_configuration(_installed()), encoding="utf-8")
        known = next((each for each in _CONFIGURATIONS if Path(each).is_file()), None)
        return converted(data, name, "pdf", {"FONTCONFIG_FILE": str(path)} if known else None)


def font_configuration(installed: Iterable[str]) -> str:
    """Return the configuration that puts installed families in the place of the official ones."""
    known = set(installed)
    includes = "".join(f'<include ignore_missing="yes">{path}</include>' for path in _CONFIGURATIONS)
    rules = "".join(_rule(official, names, known) for official, names in STANDING_FOR.items())
    return f"{_HEAD}<fontconfig>{includes}{rules}</fontconfig>\n"


def unprintable(text: str) -> tuple[str, ...] | None:
    """Return the characters of a text that no font of this machine can draw, in order, each once; None when it cannot be
    told, since fontconfig is not here.

    Characters of GB 2312 are in every Chinese font and are not looked up.
    """
    rare = [each for each in dict.fromkeys(text) if not _is_common(each)]
    if rare and shutil.which("fc-list") is None:
        return None
    return tuple(each for each in rare if not _is_drawn(each))


def stand_ins() -> dict[str, str]:
    """Return for each official font the installed one that stands for it, "" for none."""
    known = set(_installed())
    return {
        official: next((_family(name) for name in (official, *names) if _family(name) in known), "")
        for official, names in STANDING_FOR.items()
    }


def _rule(official: str, names: Iterable[str], known: set[str]) -> str:
    here = [name for name in names if _family(name) in known]
    if not here or official in known:
        return ""
    families = "".join(f"<string>{escape(_family(name))}</string>" for name in here)
    bold = (
        '<edit name="weight" mode="assign" binding="strong"><const>bold</const></edit>'
        if here[0].endswith(":bold")
        else ""
    )
    return (
        f'<match target="pattern"><test qual="any" name="family"><string>{escape(official)}</string></test>'
        f'<edit name="family" mode="assign" binding="strong">{families}</edit>{bold}</match>'
    )


def _family(name: str) -> str:
    return name.partition(":")[0]


@lru_cache(maxsize=1)
def _installed() -> frozenset[str]:
    return frozenset(_listed(":", "family"))


@lru_cache(maxsize=4096)
def _is_drawn(character: str) -> bool:
    return any(True for _family in _listed(f":charset={ord(character):x}", "family"))


def _is_common(character: str) -> bool:
    try:
        character.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


def _listed(pattern: str, what: str) -> Iterator[str]:
    program = shutil.which("fc-list")
    if program is None:
        return
    environment = {**os.environ, "LC_ALL": "C.UTF-8"}
    told = subprocess.run(
        [program, pattern, what], capture_output=True, timeout=_SECONDS, check=False, env=environment
    ).stdout
    for line in told.decode("utf-8", "replace").splitlines():
        yield from filter(None, (name.strip() for name in line.split(",")))
