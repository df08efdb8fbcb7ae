"""A paper is kept with its reading, by who may, within the limit."""

from __future__ import annotations

import pytest

from tests.plans.conftest import SCHEME
from yiben.errors import Refusal


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.DOCUMENT_FOLDER = tmp_path / "documents"


@pytest.fixture
def upload(cast):
    from yiben.documents.actions import upload_document

    def send(who="subdistrict_officer", unit="subdistrict", data=SCHEME, name="方案.txt"):
        return upload_document(cast.caller(who), unit=cast.units[unit], name=name, data=data)

    return send


def test_the_bytes_lie_under_their_digest_and_the_reading_beside_them(upload, settings):
    from yiben.documents.files import path_of

    document = upload()
    assert path_of(settings.DOCUMENT_FOLDER, document.digest).read_bytes() == SCHEME
    assert document.reading["outline"]
    assert document.text == document.reading["clean_text"]


def test_the_same_paper_twice_is_one_file_and_two_readings(upload, settings):
    assert upload().digest == upload().digest
    assert len([path for path in settings.DOCUMENT_FOLDER.rglob("*") if path.is_file()]) == 1


def test_a_name_keeps_no_folders(upload):
    assert upload(name="C:\\桌面\\..\\方案.txt").name == "方案.txt"


def test_a_paper_above_the_limit_is_refused_and_not_kept(upload, settings):
    settings.DOCUMENT_LIMIT_BYTES = len(SCHEME) - 1
    with pytest.raises(Refusal, match="file_too_large"):
        upload()
    assert not settings.DOCUMENT_FOLDER.exists()
    settings.DOCUMENT_LIMIT_BYTES = len(SCHEME)
    assert upload().size == len(SCHEME)


@pytest.mark.parametrize("who", ["community_secretary", "district_reader", "supervisor", "outsider", "system_admin"])
def test_who_may_not_upload_is_refused(upload, who):
    with pytest.raises(Refusal, match="no_access"):
        upload(who=who)


def test_an_officer_uploads_for_the_own_subtree_only(upload):
    with pytest.raises(Refusal, match="no_access"):
        upload(unit="other_subdistrict")
    assert upload(unit="community").unit.code == "LX-01-01"
