"""The burden account as a paper: an office a section, in the look of the other reports."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from yiben.forms.burden import Office
from yiben.reports.blocks import parse_blocks
from yiben.reports.docx_writer import write_docx

_NUMERALS = "一二三四五六七八九十"


def burden_text(unit: str, year: int, offices: Sequence[Office], day: str) -> str:
    """Return the account in the marks of a report template: “# ” title, “一、” heading, “> ” signature."""
    tables = sum(len(each.tables) for each in offices)
    blanks, filled = sum(each.blanks for each in offices), sum(each.filled for each in offices)
    repeated = sum(each.repeated for each in offices)
    lines = [
        f"# {unit}{year}年填报负担情况",
        f"{year}年共有{len(offices)}个单位布置报表、收表{tables}张，合计{blanks}格。其中由台账自动填好{_share(filled, blanks)}，"
        f"以前别的表已经要过的{_share(repeated, blanks)}。",
    ]
    for number, office in enumerate(offices):
        mark = _NUMERALS[number] if number < len(_NUMERALS) else str(number + 1)
        lines.append(f"{mark}、{office.name}")
        lines.append(_of_tables(office))
        lines += [
            f"《{each.title}》{each.blanks}格，{_before(each.before)}。" for each in office.tables if each.repeated
        ]
        if office.documents or office.meetings:
            lines.append(_of_papers(office))
    return "\n".join([*lines, f"> {unit}", f"> {day}"])


def burden_docx(unit: str, year: int, offices: Sequence[Office], day: str) -> bytes:
    """Return the account as a .docx."""
    return write_docx(parse_blocks(burden_text(unit, year, offices, day), ()))


def lead_words(lead: timedelta) -> str:
    """Return how long a turn left: hours below two days, days above."""
    hours = max(0, round(lead.total_seconds() / 3600))
    return f"{hours}小时" if hours < 48 else f"{hours // 24}天"


def _of_tables(office: Office) -> str:
    if not office.tables:
        return "没有布置报表。"
    said = f"布置报表、收表{len(office.tables)}张{office.blanks}格，当年要了{office.turns}次。"
    said += f"自动填好{_share(office.filled, office.blanks)}，以前要过的{_share(office.repeated, office.blanks)}。"
    if office.shortest is not None:
        said += f"从布置到截止最短{lead_words(office.shortest)}"
        said += f"，不到一天的{office.rushed}次。" if office.rushed else "。"
    return said


def _of_papers(office: Office) -> str:
    said = f"发文{office.documents}件（上年{office.documents_before}件）"
    said += f"，其中超过五千字的{office.long_documents}件" if office.long_documents else ""
    said += f"；开会{office.meetings}次" if office.meetings else ""
    return said + (f"，其中综合性会议{office.comprehensive}次。" if office.comprehensive else "。")


def _before(titles: Sequence[str]) -> str:
    return "其中有的数" + "、".join(f"《{each}》" for each in titles) + "已经要过"


def _share(part: int, whole: int) -> str:
    return f"{part}格（占{round(part * 100 / whole)}%）" if whole else "0格"
