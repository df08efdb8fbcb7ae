"""The glossary names every field and metric of the shipped packs, as the packs define them."""

from pathlib import Path

from yiben.packs.resolving import Catalogue

GLOSSARY = Path(__file__).parents[2] / "docs" / "glossary.md"
ADDING = {"flow": "相加", "stock": "取最近", "none": "不加"}


def rows() -> dict[str, list[str]]:
    """Return the cells of every table row whose first cell is an identifier, by identifier."""
    lines = GLOSSARY.read_text("utf-8").splitlines()
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if "|" in line]
    return {row[0].strip("`"): row[1:] for row in cells if row[0].startswith("`")}


def test_every_field_stands_in_the_glossary_with_label_unit_and_how_it_adds(
    catalogue: Catalogue,
) -> None:
    listed = rows()
    for book in catalogue.books.values():
        for item in book.fields:
            label, _, unit, adding, meaning = listed[f"{book.id}.{item.id}"]
            expected = ADDING[item.add] if item.type.is_number else "—"
            assert (label, unit, adding) == (item.label, item.measure_word or "—", expected)
            assert meaning


def test_every_metric_stands_in_the_glossary_with_its_definition(catalogue: Catalogue) -> None:
    listed = rows()
    for name, metric in catalogue.metrics.items():
        assert listed[name] == [metric.label, metric.unit, metric.means]


def test_the_glossary_names_no_field_that_no_pack_has(catalogue: Catalogue) -> None:
    known = {f"{book.id}.{item.id}" for book in catalogue.books.values() for item in book.fields}
    dotted = {name for name in rows() if "." in name}
    assert dotted <= known | set(catalogue.metrics)
