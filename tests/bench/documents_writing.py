"""A report of ten pages with 200 figures written, beside docxtpl and python-docx; a draft of 20 pages checked."""

from __future__ import annotations

import importlib
import io
import time
from collections.abc import Callable

import docx

from tests.bench import Row
from tests.reports.samples import SampleFigure
from yiben.reports.docx_writer import write_docx
from yiben.reports.templates import render_template
from yiben.text.consistency import claims, inconsistencies
from yiben.text.reading import read_text

_PARAGRAPHS, _EACH, _FIGURES = 50, 4, 200
_WORDS = "各社区围绕年度重点，把宣传做到楼道、校园、企业和家庭，注重实效、勤俭办事，群众知晓面稳步扩大，"
_PAGES = 20


def run() -> list[Row]:
    """Return the rows of writing and of checking."""
    figures = {f"m{at}": SampleFigure(f"m{at}", 1000 + at, "场", f"指标{at}") for at in range(_FIGURES)}
    template = "# 年度工作报告\n" + "\n".join(_paragraph(at, "{{{{ figure('m{0}') }}}}") for at in range(_PARAGRAPHS))
    names = {"period": {"label": "2026年", "year": 2026}}

    def ours() -> bytes:
        return write_docx(render_template(template, figure=figures.__getitem__, names=names))

    seconds = _best(ours)
    bare, theirs = _best(_python_docx), _docxtpl()
    rows = [
        Row("a ten-page report with 200 figures", seconds, "s", False, bare, "python-docx: the same pages", goal=None)
    ]
    rows.append(Row("the same, by the goal of half a second", seconds, "s", False, goal=0.5))
    if theirs is not None:
        rows.append(
            Row("the same, beside a template of docxtpl", seconds, "s", False, theirs, "docxtpl: open, render, save")
        )
    text = "关于年度工作的总结\n" + "\n".join(_draft(at) for at in range(_PAGES * 12))
    reading = read_text(text)
    rows.append(
        Row(
            f"a draft of {_PAGES} pages checked in itself",
            _best(lambda: inconsistencies(reading, claims(reading))),
            "s",
            False,
            goal=1.0,
        )
    )
    return rows


def _paragraph(at: int, figure: str) -> str:
    said = "，".join(f"开展第{at * _EACH + each}项工作{figure.format(at * _EACH + each)}" for each in range(_EACH))
    return f"{_WORDS}{said}。"


def _draft(at: int) -> str:
    return (
        f"{_WORDS}共开展活动{at + 40}场，比去年增加{at % 7 + 1}场，参加{at * 31 + 200}人，其中志愿者{at * 3 + 10}人。"
    )


def _python_docx() -> None:
    made = docx.Document()
    made.add_paragraph("年度工作报告", style="Title")
    for at in range(_PARAGRAPHS):
        made.add_paragraph(_paragraph(at, "1{0:03d}场"))
    made.save(io.BytesIO())


def _docxtpl() -> float | None:
    try:
        docxtpl = importlib.import_module("docxtpl")
    except ImportError:
        return None
    made = docx.Document()
    made.add_paragraph("年度工作报告", style="Title")
    for at in range(_PARAGRAPHS):
        made.add_paragraph(_paragraph(at, "{{{{ m{0} }}}}"))
    kept = io.BytesIO()
    made.save(kept)
    values = {f"m{at}": f"{1000 + at}场" for at in range(_FIGURES)}

    def render() -> None:
        template = docxtpl.DocxTemplate(io.BytesIO(kept.getvalue()))
        template.render(values)
        template.save(io.BytesIO())

    return _best(render)


def _best(work: Callable[[], object], times: int = 5) -> float:
    def once() -> float:
        began = time.perf_counter()
        work()
        return time.perf_counter() - began

    return min(once() for _ in range(times))
