"""The sentences of an entry's note, as data: ``{field}`` is filled, ``[…]`` is left out whole when a field in it is open.

Outside brackets an open field becomes a blank to be filled by hand, 【its label】: a note never invents. ``{day}`` and ``{hosts}``
stand for the days and the hosts of the entry.

>>> compose(["{day}，{hosts}开展活动[，{people}参加]。"], {"day": "5月1日", "people": "8人"}, {"hosts": "主办单位"})
['5月1日，【主办单位】开展活动，8人参加。']
"""

import re
from collections.abc import Iterable, Mapping, Sequence

COMMON = {"day": "时间", "hosts": "主办单位"}
"""What every entry has, with what a blank for it says."""
_PARTS = re.compile(r"\[([^\[\]]*)\]|([^\[\]]+)")
_NAMED = re.compile(r"\{([a-z][a-z0-9_]*)\}")
_WHOLE = re.compile(r"(?:[^{}\[\]]|\{[a-z][a-z0-9_]*\}|\[(?:[^{}\[\]]|\{[a-z][a-z0-9_]*\})*\])*")
_LOOSE = "，、；。：,;"


def is_whole(sentence: str) -> bool:
    """Say whether braces and brackets of a sentence are in pairs and not within one another."""
    return _WHOLE.fullmatch(sentence) is not None


def fields_named(sentence: str) -> list[str]:
    """Return the names in braces, in order."""
    return _NAMED.findall(sentence)


def compose(sentences: Iterable[str], facts: Mapping[str, str], labels: Mapping[str, str]) -> list[str]:
    """Return the sentences filled with facts; one in which nothing is left but punctuation is left out."""
    filled = (_fill(sentence, facts, {**COMMON, **labels}) for sentence in sentences)
    return [each for each in filled if each]


def fallback(book_label: str, named: Sequence[tuple[str, str]]) -> list[str]:
    """Return the sentences for a book without any: what it is called and each answered field with its label."""
    told = "；".join(f"{label}：{{{name}}}" for name, label in named)
    return [f"{{day}}，{{hosts}}开展{book_label}工作。", *([f"{told}。"] if told else [])]


def shortened(sentences: Sequence[str], longest: int) -> str:
    """Return the sentences as one text of at most ``longest`` characters: the longest gives way, cut after a full stop."""
    kept = list(sentences)
    while (over := len("".join(kept)) - longest) > 0:
        at = max(range(len(kept)), key=lambda index: len(kept[index]))
        room = len(kept[at]) - over
        cut = kept[at][: max(room, 0)]
        end = max(cut.rfind(mark) for mark in "。！？；")
        kept[at] = cut[: end + 1]
        if end < 0:
            kept[at] = cut[: max(room - 1, 0)] + "…" if room > 1 else ""
            break
    return "".join(kept)


def _fill(sentence: str, facts: Mapping[str, str], labels: Mapping[str, str]) -> str:
    written, has_content = "", False
    for match in _PARTS.finditer(sentence):
        inside, plain = match.groups()
        names = fields_named(inside if inside is not None else plain)
        if inside is not None and not all(facts.get(name) for name in names):
            continue
        text = inside if inside is not None else plain
        has_content = has_content or bool(_NAMED.sub("", text).strip(_LOOSE)) or bool(names)
        written += _NAMED.sub(lambda found: facts.get(found[1]) or f"【{labels.get(found[1], found[1])}】", text)
    bare = written.lstrip(_LOOSE)
    if not has_content or not bare:
        return ""
    return re.sub(r"([。！？])。+$", r"\1", bare)
