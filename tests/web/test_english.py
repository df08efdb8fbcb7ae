"""English is complete: with it chosen, no page shows Chinese but what offices, packs, people and papers wrote."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

import pytest
from django.apps import apps
from django.db import models

from tests.rolls.people import ADULT
from tests.web.test_every_address import addresses
from yiben.catalog.models import PackFile
from yiben.dispatches.content import ATTENDING
from yiben.dispatches.life import RETENTIONS
from yiben.reports.official.elements import KINDS, URGENCIES

CHINESE = re.compile(r"[\u3001-\u303f\u4e00-\u9fff\uff01-\uff5e]")
READ = {"title", "alt", "aria-label", "placeholder", "data-label", "label", "value"}
VOID = {"br", "hr", "img", "input", "link", "meta", "path", "rect", "circle"}
ROLES = ("subdistrict_officer", "community_secretary", "district_reader", "resident", "outsider")


class Words(HTMLParser):
    """Collects what a reader sees or hears of a page: its text and the attributes that are read out. What is marked as
    Chinese (a paper, a citation of it, the switch to Chinese) is left out."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.open: list[tuple[str, bool]] = []

    @property
    def is_chinese(self) -> bool:
        return bool(self.open) and self.open[-1][1]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        is_chinese = self.is_chinese or (tag != "html" and dict(attrs).get("lang") == "zh-hans")
        if not is_chinese:
            self.found += [value for name, value in attrs if name in READ and value]
        if tag not in VOID:
            self.open.append((tag, is_chinese))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if not self.is_chinese:
            self.found += data.splitlines()


def strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, each in value.items():
            yield from [*strings(key), *strings(each)]
    elif isinstance(value, list | tuple):
        for each in value:
            yield from strings(each)


def data_of_instance() -> list[str]:
    """Every text in the database and in the packs, the longest first."""
    kept: set[str] = set()
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, models.CharField | models.TextField | models.JSONField):
                kept.update(strings(list(model._default_manager.values_list(field.name, flat=True))))
    for file in PackFile.objects.all():
        kept.add(bytes(file.content).decode(errors="ignore"))
    pieces = {piece.strip(" \"'-") for text in kept for piece in re.split(r"[\n\"{}\[\],]|: ", text)}
    pieces |= {*KINDS, *URGENCIES, *ATTENDING, *RETENTIONS}  # what the law calls by these names
    pieces |= set(ADULT.values())  # lies locked in the database
    return sorted((each for each in pieces | kept if CHINESE.search(each)), key=len, reverse=True)


def chinese_in(page: str, data: list[str]) -> list[str]:
    reader = Words()
    reader.feed(page)
    left = []
    for text in filter(CHINESE.search, (text.strip(" …") for text in reader.found)):
        rest = text
        for each in data:
            if text in each:
                rest = ""
                break
            rest = rest.replace(each, "")
        left += [text] if CHINESE.search(rest) else []
    return left


@pytest.fixture(autouse=True)
def _followed(published, cast):
    """A plan stands behind the addresses, as in the walk of every address."""
    from tests.web import test_every_address

    test_every_address._followed.__wrapped__(published, cast)


@pytest.mark.parametrize("name", ROLES)
def test_no_page_in_english_shows_a_word_of_ours_in_chinese(browse, recorded, published, name):
    seq, client = recorded(), browse(name)
    client.cookies["django_language"] = "en"
    data, found = data_of_instance(), {}
    for route, address in addresses(seq).items():
        page = client.get(address)
        if page.headers.get("Content-Type", "").startswith("text/html"):
            found[route] = chinese_in(page.content.decode(), data)
    assert not sorted({word for words in found.values() for word in words})


def test_a_word_of_ours_in_chinese_is_found(browse):
    page = browse("community_secretary").get("/").content.decode()
    assert "跳到正文" in chinese_in(page, data_of_instance())
