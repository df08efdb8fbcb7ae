"""Older formats (.doc, .wps, .odt, .et), turned into today's by LibreOffice where the server has it."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

from yiben.errors import TextProblem
from yiben.text.opening_word import word_text

_PROGRAMS = ("soffice", "libreoffice")
_SECONDS = 60


def office_text(data: bytes, name: str) -> tuple[str, tuple[str, ...]]:
    """Return the text of a document that LibreOffice can turn into .docx; raises TextProblem as ``converted``."""
    return word_text(converted(data, name, "docx"), name)


_ALWAYS_COMPUTED = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<oor:items xmlns:oor="http://openoffice.org/2001/registry">'
    '<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse">'
    "<value>0</value></prop></item></oor:items>\n"
)
"""Settings of the converter: formulas of a workbook are computed when it is opened."""


def converted(data: bytes, name: str, target: str, environment: Mapping[str, str] | None = None) -> bytes:
    """Return a file in another format (``docx``, ``xlsx``, ``pdf``); ``environment`` adds to that of the converter.

    Raises converter_missing without LibreOffice, document_broken when it cannot read the file within a minute.
    """
    program = next((found for each in _PROGRAMS if (found := shutil.which(each))), None)
    if program is None:
        raise TextProblem("converter_missing", name=name)
    with tempfile.TemporaryDirectory() as folder:
        if target == "pdf":  # a form that was filled holds totals of before: they are computed anew, as WPS does
            settings = Path(folder) / "profile/user/registrymodifications.xcu"
            settings.parent.mkdir(parents=True)
            settings.write_text(_ALWAYS_COMPUTED, encoding="utf-8")
        source = Path(folder) / "document.old"
        source.write_bytes(data)
        profile = f"-env:UserInstallation=file://{folder}/profile"
        command = [program, profile, "--headless", "--convert-to", target, "--outdir", folder, str(source)]
        try:
            surroundings = {**os.environ, **(environment or {})}
            subprocess.run(command, capture_output=True, timeout=_SECONDS, check=False, env=surroundings)
        except subprocess.TimeoutExpired as problem:
            raise TextProblem("document_broken", name=name) from problem
        made = source.with_suffix(f".{target}")
        if not made.is_file():
            raise TextProblem("document_broken", name=name)
        return made.read_bytes()
