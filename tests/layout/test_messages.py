"""The Chinese translation is complete, and the extraction that says so finds every message."""

from __future__ import annotations

import polib

from script.messages import (
    CATALOGUE,
    SOURCES,
    Message,
    merge,
    messages_of,
    problems_of,
    python_messages,
    read_catalogue,
    template_messages,
)


def test_every_message_is_in_the_catalogue_and_translated():
    merged = merge(read_catalogue(CATALOGUE), messages_of(SOURCES))
    assert problems_of(merged) == []
    assert str(read_catalogue(CATALOGUE)) == str(merged), "run script/messages"


def test_the_compiled_catalogue_is_the_one_that_people_read():
    assert CATALOGUE.with_suffix(".mo").read_bytes() == read_catalogue(CATALOGUE).to_binary(), "run script/messages"


def test_messages_are_written_in_english():
    assert not [message.text for message in messages_of(SOURCES) if any("一" <= sign <= "鿿" for sign in message.text)]


def test_messages_of_a_module_are_found():
    source = 'gettext("a" " b"); ngettext("one", "many", n); pgettext("month", "May"); translation.gettext_lazy("c"); _(text)'
    expected = [Message("a b"), Message("one", plural="many"), Message("May", context="month"), Message("c")]
    assert list(python_messages(source)) == expected


def test_messages_of_a_template_are_found():
    source = (
        '{% translate "Hello" %}{{ x|default:_("None") }}'
        "{% blocktranslate count n=n %}{{ n }} row{% plural %}{{ n }} rows{% endblocktranslate %}"
    )
    assert list(template_messages(source)) == [
        Message("Hello"),
        Message("None"),
        Message("%(n)s row", plural="%(n)s rows"),
    ]


def test_merging_keeps_translations_adds_the_new_and_drops_the_unused():
    old = polib.POFile()
    old += [polib.POEntry(msgid="Kept", msgstr="留"), polib.POEntry(msgid="Gone", msgstr="去")]
    merged = merge(old, {Message("Kept"): ["a.py"], Message("New"): ["a.py"]})
    assert [(entry.msgid, entry.msgstr) for entry in merged] == [("Kept", "留"), ("New", "")]


def test_a_missing_a_doubtful_and_a_wrongly_filled_translation_are_problems():
    catalogue = polib.POFile()
    catalogue += [
        polib.POEntry(msgid="Good %(n)02d, 5%%", msgstr="好 %(n)s，5%%"),
        polib.POEntry(msgid="Missing"),
        polib.POEntry(msgid="Doubtful", msgstr="疑", flags=["fuzzy"]),
        polib.POEntry(msgid="Other %(n)s", msgstr="其他 %(m)s"),
    ]
    assert [problem.split(":")[0] for problem in problems_of(catalogue)] == [
        "not translated",
        "doubtful (fuzzy)",
        "other placeholders",
    ]
