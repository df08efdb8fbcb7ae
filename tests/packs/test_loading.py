"""Loading a pack: all problems at once, each at its line, and nothing that raises."""

import json
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yiben.packs.assessments import exact, plain, scored_by
from yiben.packs.definitions import Pack
from yiben.packs.loading import load_files, load_folder
from yiben.packs.resolving import Catalogue
from yiben.packs.sentences import problem_sentence
from yiben.packs.yaml_reading import read_yaml

PACK = "name: visits\nlabel: 走访\nversion: 1\n"
BOOK = """id: visit
label: 走访
entry_word: 次
fields:
  - {id: households, label: 户数, type: count, unit: 户, add: flow}
"""
METRIC = "- {id: homes, label: 户数, means: 户数。, unit: 户, how: sum, book: visit, field: households}\n"


def files(**changed: str) -> dict[str, bytes]:
    texts = {"pack.yaml": PACK, "books/visit.yaml": BOOK, "metrics.yaml": METRIC}
    texts.update({name.replace("__", "/") + ".yaml": text for name, text in changed.items()})
    return {name: text.encode() for name, text in texts.items()}


def codes(given_files: dict[str, bytes]) -> list[tuple[str, str, int]]:
    return [(each.code, each.file, each.line) for each in load_files(given_files).problems]


def test_a_good_pack_loads_with_its_files() -> None:
    loaded = load_files(files())
    assert loaded.problems == ()
    assert loaded.pack is not None
    assert loaded.pack.book("visit") is not None
    assert set(loaded.files) == set(files())


def test_all_problems_of_all_files_are_reported_at_once() -> None:
    book = BOOK.replace("unit: 户", "untis: 户") + "  - {id: Kind, label: 类, type: choise}\n"
    metric = METRIC.replace("how: sum", "how: total") + METRIC.replace("homes", "b").replace("households", "house")
    found = codes(files(books__visit=book, metrics=metric, roles="- {id: r}\n"))
    assert found == [
        ("PK014", "books/visit.yaml", 5),
        ("PK031", "books/visit.yaml", 5),
        ("PK012", "books/visit.yaml", 6),
        ("PK013", "books/visit.yaml", 6),
        ("PK013", "metrics.yaml", 1),
        ("PK022", "metrics.yaml", 2),
        ("PK010", "roles.yaml", 1),
    ]


def test_a_reference_to_a_declaration_that_is_wrong_itself_is_not_reported_twice() -> None:
    assert codes(files(books__visit=BOOK.replace("type: count", "type: cuont"))) == [
        ("PK013", "books/visit.yaml", 5),
    ]
    assert codes(files(books__visit=BOOK + "  - {")) == [("PK002", "books/visit.yaml", 6)]


def test_a_key_written_in_chinese_is_answered_with_the_english_one() -> None:
    (problem,) = load_files(files(books__visit=BOOK.replace("add:", "必填: true, add:"))).problems
    assert problem_sentence(problem).endswith("是否想写“required”？")


def test_an_extension_may_add_a_field_but_not_repeat_one(base: Pack) -> None:
    pack = PACK + "requires: {base: 1}\n"
    added = "extends: activity\nfields:\n  - {id: mood_lights, label: 灯数, type: count, unit: 盏, add: flow}\n"
    good = {"pack.yaml": pack.encode(), "books/activity.yaml": added.encode()}
    assert load_files(good, known=[base]).problems == ()
    twin = {**good, "books/activity.yaml": added.replace("mood_lights", "booklets").encode()}
    (problem,) = load_files(twin, known=[base]).problems
    assert (problem.code, problem.file, problem.line) == ("PK020", "books/activity.yaml", 3)


def test_a_fourth_rollup_is_refused_even_when_extensions_bring_it(base: Pack) -> None:
    lines = ["extends: activity", "fields:"]
    lines += [f"  - {{id: is_{n}, label: 是否{n}, type: yesno, rollup: true}}" for n in "abc"]
    pack = (PACK + "requires: {base: 1}\n").encode()
    extension = "\n".join(lines).encode()
    found = load_files({"pack.yaml": pack, "books/activity.yaml": extension}, known=[base]).problems
    assert [(each.code, each.line) for each in found] == [("PK038", 5)]


def test_a_folder_names_problems_by_the_path_that_was_given(tmp_path: Path) -> None:
    folder = tmp_path / "visits"
    (folder / "books").mkdir(parents=True)
    (folder / "pack.yaml").write_text(PACK, "utf-8")
    (folder / "books" / ".hidden.yaml").write_text("x", "utf-8")
    assert load_folder(folder).problems == ()
    (folder / "books" / "link.yaml").symlink_to("/etc/hostname")
    (problem,) = load_folder(folder).problems
    assert (problem.code, problem.file) == ("PK007", f"{folder.as_posix()}/books/link.yaml")


@given(st.binary(max_size=200), st.sampled_from(["pack.yaml", "books/a.yaml", "metrics.yaml"]))
def test_no_content_of_a_file_makes_the_loader_raise(content: bytes, name: str) -> None:
    loaded = load_files({**files(), name: content})
    assert (loaded.pack is None) == bool(loaded.problems)
    assert all(problem_sentence(each) for each in loaded.problems)


YAML_LIKE = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.sampled_from(["visit", "choice", "人"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["id", "label", "type", "fields", "choices", "unit", "where", "book", "grants", "verbs", "x"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(YAML_LIKE, st.sampled_from(["pack.yaml", "books/a.yaml", "metrics.yaml", "roles.yaml"]))
def test_no_shape_of_a_file_makes_the_loader_raise(shape: object, name: str) -> None:
    loaded = load_files({**files(), name: json.dumps(shape, ensure_ascii=False).encode()})
    assert (loaded.pack is None) == bool(loaded.problems)
    assert all(problem_sentence(each) for each in loaded.problems)


def test_checklists_and_assessments_join_the_catalogue(catalogue: Catalogue) -> None:
    asked = catalogue.checklists["supervision"]
    assert [each.text for each in asked.items] == ["海报张贴了吗", "标语播放了吗", "横幅悬挂了吗"]
    assert (asked.hands.procedure, catalogue.checklist_owners["supervision"]) == ("rectification", "safe_community")
    scheme = catalogue.assessments["community_year"]
    assert sum(exact(each.weight) for each in scheme.items) == 100


@pytest.mark.parametrize(
    ("wording", "by"),
    [
        ("上传照片数", "photos"),
        ("公众号阅读量", "clicks"),
        ("学习平台在线时长", "online"),
        ("网格员个人得分", "persons"),
        ("活动场次", ""),
        ("干部走访户数", ""),
        ("宣传栏块数", ""),
    ],
)
def test_what_nobody_may_be_judged_by_is_known_by_its_wording(wording: str, by: str) -> None:
    assert scored_by(wording) == by


@given(st.fractions(min_value=0, max_value=1000, max_denominator=10_000))
def test_an_exact_number_reads_back_as_it_was_written(value: Fraction) -> None:
    assert exact(plain(value)) == value


def test_a_file_of_two_documents_is_refused_with_its_place():
    read = read_yaml("kinds.yaml", b"a: 1\n---\nb: 2\n")
    assert [(each.code, each.line) for each in read.problems] == [("PK002", 3)]
