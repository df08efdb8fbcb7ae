"""No prefix of a badly damaged file makes reading raise, lose its place or repair twice."""

import logging

import pytest

from tests.text.prefixes import misplaced, shared_searches, walk
from tests.text.samples import corpus
from yiben.text.reading import read_text

pytestmark = pytest.mark.skipif(corpus() is None, reason="no corpus beside the checkout")


def _damaged():
    return (corpus() / "001.txt").read_text(encoding="utf-8")


def test_no_prefix_of_a_badly_damaged_file_is_read_wrong():
    damaged = _damaged()
    met = walk(damaged, [*range(400), *range(400, len(damaged), 4001)])
    assert met.wrong == ()


def test_prefixes_that_share_work_are_read_as_they_are_alone():
    damaged = _damaged()
    lengths = range(9000, 9400, 57)
    with shared_searches():
        shared = [read_text(damaged[:length]) for length in lengths]
    assert shared == [read_text(damaged[:length]) for length in lengths]
    assert [misplaced(damaged[:length], reading) for length, reading in zip(lengths, shared, strict=True)] == [""] * 8


@pytest.mark.long
@pytest.mark.parametrize("quarter", range(4))
def test_every_prefix_of_a_badly_damaged_file_is_read(quarter):
    damaged = _damaged()
    met = walk(damaged, range(quarter, len(damaged) + 1, 4))
    logging.getLogger(__name__).info("%s", met)
    assert met.wrong == ()
