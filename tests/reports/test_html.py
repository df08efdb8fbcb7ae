"""The paper on screen: rows for a page's template, with every figure opening to its source."""

from tests.reports.samples import TEMPLATE, figure, names
from yiben.reports.blocks import FigureUse
from yiben.reports.html_writer import HtmlRow, HtmlRun, document_html
from yiben.reports.templates import render_template


def _url(use: FigureUse) -> str:
    return f"/figures/{use.metric_id}/?at={use.key}"


def _rows(unit: str = "澄川区") -> list[HtmlRow]:
    return document_html(render_template(TEMPLATE, figure=figure, names=names(unit)), figure_url=_url)


def test_rows_are_the_elements_of_the_paper() -> None:
    assert [(row.tag, row.css) for row in _rows()] == [
        ("h1", ""), ("p", "to"), ("p", ""), ("h2", ""), ("p", ""), ("h2", ""), ("p", ""), ("h3", ""), ("p", ""),
        ("p", "sign"), ("p", "sign date"),
    ]  # fmt: skip


def test_two_title_lines_are_one_heading_with_a_break() -> None:
    assert [run.kind for run in _rows()[0].runs] == ["text", "break", "text"]


def test_every_figure_opens() -> None:
    runs = [run for row in _rows() for run in row.runs if run.kind == "figure"]
    assert [run.url for run in runs][:2] == ["/figures/events/?at=1", "/figures/volunteers/?at=2"]
    assert runs[0] == HtmlRun("figure", "80余场", "/figures/events/?at=1", 1, "宣传活动", is_warned=False)
    assert len(runs) == 5


def test_a_missing_figure_and_an_incomplete_one_are_warned_of() -> None:
    document = render_template(TEMPLATE, figure=figure, names=names())
    rows = document_html(document, figure_url=_url, is_incomplete=lambda use: use.metric_id == "banners")
    warned = {run.text for row in rows for run in row.runs if run.is_warned}
    assert warned == {"160余条", "（缺报）"}


def test_markup_stays_text_for_the_page_to_escape() -> None:
    assert _rows("<script>")[0].runs[0] == HtmlRun("text", "<script>平安建设领导小组办公室")


def test_the_file_is_one_page_without_links_or_scripts_and_all_that_is_in_it_is_text() -> None:
    from yiben.reports.html_file import write_html

    document = render_template(TEMPLATE, figure=figure, names=names("<b>区</b>"))
    written = write_html(document).decode()
    assert "&lt;b&gt;区&lt;/b&gt;" in written
    assert "横幅160余条" in written
    assert "href" not in written
    assert "<script" not in written
