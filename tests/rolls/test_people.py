"""A person is stored once, corrected with a history, merged, and erased while counts stay."""

from __future__ import annotations

import uuid
from datetime import date

import pytest

from tests.cast import Cast
from tests.ledger.facts import refused
from tests.ledger.imports import bring, sheet, take, verdicts
from tests.rolls.people import ADULT, CHILD, ELDER, OLD, TODAY, child, join, number
from yiben.ledger.actions import record_entry
from yiben.ledger.models import EntryDetail, Subject
from yiben.ledger.queries import read_entries
from yiben.ledger.verifying import verify
from yiben.rolls.actions.people import Consent, correct_person, erase_person, merge_people
from yiben.rolls.actions.standing import take_off_roll
from yiben.rolls.models import Membership, Person, PersonChange, Token
from yiben.rolls.particulars import open_notes
from yiben.rolls.queries import distinct_people, find_roll, read_person, rolls_of, standings

pytestmark = pytest.mark.django_db


def names(cast: Cast, roll: str = "volunteers") -> list[str]:
    return [row.who.name for row in standings(cast.caller("community_secretary"), find_roll(roll), TODAY)]


def call(cast: Cast, *people: str, on: date = date(2026, 5, 12)) -> int:
    values = {"content": "探访", "volunteers": len(people) or 1, "members": "、".join(people)}
    worker, unit = cast.caller("community_worker"), cast.unit("community")
    return record_entry(worker, uid=str(uuid.uuid4()), book="volunteer_service", unit=unit, on=on, values=values).seq


def test_rare_characters_come_back_as_they_were_typed_and_stand_by_strokes(cast: Cast):
    join(cast, ADULT)
    child(cast)
    join(cast, {"name": "王\ue863", "phone": "13900001111", "birth_date": "1990-01-01"})
    assert names(cast) == ["小𬭎", "王䶮", "欧阳喆堃"]


def test_nothing_of_a_person_stands_readable_in_the_tables(cast: Cast):
    child(cast)
    row = Person.objects.get()
    shown = f"{row.locked} {row.id_index} {row.same_index} {Membership.objects.get().locked}"
    assert not [each for each in (*CHILD.values(), "欧阳琬", "2015") if each in shown]


def test_what_the_number_says_is_filled_in_and_held_against_what_was_typed(cast: Cast):
    join(cast, {"name": "欧阳喆", "phone": "13900001111", "id_number": number("19880305", 11).lower()})
    (row,) = standings(cast.caller("community_worker"), find_roll("volunteers"), TODAY)
    assert (row.who.born, row.who.sex, row.age, row.band.id) == ("1988-03-05", "male", 38, "from_18")
    with refused("values") as found:
        join(cast, ADULT | {"birth_date": "1988-03-06", "sex": "女"})
    assert [code for _field, code, _data in found.value.fields] == ["id_says_other_birth", "id_says_other_sex"]


@pytest.mark.parametrize(
    ("changed", "field", "code"),
    [
        ({"name": " "}, "name", "required"),
        ({"phone": ""}, "phone", "required"),
        ({"phone": "电话"}, "phone", "bad_phone"),
        ({"birth_date": "2027-01-01"}, "birth_date", "day_in_future"),
        ({"id_number": "990101880305011"}, "id_number", "id_old"),
        ({"id_number": number("19880305", 11)[:-1] + "?"}, "id_number", "id_form"),
        ({"name": "喆" * 61}, "name", "too_long"),
    ],
)
def test_what_is_wrong_stands_beside_its_field_and_nothing_is_kept(cast: Cast, changed, field, code):
    with refused("values") as found:
        join(cast, ADULT | changed)
    assert (field, code) in [(name, each) for name, each, _data in found.value.fields]
    assert not Person.objects.exists()


def test_what_a_roll_does_not_ask_is_not_kept(cast: Cast):
    join(cast, ADULT | {"estate": "听雨苑", "religion": "道"})
    assert read_person(cast.caller("community_worker"), Person.objects.get().uid).who.estate == ""


def test_the_same_number_is_the_same_person_on_a_second_roll(cast: Cast):
    join(cast, ELDER)
    join(cast, {**OLD, **ELDER, "phone": "13900002222"}, "elderly")
    file = read_person(cast.caller("community_secretary"), Person.objects.get().uid)
    assert (len(file.memberships), file.who.phone, file.who.room) == (2, "13900002222", "909")
    with refused("person_on_roll"):
        join(cast, ELDER)
    with refused("values") as found:
        join(cast, ELDER | {"name": "别人"}, unit="centre")
    assert found.value.fields[0][1] == "number_of_another"


def test_a_double_without_a_number_is_proposed_and_somebody_decides(cast: Cast):
    typed = {key: value for key, value in ADULT.items() if key != "id_number"}
    first = join(cast, typed)
    with refused("person_doubles") as found:
        join(cast, typed | {"phone": "13900003333"})
    assert found.value.data["doubles"] == [first.person.uid]
    other = join(cast, typed | {"phone": "13900003333"}, is_another=True)
    assert other.person != first.person
    with refused("person_on_roll"):
        join(cast, typed, same_as=first.person.uid)


def test_a_child_needs_a_guardian_and_a_separate_consent(cast: Cast):
    with refused("values") as found:
        join(cast, CHILD)
    assert {code for _name, code, _data in found.value.fields} == {"consent_separate", "guardian_missing"}
    with refused("values") as found:
        join(cast, ADULT, consent=Consent())
    assert found.value.fields == (("consent_on", "consent_missing", {}),)
    made = child(cast)
    assert open_notes(made.locked, "membership", made.uid) == {"guardian": "欧阳琬", "relation": "母亲"}


def test_a_correction_keeps_the_old_values_in_the_history(cast: Cast):
    uid = join(cast, ADULT).person.uid
    secretary = cast.caller("community_secretary")
    correct_person(secretary, uid, "volunteers", ADULT | {"phone": "13900004444"}, reason="换了号码")
    file = read_person(secretary, uid)
    change = file.changes[-1]
    assert file.who.phone == "13900004444"
    assert open_notes(change.locked, "change", change.uid) == {"old": {"phone": "13900007788"}, "reason": "换了号码"}


def test_merging_keeps_standings_histories_and_one_count(cast: Cast):
    secretary = cast.caller("community_secretary")
    kept, double = join(cast, ADULT), join(cast, {**OLD, "name": "欧阳喆堃"}, "elderly")
    call(cast, "欧阳喆堃")
    merge_people(secretary, kept.person.uid, double.person.uid, reason="生日登记错了")
    file = read_person(secretary, double.person.uid)
    assert (file.person.uid, file.who.room, len(file.memberships)) == (kept.person.uid, "909", 2)
    assert {"join", "merge"} == {each.verb for each in file.changes}
    assert distinct_people(Subject.objects.values_list("token", flat=True)) == 1


@pytest.mark.parametrize(
    ("changed", "on", "field", "code"),
    [
        ({}, date(2026, 5, 2), "birth_date", "below_age_of_roll"),
        ({"birth_date": "1966-05-03", "id_number": ""}, date(2026, 5, 2), "birth_date", "below_age_of_roll"),
        ({"birth_date": "1950-05-03", "id_number": ""}, date(1900, 1, 1), "joined_on", "joined_before_birth"),
    ],
)
def test_who_is_too_young_or_joined_before_birth_is_refused(cast: Cast, changed, on, field, code):
    with refused("values") as found:
        join(cast, {**OLD, **ADULT, **changed}, "elderly", on=on)
    assert [(name, each) for name, each, _data in found.value.fields] == [(field, code)]
    join(cast, {**OLD, "birth_date": "1966-05-02"}, "elderly", on=date(2026, 5, 2))


def test_people_with_different_numbers_are_not_merged(cast: Cast):
    one, two = join(cast, ADULT), join(cast, {**ADULT, "name": "丁一", "id_number": number("19880305", 13)})
    with refused("merge_other_number"):
        merge_people(cast.caller("community_secretary"), one.person.uid, two.person.uid, reason="看错")
    with refused("merge_same"):
        merge_people(cast.caller("community_secretary"), one.person.uid, one.person.uid, reason="看错")


def test_a_record_names_people_of_the_roll_and_distinct_people_are_counted(cast: Cast):
    join(cast, ADULT)
    child(cast)
    call(cast, "欧阳喆堃", "小𬭎")
    call(cast, "欧阳喆堃")
    tokens = list(Subject.objects.values_list("token", flat=True))
    assert (len(tokens), distinct_people(tokens)) == (3, 2)
    with refused("values") as found:
        call(cast, "查无此人")
    assert found.value.fields[0][1] == "person_not_on_roll"


def test_namesakes_are_told_apart_by_the_end_of_the_telephone_number(cast: Cast):
    join(cast, ADULT)
    join(cast, ADULT | {"phone": "13900005555", "id_number": "", "birth_date": "1999-01-01"})
    with refused("values") as found:
        call(cast, "欧阳喆堃")
    assert found.value.fields[0][1] == "person_ambiguous"
    call(cast, "欧阳喆堃5555")
    assert Subject.objects.count() == 1


def test_after_an_erasure_nothing_is_left_of_the_person_and_every_count_stays(cast: Cast):
    secretary = cast.caller("community_secretary")
    uid, seq = join(cast, ADULT).person.uid, call(cast, "欧阳喆堃")
    correct_person(secretary, uid, "volunteers", ADULT | {"phone": "13900004444"}, reason="欧阳喆堃换了号码")
    tokens = list(Subject.objects.values_list("token", flat=True))
    erase_person(secretary, uid, ground="asked")
    assert (
        Person.objects.get().locked,
        Token.objects.count(),
        set(PersonChange.objects.values_list("locked", flat=True)),
    ) == ("", 0, {""})
    assert not EntryDetail.objects.filter(entry_id=seq, field="members").exists()
    (reading,) = read_entries([EntryDetail.objects.filter(entry_id=seq).first().entry])
    assert reading.values["volunteers"] == 1
    assert distinct_people(tokens) == 1
    assert Membership.objects.filter(roll="volunteers", joined_on__lte=TODAY).count() == 1
    assert verify(deep=True).is_clean
    with refused("person_unknown"):
        read_person(secretary, uid)
    assert rolls_of(secretary, TODAY)[0].people == 0


def test_an_imported_row_names_people_of_the_roll_too(cast: Cast):
    join(cast, ADULT)
    rows = [["2026-03-05", "巡逻", 1, "欧阳喆堃"], ["2026-03-06", "巡逻", 1, "路人"]]
    data = sheet(rows, ["日期", "服务内容", "志愿者", "志愿者名单"])
    file = bring(cast, data, book="volunteer_service")
    assert (verdicts(file), take(file)) == ((1, 1, 0, 0), 1)
    assert Subject.objects.get().field == "members"


def test_who_has_left_the_roll_is_named_for_the_days_before(cast: Cast):
    row = join(cast, ADULT)
    take_off_roll(cast.caller("community_secretary"), row.uid, on=date(2026, 5, 12), reason="搬走")
    call(cast, "欧阳喆堃", on=date(2026, 5, 12))
    with refused("values") as found:
        call(cast, "欧阳喆堃", on=date(2026, 5, 13))
    assert found.value.fields[0][1] == "person_not_on_roll"
