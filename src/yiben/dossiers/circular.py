"""通报: what a round found, in the sentences of an official document; every number leads to the visits behind it.

The text is a draft: whoever issues it reads and changes it. Shares are counted from the answers of first visits, rounded half
up to one decimal.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from yiben.audit.hooks import ProblemStanding
from yiben.inspections.actions.visiting import problem_of
from yiben.inspections.models import Answer, Round, Visit
from yiben.inspections.results import ItemResult, UnitResult, in_order, results_by_item
from yiben.packs.checklists import Checklist
from yiben.reports.official.elements import Official
from yiben.reports.official.parts import read_parts
from yiben.reports.official.writing import official_docx

KIND = "通报"
MOST_CASES = 6
_NUMERALS = "一二三四五六"


@dataclass(frozen=True)
class Piece:
    """A stretch of a line. One with a ``figure`` is a number that opens to visits: done (all that were made), in_order, failed
    (all with a problem), handed, mended, or a question and an answer as “question.answer”."""

    text: str
    figure: str = ""


Line = tuple[Piece, ...]


@dataclass(frozen=True)
class Circular:
    """A draft: its title, to whom, its lines."""

    title: str
    recipients: str
    lines: tuple[Line, ...]

    @property
    def text(self) -> str:
        """The text as a draft of a document takes it, line by line."""
        return "\n".join("".join(piece.text for piece in line) for line in self.lines)


def compose(
    row: Round,
    asked: Checklist,
    results: Sequence[UnitResult],
    typical: Sequence[UnitResult],
    standing: Mapping[str, ProblemStanding],
) -> Circular:
    """Return the circular of a round. ``typical`` are the units that whoever writes it picked, good and bad ones;
    ``standing``: how handed-on findings stand, by the uid of their matter."""
    done = [each for each in results if each.visit.state == Visit.DONE]
    lines: list[Line] = [_opening(row, asked, len(results), len(done))]
    lines.append(_plain("一、总体情况"))
    clean, made = in_order(results)
    lines.append(
        (
            Piece("走访的"),
            Piece(f"{made}个", "done"),
            Piece("单位中，"),
            Piece(f"{clean}个", "in_order"),
            Piece(f"单位各项都到位{_of(clean, made)}。"),
        )
    )
    lines += [_of_item(each) for each in results_by_item(asked, results)]
    heads = iter(_NUMERALS[1:])
    if typical:
        lines.append(_plain(f"{next(heads)}、典型事例"))
        lines += [_case(number, each, asked) for number, each in enumerate(typical)]
    failed = [each for each in done if each.failed]
    if failed:
        lines.append(_plain(f"{next(heads)}、存在问题"))
        lines.append(_problems(failed, standing))
        lines += [_of_unit(each, asked) for each in failed]
    lines.append(_plain(f"{next(heads)}、工作要求"))
    lines.append(_plain(_demand(bool(failed))))
    return Circular(f"关于{row.title}情况的通报", "各有关单位", tuple(lines))


def circular_docx(row: Round, circular: Circular) -> bytes:
    """Return the draft as .docx in the layout of an official document; it has no number, which is given when it is issued."""
    return official_docx(
        Official(
            form="document",
            kind=KIND,
            mark=row.unit.name,
            title=circular.title,
            offices=(row.unit.name,),
            body=read_parts(circular.text),
            recipients=circular.recipients,
            is_sealed=False,
        )
    )


def percent_text(share: Fraction) -> str:
    """Return a share in per cent with one decimal, half up, none where it is whole.

    >>> percent_text(Fraction(2, 3)), percent_text(Fraction(1))
    ('66.7%', '100%')
    """
    tenths = (share * 2000 + 1) // 2
    whole, rest = divmod(int(tenths), 10)
    return f"{whole}.{rest}%" if rest else f"{whole}%"


def day_words(day: date) -> str:
    """Return a day as documents write it."""
    return f"{day.year}年{day.month}月{day.day}日"


def _opening(row: Round, asked: Checklist, drawn: int, made: int) -> Line:
    basis = f"按照督查检查考核年度计划（{row.approval}），" if row.approval else ""
    until = (
        day_words(row.ends_on)
        if row.ends_on.year != row.begins_on.year
        else f"{row.ends_on.month}月{row.ends_on.day}日"
    )
    return (
        Piece(
            f"{basis}{day_words(row.begins_on)}至{until}，{row.unit.name}对{drawn}个单位开展“{asked.label}”，实地走访"
        ),
        Piece(f"{made}个", "done"),
        Piece("。现将有关情况通报如下。"),
    )


def _of_item(each: ItemResult) -> Line:
    name = each.item.id
    said: list[Piece] = [
        Piece(f"“{each.item.text}”：到位"),
        Piece(f"{each.yes}个", f"{name}.{Answer.YES}"),
        Piece("，未到位"),
    ]
    said.append(Piece(f"{each.no}个", f"{name}.{Answer.NO}"))
    if each.not_applicable:
        said += [Piece("，不适用"), Piece(f"{each.not_applicable}个", f"{name}.{Answer.NOT_APPLICABLE}")]
    said.append(Piece(f"，到位率{percent_text(each.share)}。" if each.share is not None else "。"))
    return tuple(said)


def _case(number: int, each: UnitResult, asked: Checklist) -> Line:
    words = str(each.visit.note.get("words", "")).rstrip("。")
    found = "；".join(_said(each, asked))
    said = "，".join(part for part in (words, found or "各项都到位") if part)
    return _plain(f"（{_NUMERALS[number]}）{each.visit.unit.short_name}。{said}。")


def _problems(failed: Sequence[UnitResult], standing: Mapping[str, ProblemStanding]) -> Line:
    answers = [answer for each in failed for answer in each.failed]
    handed = [standing[each.matter] for each in answers if each.matter in standing and standing[each.matter].number]
    mended = sum(each.is_done for each in handed)
    return (
        Piece(f"共发现问题{len(answers)}个，涉及"),
        Piece(f"{len(failed)}个", "failed"),
        Piece("单位；已交办"),
        Piece(f"{len(handed)}个", "handed"),
        Piece("，已销号"),
        Piece(f"{mended}个", "mended"),
        Piece("。"),
    )


def _of_unit(each: UnitResult, asked: Checklist) -> Line:
    again = ""
    if each.again is not None and each.last is not None and each.last.visited_on is not None:
        left = [answer for answer in each.again.values() if answer.answer == Answer.NO]
        day = f"{each.last.visited_on.month}月{each.last.visited_on.day}日"
        again = f"（{day}复查，{'仍有未到位的' if left else '已全部到位'}）"
    return _plain(f"{each.visit.unit.short_name}：{'；'.join(_said(each, asked))}{again}。")


def _said(each: UnitResult, asked: Checklist) -> list[str]:
    items = {item.id: item for item in asked.items}
    return [problem_of(items[one.item], str(one.note.get("words", ""))) for one in each.failed if one.item in items]


def _demand(has_problems: bool) -> str:
    if has_problems:
        return "请有关单位对照问题逐项整改，按交办的期限报送整改情况；其他单位举一反三，自查自纠。"
    return "请各单位保持好的做法，常态落实。"


def _of(part: int, whole: int) -> str:
    return f"，占{percent_text(Fraction(part, whole))}" if whole else ""


def _plain(text: str) -> Line:
    return (Piece(text),)
