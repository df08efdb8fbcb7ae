"""The lists that rules work with, kept as YAML under data/, each entry with an example of where it was met."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from importlib.resources import files

from ruamel.yaml import YAML


class _Tree(dict[str, "_Tree"]):
    """Words by their characters; the empty key says that a word ends here."""


@cache
def word_list(file: str, name: str) -> tuple[str, ...]:
    """Return the words of one list, longest first, so that an alternation of them finds the longest."""
    entries = _lists(file)[name]
    return tuple(sorted((str(word) for word in entries), key=lambda word: (-len(word), word)))


@cache
def word_points(file: str, name: str) -> dict[str, int]:
    """Return a list whose entries carry points."""
    return {str(word): int(points) for word, points in _lists(file)[name].items()}


def any_of(words: Iterable[str]) -> str:
    """Return a regular expression for one of the words, the longest where several fit.

    Common beginnings are shared (建(?:立(?:健全)?|设)), so that a text is compared once with many words, and each branch
    begins with a character of its own, so that a search runs over the places where no word begins.
    """
    tree = _Tree()
    for word in words:
        branch = tree
        for character in word:
            branch = branch.setdefault(character, _Tree())
        branch[""] = _Tree()
    return f"(?:{_alternatives(tree, apart=True)})"


@cache
def pattern(file: str, *names: str) -> re.Pattern[str]:
    """Return the compiled regular expression for one word of the named lists."""
    return re.compile(words(file, *names))


@cache
def words_here(file: str, *names: str) -> str:
    """Return the same as ``words`` for matching at one place: where no word begins, one look at its character tells."""
    firsts = {word[0] for name in names for word in word_list(file, name)}
    return f"(?:(?=[{''.join(map(re.escape, sorted(firsts)))}]){words(file, *names)})"


@cache
def opening(file: str, *names: str) -> re.Pattern[str]:
    """Return the compiled regular expression that matches where one word of the named lists stands."""
    return re.compile(words_here(file, *names))


@cache
def words(file: str, *names: str) -> str:
    """Return a regular expression for one word of the named lists."""
    return any_of(word for name in names for word in word_list(file, name))


def _alternatives(tree: _Tree, *, apart: bool = False) -> str:
    single = [character for character, below in tree.items() if character and set(below) == {""}]
    longer = [
        re.escape(character) + (f"(?:{_alternatives(below)})" + ("?" if "" in below else ""))
        for character, below in tree.items()
        if character and set(below) != {""}
    ]
    letters = "".join(map(re.escape, single))
    listed = [re.escape(each) for each in single] if apart else [f"[{letters}]" if len(single) > 1 else letters]
    return "|".join([*longer, *listed] if single else longer)


@cache
def _lists(file: str) -> dict[str, dict[str, int]]:
    text = (files("yiben.text") / "data" / f"{file}.yaml").read_text(encoding="utf-8")
    return {name: _entries(listed["words"]) for name, listed in YAML(typ="safe", pure=True).load(text).items()}


def _entries(listed: object) -> dict[str, int]:
    if isinstance(listed, dict):
        return {str(word): int(points) for word, points in listed.items()}
    return dict.fromkeys(str(listed).split(), 0)
