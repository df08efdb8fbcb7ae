"""yiben token: keys are shown once, listed without their secret, and withdrawn."""

from __future__ import annotations

from yiben.accounts.models import Token


def test_a_key_is_shown_once_listed_and_withdrawn(run, cast):
    given = ("--post", "枫林社区·书记", "--name", "客流计数器", "--until", "2026-12-31", "--book", "activity")
    made = run("token", "new", *given, "--json").value
    assert Token.objects.get().uid == made["key"]
    listed = run("token", "list", "--json")
    assert ([each["state"] for each in listed.value], made["secret"] in listed.out) == (["open"], False)
    assert run("token", "withdraw", made["key"]).code == 0
    assert run("token", "list", "--json").value[0]["state"] == "withdrawn"


def test_what_is_not_there_is_refused(run, cast):
    assert run("token", "new", "--post", "枫林社区·没有这个岗位", "--name", "a", "--until", "2026-12-31").code == 2
    assert run("token", "withdraw", "nothing").code == 2
    assert not Token.objects.exists()
