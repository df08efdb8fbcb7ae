"""Keys outside the database: made once, changed without touching a value, missed in words."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction

from yiben.audit.callers import SYSTEM
from yiben.errors import Refusal
from yiben.vault import actions, files
from yiben.vault.checks import check_keys
from yiben.vault.models import DataKey
from yiben.vault.opening import blind_index, forget_known, unlock

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def keys(settings, tmp_path: Path):
    settings.HOME = tmp_path
    DataKey.objects.all().delete()
    forget_known()
    yield tmp_path / "keys"
    forget_known()


def lock(text: str) -> str:
    return actions.locker().lock(text, "row/1")


def test_the_key_file_is_its_owners_alone(keys: Path):
    lock("喆")
    (path,) = keys.glob("fields-*.key")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert bytes.fromhex(path.read_text()).hex() not in str(DataKey.objects.values_list("locked", flat=True))


def test_after_a_change_of_keys_old_and_new_values_open_and_no_value_was_touched(keys: Path):
    kept, index = lock("喆"), actions.indexed("110", "id")
    first, key = files.current_main_key(), actions.locker().key_id
    done = actions.rotate_keys(SYSTEM)
    assert (done.relocked, done.older) == (2, (first.key_id,))
    assert actions.locker().key_id != key
    assert unlock(kept, "row/1") == unlock(lock("喆"), "row/1") == "喆"
    assert blind_index("110", "id") == index
    assert set(DataKey.objects.values_list("main", flat=True)) == {done.main}


def test_the_old_main_key_can_be_forgotten_only_when_nothing_names_it(keys: Path):
    kept = lock("喆")
    assert actions.forget_old_keys(SYSTEM) == []
    (old,) = actions.rotate_keys(SYSTEM).older
    assert actions.forget_old_keys(SYSTEM) == [old]
    forget_known()
    assert unlock(kept, "row/1") == "喆"


@pytest.mark.parametrize("killed_in", ["use_main_key", "log"])
def test_a_change_that_was_killed_is_brought_to_its_end(keys: Path, monkeypatch, killed_in):
    kept = lock("喆")
    with monkeypatch.context() as broken:
        broken.setattr(actions, killed_in, lambda *_args, **_more: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            actions.rotate_keys(SYSTEM)
    forget_known()
    assert unlock(kept, "row/1") == unlock(lock("堃"), "row/1").replace("堃", "喆")
    done = actions.rotate_keys(SYSTEM)
    forget_known()
    assert (unlock(kept, "row/1"), files.current_main_key().key_id) == ("喆", done.main)


def test_without_the_key_file_nothing_opens_and_no_new_key_takes_its_place(keys: Path):
    kept = lock("喆")
    forget_known()
    for path in keys.glob("fields-*"):
        path.unlink()
    for attempt in (lambda: unlock(kept, "row/1"), lambda: lock("堃")):
        with pytest.raises(Refusal) as refused:
            attempt()
        assert refused.value.code == "vault_key_lost"


def test_equal_values_share_an_index_and_other_purposes_do_not(keys: Path):
    assert actions.indexed("110", "id") == actions.indexed("110", "id") != actions.indexed("110", "phone")
    assert actions.indexed("110", "id") != actions.indexed("111", "id")


def test_there_is_one_key_of_indexes_whichever_process_was_first(keys: Path):
    index = actions.indexed("110", "id")
    with pytest.raises(IntegrityError), transaction.atomic():
        actions._make(DataKey.INDEX, files.current_main_key())
    assert actions.indexed("110", "id") == index


def test_a_role_without_the_system_changes_no_keys(keys: Path, cast):
    for name in ("community_secretary", "security_admin", "outsider"):
        with pytest.raises(Refusal) as refused:
            actions.rotate_keys(cast.caller(name))
        assert refused.value.code == "no_access"


def test_the_doctor_names_a_key_that_is_missing_or_open_to_others(keys: Path):
    lock("喆")
    assert check_keys(databases=["default"]) == []
    (path,) = keys.glob("fields-*.key")
    path.chmod(0o644)
    assert [each.id for each in check_keys(databases=["default"])] == ["vault.E002"]
    path.unlink()
    assert [each.id for each in check_keys(databases=["default"])] == ["vault.E001"]
