"""What devices and other systems send: once, with a key, within what its post may do."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from tests.cast import OUTSIDER, PEOPLE, Cast
from tests.ledger.facts import close_months, figure, last_seq, refused
from yiben.accounts.actions import MOST_A_MINUTE, make_token, withdraw_token
from yiben.accounts.models import Token
from yiben.audit.callers import SYSTEM
from yiben.ledger.queries import read_entry
from yiben.seeding.photographs import draw_photograph

ENTRIES, FIGURES, EVIDENCE = "/api/v1/entries", "/api/v1/figures", "/api/v1/evidence"
UNTIL = date(2026, 12, 31)
MAY_RECORD = ("community_secretary", "community_worker")


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.EVIDENCE_FOLDER = tmp_path / "evidence"


@pytest.fixture
def key(cast: Cast) -> Callable[..., str]:
    """Return the secret of a new key."""

    def make(post: str = "community_secretary", unit: str = "community", **more: Any) -> str:
        given = {"unit": cast.unit(unit), "name": "客流计数器", "expires_on": UNTIL, **more}
        return make_token(SYSTEM, cast.posts[post], **given)[1]

    return make


def entry(**changes: Any) -> dict[str, Any]:
    return {
        "id": str(uuid.uuid4()),
        "book": "activity",
        "unit": "枫林社区",
        "on": "2026-05-12",
        "values": {"theme": "反诈宣传", "participants": 46},
    } | changes


def send(secret: str, body: Any, query: str = "", **more: Any) -> Any:
    headers = {"Authorization": f"Bearer {secret}"} if secret else {}
    given = {"content_type": "application/json", "headers": headers, **more}
    data = body if isinstance(body, (str, bytes)) else json.dumps(body)
    return Client(enforce_csrf_checks=True).post(ENTRIES + query, data, **given)


def code(response: Any) -> tuple[int, str]:
    told = response.json()["error"]
    assert told["sentence"]
    return response.status_code, told["code"]


def test_an_entry_is_recorded_once_and_sent_again_gives_the_same_answer(key, cast):
    secret, sent = key(), entry()
    first, again = send(secret, sent), send(secret, sent)
    assert (first.status_code, again.status_code) == (201, 200)
    assert (first.json()["seq"], first.json()["posted_period"], first.json()["repeat"]) == (
        last_seq(),
        "2026-05",
        False,
    )
    assert again.json() == first.json() | {"repeat": True}
    assert figure("activity_participants", cast.unit("community")) == 46
    body = read_entry(SYSTEM, first.json()["seq"]).body
    assert (body["source"], body["author_post"]) == (
        {"kind": "api", "ref": Token.objects.get().uid},
        cast.posts["community_secretary"].uid,
    )


def test_the_same_id_with_other_content_is_a_conflict(key):
    secret, sent = key(), entry()
    send(secret, sent)
    assert code(send(secret, sent | {"on": "2026-05-11"})) == (409, "id_used")


def test_problems_are_told_by_field(key):
    told = send(key(), entry(values={"participants": "若干"})).json()["error"]
    assert told["code"] == "values"
    assert {each["field"]: each["code"] for each in told["fields"]} == {
        "theme": "required",
        "participants": "not_a_number",
    }


@pytest.mark.parametrize(
    ("changes", "answer"),
    [
        ({"id": "1"}, (422, "id_invalid")),
        ({"book": "nothing"}, (422, "book_unknown")),
        ({"unit": "没有这个社区"}, (422, "unit_unknown")),
        ({"on": "12.5.2026"}, (422, "key_type")),
        ({"values": []}, (422, "key_type")),
        ({"late": "yes"}, (422, "key_type")),
        ({"partners": [1]}, (422, "key_type")),
        ({"seq": 3}, (422, "key_unknown")),
        ({"unit": "桥西社区"}, (403, "token_scope")),
    ],
)
def test_what_may_not_be_is_refused_by_its_name(changes, answer, key):
    before = last_seq()
    assert code(send(key(), entry(**changes))) == answer
    assert last_seq() == before


def test_a_key_that_is_missing_in_an_entry_is_named(key):
    sent = entry()
    del sent["unit"]
    assert code(send(key(), sent)) == (422, "key_missing")


@pytest.mark.parametrize(
    ("body", "more", "answer"),
    [
        ("{", {}, (400, "json_broken")),
        ("[" * 100_000, {}, (400, "json_broken")),
        ('{"id": NaN}', {}, (400, "json_broken")),
        ("3", {}, (400, "json_shape")),
        ("[]", {}, (400, "json_shape")),
        ("a=1", {"content_type": "application/x-www-form-urlencoded"}, (415, "json_expected")),
        (json.dumps([1] * 501), {}, (413, "json_too_large")),
        ("[" + " " * (2 * 2**20) + "1]", {}, (413, "json_too_large")),
    ],
)
def test_what_is_no_request_is_refused(body, more, answer, key):
    assert code(send(key(), body, **more)) == answer


def test_a_closed_month_takes_an_entry_only_when_that_is_meant(key, cast):
    close_months(cast.unit("community"), 202601, 202602, 202603, 202604)
    secret, sent = key(), entry(on="2026-04-12")
    assert code(send(secret, sent)) == (422, "closed_period")
    assert send(secret, sent | {"late": True}).json()["posted_period"] == "2026-05"


def test_a_list_is_recorded_as_a_whole_or_not_at_all(key, cast):
    before = last_seq()
    answer = send(key(), [entry(), entry(on="2027-01-01"), entry(id="x")])
    found = [each["error"]["code"] for each in answer.json()["entries"]]
    assert (answer.status_code, found, last_seq()) == (422, ["not_recorded", "values", "id_invalid"], before)
    whole = send(key(), [entry(), entry()])
    assert (whole.status_code, [each["seq"] for each in whole.json()["entries"]]) == (200, [before + 1, before + 2])


def test_what_the_ledger_itself_refuses_is_named_in_a_list(key, cast):
    close_months(cast.unit("community"), 202601, 202602, 202603, 202604)
    before = last_seq()
    answer = send(key(), [entry(), entry(on="2026-04-12")])
    assert [each["error"]["code"] for each in answer.json()["entries"]] == ["not_recorded", "closed_period"]
    assert last_seq() == before
    partly = send(key(), [entry(), entry(on="2026-04-12")], "?partial=true")
    assert (partly.status_code, last_seq()) == (207, before + 1)


def test_an_id_twice_in_a_list_is_refused(key):
    sent = entry()
    assert code(send(key(), [sent, sent])) == (409, "id_twice")


@pytest.mark.parametrize("name", PEOPLE)
def test_a_key_may_do_what_its_post_may(name, key, cast):
    answer = send(key(name, "district"), entry())
    if name in MAY_RECORD:
        assert answer.status_code == 201
    else:
        assert code(answer) == (403, "no_access")


@pytest.mark.parametrize("secret", ["", "yb_nothing", "客流"])
def test_without_a_key_nothing_is_said(secret, cast):
    status, _code = code(send(secret.encode().decode("latin-1"), entry()))
    assert status == 401


def test_a_sign_in_opens_nothing_here(cast):
    client = Client()
    client.force_login(cast.users["community_secretary"], backend="allauth.account.auth_backends.AuthenticationBackend")
    assert code(client.post(ENTRIES, json.dumps(entry()), content_type="application/json")) == (401, "token_missing")


def test_a_withdrawn_an_expired_and_a_vacant_key_open_nothing(key, cast):
    secret = key()
    withdraw_token(SYSTEM, Token.objects.get())
    assert code(send(secret, entry())) == (401, "token_invalid")
    expired = key(expires_on=date(2026, 5, 20))
    assert send(expired, entry()).status_code == 201
    Token.objects.filter(withdrawn_at=None).update(expires_on=date(2026, 5, 19))
    assert code(send(expired, entry())) == (401, "token_invalid")
    vacant = key()
    cast.posts["community_secretary"].appointments.update(to_day=date(2026, 5, 1))
    assert code(send(vacant, entry())) == (403, "no_access")


def test_a_key_serves_its_books_alone(key):
    secret = key(books=["publicity_material"])
    assert code(send(secret, entry())) == (403, "token_scope")


def test_too_many_requests_wait(key, cast):
    secret = key()
    send(secret, entry())
    Token.objects.update(used=MOST_A_MINUTE)
    assert code(send(secret, entry())) == (429, "token_too_often")
    Token.objects.update(minute=1)
    assert send(secret, entry()).status_code == 201


def test_the_secret_is_kept_nowhere(key):
    secret = key()
    kept = Token.objects.values().get()
    assert secret not in str(kept)
    assert len(kept["digest"]) == 64


@pytest.mark.parametrize("name", [*PEOPLE, OUTSIDER])
def test_keys_are_made_by_the_security_administrator_alone(name, cast):
    given = {"name": "计数器", "unit": cast.unit("community"), "expires_on": UNTIL}
    if name == "security_admin":
        token, _secret = make_token(cast.caller(name), cast.posts["community_secretary"], **given)
        withdraw_token(cast.caller(name), token)
        return
    with refused("no_access"):
        make_token(cast.caller(name), cast.posts["community_secretary"], **given)


def test_a_key_has_a_name_and_an_end(cast):
    post, unit = cast.posts["community_secretary"], cast.unit("community")
    with refused("token_unnamed"):
        make_token(SYSTEM, post, name=" ", unit=unit, expires_on=UNTIL)
    for day in (date(2026, 5, 19), date(2026, 5, 20) + timedelta(days=401)):
        with refused("token_day"):
            make_token(SYSTEM, post, name="计数器", unit=unit, expires_on=day)


def ask(secret: str, **asked: str) -> Any:
    return Client().get(FIGURES, asked, headers={"Authorization": f"Bearer {secret}"})


def test_a_figure_is_answered_as_the_command_prints_it(key, cast, recorded_by_key):
    secret = recorded_by_key
    told = ask(secret, metric="activity_participants", unit="枫林社区", period="2026").json()
    assert (told["value"], told["measure_word"], told["unit"], told["records"]) == (
        46,
        "人次",
        cast.unit("community").name,
        1,
    )
    assert code(ask(secret, metric="activity_participants", unit="枫林社区", period="20x6"))[0] == 422
    assert code(ask(secret, metric="nothing", unit="枫林社区", period="2026")) == (404, "metric_unknown")
    assert code(ask(secret, metric="activity_participants", period="2026")) == (422, "key_missing")
    assert code(ask(secret, metric="activity_participants", unit="枫桥街道", period="2026")) == (403, "token_scope")


@pytest.fixture
def recorded_by_key(key) -> str:
    secret = key()
    assert send(secret, entry()).status_code == 201
    return str(secret)


def test_another_address_and_another_method_are_refused(key):
    secret = key()
    assert code(Client().get(ENTRIES, headers={"Authorization": f"Bearer {secret}"})) == (405, "method_not_allowed")
    assert code(Client().get("/api/v1/nothing")) == (404, "address_unknown")


def upload(secret: str, data: bytes, query: str = "?unit=枫林社区&name=现场.jpg") -> Any:
    headers = {"Authorization": f"Bearer {secret}"}
    client = Client(enforce_csrf_checks=True)
    return client.post(EVIDENCE + query, data, content_type="application/octet-stream", headers=headers)


def test_a_file_is_kept_and_an_entry_names_it(key):
    secret = key()
    kept = upload(secret, draw_photograph(3))
    assert (kept.status_code, kept.json()["media_type"]) == (201, "image/jpeg")
    made = send(secret, entry(evidence=[kept.json()["evidence"]])).json()
    assert [each.digest for each in read_entry(SYSTEM, made["seq"]).evidence] == [kept.json()["evidence"]]


def test_an_entry_cannot_name_a_file_that_was_not_sent(key):
    told = send(key(), entry(evidence=["sha256:" + "0" * 64])).json()["error"]
    assert [(each["field"], each["code"]) for each in told["fields"]] == [("evidence", "evidence_unknown")]


def test_a_file_for_a_unit_that_the_key_does_not_serve_is_refused(key):
    assert code(upload(key(), draw_photograph(3), "?unit=桥西社区&name=a.jpg")) == (403, "token_scope")


@pytest.mark.parametrize(
    ("data", "query", "answer"),
    [
        (b"", "?unit=枫林社区&name=a.jpg", (422, "file_empty")),
        (b"x" * 11 * 2**20, "?unit=枫林社区&name=a.jpg", (422, "file_too_large")),
        (b"x", "?unit=枫林社区", (422, "key_missing")),
        (b"x", "?unit=枫林社区&name=a.jpg&place=1", (422, "key_unknown")),
    ],
)
def test_what_is_no_file_to_keep_is_refused_by_its_code(key, data, query, answer):
    assert code(upload(key(), data, query)) == answer
