"""An instant falls on the day of the instance's own clock: before eight in the morning the day of Greenwich is yesterday."""

from __future__ import annotations

import re

from tests.layout.sources import PACKAGE, name_of, python_files

FOREIGN_DAY = re.compile(r"(?:\bat|_at)\.date\(\)")


def test_no_day_is_read_off_an_instant_without_its_time_zone():
    found = [
        name_of(path)
        for path in python_files()
        if PACKAGE in path.parents and FOREIGN_DAY.search(path.read_text("utf-8"))
    ]
    assert found == []
    assert FOREIGN_DAY.search("closing.at.date()")
