"""What a template may say, and that every way out of it is refused by its name."""

import pytest

from tests.reports.samples import METRIC_IDS, TEMPLATE
from yiben.packs.template_grammar import check_template, figures_named, hands_named
from yiben.packs.template_words import TemplateProblem

HOSTILE = [
    # attribute walks
    ("{{ ''.__class__ }}", "not_allowed", ".__class__"),
    ("{{ ''.__class__.__mro__[1].__subclasses__() }}", "unknown_call", "….__subclasses__()"),
    ("{{ unit.__class__ }}", "unknown_attribute", "unit.__class__"),
    ("{{ unit.name.__class__ }}", "not_allowed", ".__class__"),
    ("{{ unit.secret }}", "unknown_attribute", "unit.secret"),
    ("{{ unit['name'] }}", "not_allowed", "[…]"),
    ("{{ figure('events').source }}", "not_allowed", ".source"),
    ("{{ figure.__globals__ }}", "unknown_name", "figure.__globals__"),
    ("{{ self }}", "unknown_name", "self"),
    ("{{ self._TemplateReference__context }}", "unknown_name", "self._TemplateReference__context"),
    ("{{ request.user }}", "unknown_name", "request.user"),
    ("{% for f in figures(['events']) %}{{ f.source }}{% endfor %}", "unknown_attribute", "f.source"),
    ("{% for f in figures(['events']) %}{{ loop.cycle }}{% endfor %}", "unknown_attribute", "loop.cycle"),
    ("{{ missing_units.name }}", "unknown_attribute", "missing_units.name"),
    # calls
    ("{{ ''.join(['a']) }}", "unknown_call", ".join()"),
    ("{{ '{0.__class__}'.format(unit) }}", "unknown_call", "{0.__class__}.format()"),
    ("{{ range(1000000000) }}", "unknown_call", "range()"),
    ("{{ cycler(1) }}", "unknown_call", "cycler()"),
    ("{{ lipsum(n=100000) }}", "unknown_call", "lipsum()"),
    ("{{ unit.name() }}", "unknown_call", "unit.name()"),
    ("{{ figure('events')() }}", "unknown_call", "figure()()"),
    ("{{ figures(['events']) }}", "unknown_call", "figures()"),
    ("{{ figure(unit.name) }}", "argument", "figure"),
    ("{{ figure() }}", "argument", "figure"),
    ("{{ figure('events', 'banners') }}", "argument", "figure"),
    ("{{ figure(*['events']) }}", "argument", "figure"),
    ("{{ figure('events', **{'a': 1}) }}", "argument", "figure"),
    ("{{ figure('events', view='corrected') }}", "unknown_option", "view"),
    ("{{ figure('event') }}", "unknown_metric", "event"),
    # operators and literals
    ("{{ 9 ** 9 ** 9 }}", "not_allowed", "**"),
    ("{{ 'x' * 1000000000 }}", "not_allowed", "*"),
    ("{{ 'a' ~ 'b' }}", "not_allowed", "~"),
    ("{{ '%1000000000d' % 1 }}", "not_allowed", "%"),
    ("{{ [1, 2] }}", "not_allowed", "[…]"),
    ("{{ {'a': 1} }}", "not_allowed", "{…}"),
    ("{{ 1.5 }}", "not_allowed", "1.5"),
    ("{{ 'a' if unit.name else 'b' }}", "not_allowed", "… if … else …"),
    ("{% if 'a' in unit.name %}x{% endif %}", "not_allowed", "in"),
    ("{% if unit.name is defined %}x{% endif %}", "not_allowed", "is"),
    ("{% if unit.name > 3 %}x{% endif %}", "comparison", "gt"),
    ("{{ true }}", "not_printable", "True"),
    ("{{ none }}", "not_printable", "None"),
    ("{{ missing_units }}", "not_printable", "missing_units"),
    ("{{ '\\x020\\x03' }}", "control_character", "'\\x020\\x03'"),
    ("a\x02", "control_character", "'\\x02'"),
    # filters
    ("{{ ''|attr('x') }}", "unknown_filter", "attr"),
    ("{{ unit.name|safe }}", "unknown_filter", "safe"),
    ("{{ unit.name|map('upper') }}", "unknown_filter", "map"),
    ("{{ '%s'|format(unit) }}", "unknown_filter", "format"),
    ("{{ unit.name|over(10) }}", "filter_target", "over"),
    ("{{ 163|over(10) }}", "filter_target", "over"),
    ("{{ figure('events')|over(10)|over(10) }}", "filter_target", "over"),
    ("{{ figure('events')|over }}", "filter_argument", "over"),
    ("{{ figure('events')|over(7) }}", "filter_argument", "over"),
    ("{{ figure('events')|over('10') }}", "filter_argument", "over"),
    ("{{ figure('events')|over(true) }}", "filter_argument", "over"),
    ("{{ figure('events')|over(period.year) }}", "filter_argument", "over"),
    ("{{ figure('events')|in_wan(9) }}", "filter_argument", "in_wan"),
    ("{{ figure('events')|plain(1) }}", "filter_argument", "plain"),
    # statements
    ("{% include 'x' %}", "not_allowed", "include"),
    ("{% import 'x' as y %}", "not_allowed", "import"),
    ("{% from 'x' import y %}", "not_allowed", "from … import"),
    ("{% extends 'x' %}", "not_allowed", "extends"),
    ("{% block x %}{% endblock %}", "not_allowed", "block"),
    ("{% macro m() %}x{% endmacro %}", "not_allowed", "macro"),
    ("{% call unit.name() %}x{% endcall %}", "not_allowed", "call"),
    ("{% set x = 1 %}", "not_allowed", "set"),
    ("{% set x %}a{% endset %}", "not_allowed", "set"),
    ("{% with x = 1 %}{% endwith %}", "not_allowed", "with"),
    ("{% filter upper %}x{% endfilter %}", "not_allowed", "filter"),
    ("{% autoescape false %}x{% endautoescape %}", "not_allowed", "autoescape"),
    ("{% do unit.name %}", "not_allowed", "do"),
    ("{% debug %}", "not_allowed", "debug"),
    ("{% for x in range(9) %}x{% endfor %}", "loop_source", "range()"),
    ("{% for x in unit %}x{% endfor %}", "loop_source", "unit"),
    ("{% for x in 'abc' %}x{% endfor %}", "loop_source", "abc"),
    ("{% for a, b in missing_units %}x{% endfor %}", "not_allowed", "(…)"),
    ("{% for u in missing_units recursive %}x{% endfor %}", "not_allowed", "recursive"),
    ("{% for unit in missing_units %}x{% endfor %}", "reserved_name", "unit"),
    ("{% for f in figures('events') %}x{% endfor %}", "argument", "figures"),
    ("{% for f in figures([unit.name]) %}x{% endfor %}", "argument", "figure"),
    # tables, charts, comparisons, what is written by hand
    ("{{ table(['event']) }}", "unknown_metric", "event"),
    ("{{ table('events', by='weekday') }}", "unknown_option", "by=weekday"),
    ("{{ table('events', by=unit.name) }}", "unknown_option", "by=None"),
    ("{{ chart(['events', 'banners']) }}", "too_many", "2"),
    ("{{ chart('events', kind='pie') }}", "unknown_option", "kind=pie"),
    ("{{ chart('events', title='\\n') }}", "control_character", "'\\n'"),
    ("共{{ table('events') }}", "not_alone", "table()"),
    ("{% if table('events') %}x{% endif %}", "not_alone", "table()"),
    ("{{ table('events')|over(10) }}", "filter_target", "over"),
    ("{{ hand('存在问题') }}", "argument", "hand"),
    ("{{ hand('a') }}\n{{ hand('a') }}", "reserved_name", "a"),
    ("{{ figure('events', unit=unit) }}", "unknown_option", "unit=unit"),
    ("{% for u in missing_units %}{{ figure('events', unit=u) }}{% endfor %}", "unknown_option", "unit=u"),
    ("{% for e in entries('events', most=9999) %}x{% endfor %}", "too_many", "9999"),
    ("{% for e in entries('events', 3) %}x{% endfor %}", "argument", "entries"),
    ("{% for e in entries('events') %}{{ e.values }}{% endfor %}", "unknown_attribute", "e.values"),
    ("{{ figure('events')|compared(7) }}", "filter_argument", "compared"),
]

ALLOWED = [
    "{{ figure('events')|compared }}{{ figure('events')|compared_before(2) }}",
    "{% for u in units %}{{ u.name }}{{ figure('events', unit=u)|over(10) }}{% endfor %}",
    "{% for e in entries('events', most=3) %}{{ e.day }}{{ e.unit }}{{ e.title }}{{ e.amount }}{% endfor %}",
    "甲\n{{ table(['events', 'banners'], by='month', title='各月') }}\n乙\n{{ chart('events') }}\n{{ hand('a', hint='写') }}",
    "纯文字，含 < & > 和 % 号。",
    "{{ figure('events') }}{{ figure('events')|plain }}{{ figure('spent')|in_wan(1, step=100) }}",
    "{{ unit.name }}{{ unit.short }}{{ period.label }}{{ period.year }}{{ today }}{{ issuer }}{{ '（' }}",
    "{% if figure('events') > 80 and not figure('banners') == none or period.year >= 2026 %}多{% endif %}",
    "{% if missing_units %}{% for u in missing_units %}{{ u.name }}{% if not loop.last %}、{% endif %}{% endfor %}{% endif %}",
    "{% for f in figures(['events', 'banners']) if f > 100 %}{{ f.label }}{{ f|over(10) }}{% else %}无{% endfor %}",
    "{% if figure('events') %}有{% elif figure('banners') %}少{% else %}无{% endif %}{# 说明 #}",
    TEMPLATE,
]


def _check(text: str, **options: int) -> tuple[TemplateProblem, ...]:
    return check_template(text, metric_ids=METRIC_IDS, **options)


@pytest.mark.parametrize(("text", "code", "name"), HOSTILE, ids=[text for text, _, _ in HOSTILE])
def test_what_is_not_on_the_list_is_refused_by_name(text: str, code: str, name: str) -> None:
    problems = _check(text)
    if name.startswith("…"):
        assert any(problem.code == f"template.{code}" and problem.name.endswith(name[1:]) for problem in problems)
    else:
        assert (f"template.{code}", name) in [(problem.code, problem.name) for problem in problems]


@pytest.mark.parametrize("text", ALLOWED)
def test_what_a_report_needs_is_allowed(text: str) -> None:
    assert _check(text) == ()


@pytest.mark.parametrize(
    ("text", "nearest"),
    [("{{ unit.nam }}", "unit.name"), ("{{ figure('boklets') }}", "booklets"), ("{{ tody }}", "today"),
     ("{{ figure('events')|ovr(10) }}", "over"), ("{{ period }}", "period.label"), ("{{ xyzzy }}", "")],
)  # fmt: skip
def test_a_slip_is_told_the_nearest_known_name(text: str, nearest: str) -> None:
    assert [problem.nearest for problem in _check(text)] == [nearest]


def test_all_problems_are_told_at_once_with_their_paragraphs() -> None:
    problems = _check("好\n{{ tody }}\n{% set x = 1 %}\n{{ figure('x') }}{{ a }}", line_offset=10)
    assert [problem.line for problem in problems] == [12, 13, 14, 14]


@pytest.mark.parametrize(
    ("text", "line"), [("好\n{{ figure('events' }}\n", 2), ("好\n\n{% if unit.name %}好", 3), ("{{", 1)]
)
def test_a_broken_template_is_told_its_line(text: str, line: int) -> None:
    assert [(problem.code, problem.line) for problem in _check(text)] == [("template.syntax", line)]


@pytest.mark.parametrize(
    ("text", "code"),
    [("{{ " + "(" * 5000 + "1" + ")" * 5000 + " }}", "too_deep"), ("{{ " + "not " * 5000 + "1 }}", "too_deep"),
     ("{% if " + "today and " * 3000 + "today %}{% endif %}", "too_deep"), ("{{ a" + ".a" * 9000 + "() }}", "unknown_call"),
     ("{% if today %}" * 40 + "{% endif %}" * 40, "too_deep"), ("{{ " + "9" * 5000 + " }}", "syntax"),
     ("{% for u in missing_units %}" * 2 + "{% endfor %}" * 2, "too_deep"), ("好" * 60_001, "too_long"),
     ("{% for f in figures([" + "'events'," * 51 + "]) %}{% endfor %}", "too_many")],
    ids=["parentheses", "not", "and", "attributes", "if", "digits", "for", "length", "figures"],
)  # fmt: skip
def test_a_bomb_is_a_problem_and_not_a_crash(text: str, code: str) -> None:
    assert f"template.{code}" in [problem.code for problem in _check(text)]


def test_a_figure_takes_only_the_options_that_the_caller_names() -> None:
    options = {"period": ("last_year",)}
    good = check_template("{{ figure('events', period='last_year') }}", metric_ids=METRIC_IDS, figure_options=options)
    bad = check_template("{{ figure('events', period='lastyear') }}", metric_ids=METRIC_IDS, figure_options=options)
    assert good == ()
    assert [(problem.code, problem.nearest) for problem in bad] == [("template.unknown_option", "last_year")]


def test_every_figure_is_named_with_its_paragraph_in_tables_charts_and_loops_too() -> None:
    text = "{{ figure('events') }}\n{{ table(['banners', 'spent']) }}\n{% for f in figures(['members']) %}{{ f }}{% endfor %}"
    assert figures_named(text) == ((1, "events"), (2, "banners"), (2, "spent"), (3, "members"))
    assert figures_named("{{ figure('events') ") == ()


def test_what_is_written_by_hand_is_named_with_what_is_asked_there() -> None:
    assert hands_named("{{ hand('why', hint='为什么') }}\n{{ hand('next') }}") == (("why", "为什么"), ("next", ""))
