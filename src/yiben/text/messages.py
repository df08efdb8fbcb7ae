"""A message of a work group, pasted: what somebody is asked to do by when, what was done, the rows of a 接龙.

Nothing of it is kept by itself: it is proposed. Names of people, those of senders and those in a 接龙, are left out.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache

from yiben.text.moments import Moment, day_told, moment_in
from yiben.text.numerals import half_width
from yiben.text.quantities import quantities
from yiben.text.results import Number
from yiben.text.wordlists import any_of, word_list

LONGEST = 20_000
"""Characters that are read; a longer text is a document."""
_LONGEST_SENDER = 80
_WHEN = (
    r"(?:(?:(?P<year>20\d\d)[-/.年])?(?P<month>\d{1,2})[-/.月](?P<day>\d{1,2})日?\s*)?"
    r"(?:[上下中]午|晚上|早上|凌晨)?\s?\d{1,2}[:：]\d{2}(?:[:：]\d{2})?"
)
_NAME = r"[^\s:：,，。]{1,20}(?:\s?[(（][^)）]{1,30}[)）])?"
_SENDERS = (re.compile(rf"{_NAME}\s+{_WHEN}[:：]?"), re.compile(rf"{_WHEN}(?:\s+{_NAME})?[:：]?"))
_SAID_BY = re.compile(r"^[\u4e00-\u9fff·]{2,4}[:：]\s*(?=\S)")
_ROW = re.compile(r"^\s*(?P<number>\d{1,3})\s?[.．、)）:：]\s*(?P<text>\S.*)$")
_CHAIN = re.compile(r"^\s*#?接龙|【接龙】|^\s*#\S*接龙")
_SENTENCE = re.compile(r"[^。！!；;\n]+[。！!；;]?")
_PERSON = re.compile(r"[\u4e00-\u9fff]{2,4}(?:·[\u4e00-\u9fff]{1,6})?$")
_HEADING = re.compile(
    r"^\s*(?:[【\[](?:[^】\]]{1,12})[】\]]|(?:温馨提示|紧急通知|重要通知|工作提醒|通知|提醒)[:：])\s*"
)
_GROUND = re.compile(r"^(?:根据|按照|按|依据|因|由于|鉴于|为)[^,，]*[,，]\s*$")
_SO_MANY = re.compile(r"等?(?:[一二两三四五六七八九十0-9]{1,3}[个家])?(?:社区|单位|部门|科室|街道)?")
_PLACED = re.compile(
    "(?:(?<![存现])在|走进|来到|前往|赶赴|深入|走访|赴|到(?<!得到|收到|接到|达到))(?:辖区|我街道|本街道|街道)?$"
)
_AT = re.compile(r"@\S{1,20}[\s\u2005]?")
_WORDS = re.compile(r"[\s,，、;；:：|/]+")
_EDGE = " 　,，、:：;；。！!~～\t"


@dataclass(frozen=True, slots=True)
class Asked:
    """Something that is asked for: of whom (as named; empty when nobody is), what, by when (None: not said)."""

    text: str
    who: str
    what: str
    due: Moment | None


@dataclass(frozen=True, slots=True)
class Counted:
    """A number of a message: what is counted, how many, the measure word."""

    measure: str
    value: Number
    unit: str


@dataclass(frozen=True, slots=True)
class Told:
    """Something that was done: on which day (None: not said), by which of the known units, with which numbers.
    ``venues``: units in whose place it was done, which are not said to have done it."""

    text: str
    on: date | None
    units: tuple[str, ...]
    numbers: tuple[Counted, ...]
    venues: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ChainRow:
    """A row of a 接龙 without the person: the known units it names, its state, its numbers, whatever else it says."""

    number: int
    units: tuple[str, ...]
    state: str
    numbers: tuple[Counted, ...]
    rest: str


@dataclass(frozen=True, slots=True)
class Message:
    """A message read. ``left_out`` counts by code what was not taken: sender (lines of who and when), answered (收到),
    courtesy, person (names in rows)."""

    asked: tuple[Asked, ...] = ()
    told: tuple[Told, ...] = ()
    rows: tuple[ChainRow, ...] = ()
    left_out: Mapping[str, int] = field(default_factory=dict)


def read_message(text: str, today: date, units: Sequence[str] = ()) -> Message:
    """Return what a pasted message asks and tells. ``today`` is the day of relative days, unless a line of the chat says
    on which day it was sent; ``units`` are the names by which units go. Never raises; linear.

    >>> message = read_message("@所有人 请各社区今天下午5点前报值班表，收到请回复", date(2026, 5, 20))
    >>> [(each.who, each.what, each.due.day.isoformat(), each.due.at) for each in message.asked]
    [('各社区', '报值班表', '2026-05-20', '17:00')]
    """
    left: Counter[str] = Counter()
    known = _known(units)
    asked: list[Asked] = []
    told: list[Told] = []
    rows: list[ChainRow] = []
    lines = list(_lines(half_width(text[:LONGEST]), today, left))
    is_chain = _is_chain([line for line, _day in lines])
    for line, day in lines:
        row = _ROW.match(line) if is_chain else None
        if row is not None:
            rows.append(_row(row, known, left))
            continue
        for match in _SENTENCE.finditer(line):
            sentence = _without_courtesy(_HEADING.sub("", match[0]), left)
            if not sentence:
                continue
            if requests := _requests(sentence, day, known):
                asked += requests
            elif (report := _told(sentence, day, known)) is not None:
                told.append(report)
    return Message(tuple(asked), tuple(told), tuple(rows), {code: count for code, count in left.items() if count})


def _lines(text: str, today: date, left: Counter[str]) -> Iterator[tuple[str, date]]:
    """The lines that say something, with the day on which each was sent."""
    day = today
    for raw in text.splitlines():
        line = raw.strip()
        if not line:
            continue
        short = line if len(line) <= _LONGEST_SENDER else ""
        sender = next((found for each in _SENDERS if (found := each.fullmatch(short))), None)
        if sender is not None:
            left["sender"] += 1
            day = _sent_on(sender, today)
            continue
        line = _AT.sub("", line).strip() if "@" in line else line
        bare = _SAID_BY.sub("", line)
        if _answer().fullmatch(bare.strip(_EDGE)):
            left["answered"] += 1
        elif line:
            yield line, day


def _sent_on(sender: re.Match[str], today: date) -> date:
    if not sender["month"]:
        return today
    try:
        return date(int(sender["year"] or today.year), int(sender["month"]), int(sender["day"]))
    except ValueError:  # 13/40: no day
        return today


def _is_chain(lines: Sequence[str]) -> bool:
    numbered = [int(match["number"]) for line in lines if (match := _ROW.match(line)) and len(line) <= 60]
    if len(numbered) < 2:
        return False
    if any(_CHAIN.search(line) for line in lines):
        return True
    in_order = sum(1 for one, other in itertools.pairwise(numbered) if other == one + 1)
    asks = sum(1 for line in lines if _ROW.match(line) and _asking().search(line))
    return in_order >= 2 and not asks


def _row(match: re.Match[str], known: re.Pattern[str] | None, left: Counter[str]) -> ChainRow:
    text = match["text"]
    units = _units_in(text, known)
    state, rest = "", []
    numbers = tuple(_numbers(text))
    for word in _WORDS.split(known.sub(" ", text) if known else text):
        bare = word.strip(_EDGE)
        if not bare:
            continue
        if _state().fullmatch(bare):
            state = state or bare
        elif any(True for _each in quantities(bare, 0, len(bare))):
            continue
        elif _PERSON.fullmatch(bare):
            left["person"] += 1
        else:
            rest.append(bare)
    return ChainRow(int(match["number"]), units, state, numbers, " ".join(rest))


def _requests(sentence: str, day: date, known: re.Pattern[str] | None) -> list[Asked]:
    """What a sentence asks for, apart where it names a limit of its own for each; who is asked holds until another is."""
    parts: list[str] = []
    has_limit = False
    for part in re.split(r"(?<=[,，])", sentence):
        moment = moment_in(part, day)
        is_limit = moment is not None and moment.is_limit
        if parts and not (is_limit and has_limit):
            parts[-1] += part
        else:
            parts.append(part)
        has_limit = (has_limit and not (is_limit and has_limit)) or is_limit
    found: list[Asked] = []
    for part in parts:
        if (request := _asked(part, day, known)) is not None:
            found.append(request if request.who or not found else replace(request, who=found[-1].who))
    return found


def _asked(sentence: str, day: date, known: re.Pattern[str] | None) -> Asked | None:
    cues = list(_asking().finditer(sentence))
    cue = next((each for each in cues if each[0].endswith("请")), cues[0] if cues else None)
    if cue is not None and cue.start() and _GROUND.search(sentence, 0, cue.start()):
        sentence = sentence[cue.start() :]  # 根据区里要求，请……
        cue = _asking().match(sentence)
    due = moment_in(sentence, day)
    group = _each_group().search(sentence)
    if cue is None and not (due and due.is_limit and (group or _reporting().search(sentence))):
        return None
    if cue is not None and due is None and not _reporting().search(sentence):
        return None
    named = list(known.finditer(sentence)) if known else []
    who, span = _who(sentence, group, named)
    taken = [span] if span else []
    taken += [(due.start, due.end)] if due else []
    taken += [cue.span()] if cue else []
    what = _rest(sentence, taken)
    return Asked(sentence.strip(_EDGE), who, what, due) if len(what) >= 2 else None


def _who(
    sentence: str, group: re.Match[str] | None, named: Sequence[re.Match[str]]
) -> tuple[str, tuple[int, int] | None]:
    """Who is asked: a kind of bodies (各社区), else the known units that are named one beside the other."""
    if group is not None:
        return group[0], group.span()
    if not named:
        return "", None
    start, end = named[0].span()
    names = [named[0][0]]
    for each in named[1:]:
        if each.start() - end > 1:
            break
        names.append(each[0])
        end = each.end()
    more = _SO_MANY.match(sentence, end)
    return "、".join(names), (start, more.end() if more else end)


def _rest(sentence: str, taken: Sequence[tuple[int, int]]) -> str:
    """What is left of a sentence without who, by when and the asking."""
    parts, position = [], 0
    for start, end in sorted(taken):
        parts.append(sentence[position : max(start, position)])
        position = max(position, end)
    parts.append(sentence[position:])
    kept = [part.strip(_EDGE) for part in parts]
    return re.sub(r"^(?:于|在|将|把|前|须|需|务必|尽快|抓紧|抓紧时间|请)+(?=\S)", "", "".join(kept)).strip(_EDGE)


def _told(sentence: str, day: date, known: re.Pattern[str] | None) -> Told | None:
    numbers = tuple(_numbers(sentence))
    on = day_told(sentence, day)
    named = _units_in(sentence, known)
    venues = _venues(sentence, known) if named else ()
    if not numbers or not (on or named):
        return None
    units = tuple(name for name in named if name not in venues)
    return Told(sentence.strip(_EDGE), on, units, numbers, venues)


def _venues(sentence: str, known: re.Pattern[str] | None) -> tuple[str, ...]:
    """The units that are named as places only: 在听荷社区广场开展……, 走进桥西社区、听荷社区."""
    places: list[str] = []
    hosts: set[str] = set()
    end, is_place = 0, False
    for match in known.finditer(sentence) if known else ():
        joined = sentence[end : match.start()] in ("、", "和", "及", "与")
        is_place = (joined and is_place) or _PLACED.search(sentence, 0, match.start()) is not None
        places += [match[0]] if is_place else []
        hosts |= set() if is_place else {match[0]}
        end = match.end()
    return tuple(name for name in dict.fromkeys(places) if name not in hosts)


def _numbers(text: str) -> Iterator[Counted]:
    last = 0
    for each in quantities(text, 0, len(text)):
        before = re.split(r"[,，、。;；:：\s]|其中|共", text[last : each.start])[-1]
        after = re.match(r"[\u4e00-\u9fff]{0,8}", text[each.end :])
        last = each.end
        yield Counted(before or (after[0] if after else ""), each.value, each.unit)


def _units_in(text: str, known: re.Pattern[str] | None) -> tuple[str, ...]:
    return tuple(dict.fromkeys(known.findall(text))) if known else ()


def _known(units: Sequence[str]) -> re.Pattern[str] | None:
    names = {name for name in units if len(name) >= 2}
    return re.compile(any_of(names)) if names else None


def _without_courtesy(sentence: str, left: Counter[str]) -> str:
    said, count = _courtesy().subn("", sentence)
    left["courtesy"] += count
    return said.strip(_EDGE)


@cache
def _asking() -> re.Pattern[str]:
    return re.compile(any_of(word_list("messages", "asking")))


@cache
def _answer() -> re.Pattern[str]:
    words = any_of(word_list("messages", "answering"))
    return re.compile(rf"(?:{words}[,，!！。~～ ]{{0,3}}){{1,4}}|[\[［][^\]］]{{1,6}}[\]］]|\W{{1,6}}")


@cache
def _courtesy() -> re.Pattern[str]:
    return re.compile(rf"[,，;；]?\s?{any_of(word_list('messages', 'courtesy'))}[!！~～]{{0,3}}(?=$|[,，。;；])")


@cache
def _reporting() -> re.Pattern[str]:
    return re.compile(any_of(word_list("messages", "reporting")))


@cache
def _each_group() -> re.Pattern[str]:
    kind = any_of(word_list("messages", "groups"))
    return re.compile(rf"(?:各|全体|所有)(?:有关|相关|级)?{kind}(?:(?:、|和|及|,|，)(?:各)?{kind})*|大家")


@cache
def _state() -> re.Pattern[str]:
    return re.compile(any_of(word_list("messages", "done")))
