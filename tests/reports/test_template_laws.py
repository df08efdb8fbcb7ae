"""Two laws of templates: checking never raises, and what passes the check renders."""

from hypothesis import given
from hypothesis import strategies as st

from tests.reports.samples import METRIC_IDS, figure, names
from yiben.reports.templates import check_template, render_template

ATOMS = st.sampled_from(
    ["unit.name", "period.year", "today", "missing_units", "1", "'甲'", "none", "figure('events')", "figure('members')",
     "figure('events')|over(10)", "figure('booklets')|in_wan(1)", "f", "f.label", "loop.index", "unit", "x", "''.a"],
)  # fmt: skip
OPERATORS = st.sampled_from(["==", "!=", "<", ">=", "and", "or", "in", "~", "|", ".", "(", "*"])
EXPRESSIONS = st.one_of(
    ATOMS,
    st.builds("{} {} {}".format, ATOMS, OPERATORS, ATOMS),
    st.builds("not {}".format, ATOMS),
)
OUTPUTS = st.builds("{{{{ {} }}}}".format, EXPRESSIONS)
PIECES = st.one_of(
    OUTPUTS,
    st.builds("{{% if {} %}}是{{% elif {} %}}或{{% endif %}}".format, EXPRESSIONS, EXPRESSIONS),
    st.builds("{{% for f in figures(['events', 'members']) %}}{{{{ {} }}}}{{% endfor %}}".format, EXPRESSIONS),
    st.builds("{{% for f in missing_units if {} %}}{{{{ {} }}}}{{% endfor %}}".format, EXPRESSIONS, EXPRESSIONS),
    st.sampled_from(
        ["{{", "}}", "{%", "%}", "{#", "\n", "# ", "> ", "一、", "{% endif %}", "{% raw %}", "{% set x = 1 %}"]
    ),
    st.text(max_size=8),
)


@given(st.lists(PIECES, max_size=6).map("".join))
def test_what_passes_the_check_renders_and_nothing_makes_the_check_raise(text: str) -> None:
    if not check_template(text, metric_ids=METRIC_IDS):
        document = render_template(text, figure=figure, names=names(missing=("栖桐街道",)))
        assert "\x02" not in document.text


@given(OUTPUTS, st.text(max_size=20))
def test_a_name_from_outside_changes_no_structure(text: str, name: str) -> None:
    line = f"甲{{{{ unit.name }}}}{text}"
    if not check_template(line, metric_ids=METRIC_IDS):
        kinds = [
            [block.kind for block in render_template(line, figure=figure, names=names(each)).blocks]
            for each in ("澄川区", name)
        ]
        assert kinds[0] == kinds[1]
