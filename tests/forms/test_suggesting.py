"""What the headings of a form may mean: scored on twenty forms."""

from __future__ import annotations

import sys

import pytest

from tests.forms.scoring import score


@pytest.mark.parametrize(("only_sure", "precision", "recall"), [(True, 0.99, 0.80), (False, 0.85, 0.9)])
def test_bindings_of_twenty_forms_are_suggested(cast, capsys, only_sure, precision, recall):
    found = score(cast.unit("subdistrict"), only_sure=only_sure, say=lambda text: sys.stdout.write(text + "\n"))
    kind = "sure" if only_sure else "all that is proposed"
    counted = f"{found.right} right of {found.bound} bound and {found.wanted} wanted"
    with capsys.disabled():
        sys.stdout.write(f"\n{kind}: precision {found.precision:.3f}, recall {found.recall:.3f}, {counted}\n")
    assert found.precision >= precision
    assert found.recall >= recall
