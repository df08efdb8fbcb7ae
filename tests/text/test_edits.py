from hypothesis import given
from hypothesis import strategies as st

from yiben.text.repairing.edits import Draft, Edit

edit = st.tuples(st.integers(0, 30), st.integers(0, 4), st.text("xyz", max_size=3))
stages = st.lists(st.lists(edit, max_size=4), max_size=4)


@given(st.text("abc", max_size=30), stages)
def test_the_log_of_changes_rebuilds_the_text(original, listed):
    draft = Draft(original)
    for stage in listed:
        size = len(draft.text)
        draft.apply(Edit(min(at, size), min(at + length, size), after, "rule") for at, length, after in stage)
    rebuilt, position = "", 0
    for each in draft.repairs():
        rebuilt += original[position : each.original_start] + each.after
        position = each.original_end
    assert rebuilt + original[position:] == draft.text


def test_changes_of_two_stages_at_one_place_become_one():
    draft = Draft("a?b")
    draft.apply([Edit(1, 2, "xy", "first")])
    draft.apply([Edit(2, 3, "z", "second", 0.5)])
    (change,) = draft.repairs()
    assert (change.before, change.after, change.rule, change.confidence) == ("?", "xz", "first+second", 0.5)


def test_of_overlapping_edits_the_first_holds():
    draft = Draft("abcd")
    draft.apply([Edit(0, 2, "X", "one"), Edit(1, 3, "Y", "two")])
    assert draft.text == "Xcd"
