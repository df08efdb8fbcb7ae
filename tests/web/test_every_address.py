"""Every address as every role: nobody meets a bug, and nobody sees what is not theirs."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import URLPattern, reverse

from tests.cast import OUTSIDER, PEOPLE
from tests.forms.conftest import MONTHLY
from tests.rolling.papers import paper as word_paper
from tests.rolls.people import ADULT, join
from tests.sheets.making import xlsx
from yiben.web.urls import urlpatterns

KNOWN = {
    "book": "activity",
    "uid": "6f1b2a52-2f0c-4c56-9d9e-6d3a5f4b7c10",
    "digest": "sha256:" + "0" * 64,
    "metric": "safe_community.events",
    "pack": "safe_community",
    "name": "annual",
    "number": 1,
    "pk": 1,
    "roll": "volunteers",
    "kind": "clean",
    "period": "2026-04",
    "checklist": "ten_rules",
    "procedure": "issue",
    "register": "community_organisations",
    "key": "base.residents_needs",
    "code": "LX-01-01",
    "run": "6f1b2a52-2f0c-4c56-9d9e-6d3a5f4b7c10",
    "secret": "nobody-was-handed-this-secret",
}
OF_PLANS: dict[str, str] = {}
OF_ROUTES = {
    "plans/": "plan",
    "tasks/": "task",
    "papers/batches/": "batch",
    "papers/": "paper",
    "forms/tables/": "table",
    "forms/filled/": "filled",
    "forms/": "form",
    "rolling/saved/": "saved",
    "rolling/": "rolling",
    "collections/": "collection",
    "dispatches/": "dispatch",
    "duties/": "duty",
    "matters/": "matter",
    "assessments/appeals/": "appeal",
    "assessments/": "assessment",
    "inspections/visits/": "visit",
    "inspections/answers/": "answer",
    "inspections/": "round",
    "meetings/bodies/": "body",
    "meetings/": "meeting",
    "people/": "account",
    "keys/": "key_of_system",
    "posts/": "post",
    "disclosure/": "item",
    "open/": "item",
    "registers/items/": "register_item",
    "rosters/book/": "shift",
    "rosters/": "rota",
    "rolls/people/": "person",
    "rolls/standings/": "standing",
}
"""What the uid in an address is the uid of, by how its route begins."""
NO_LEDGER = ("resident", "system_admin", "security_admin", "audit_admin", OUTSIDER)
REFUSED = {302, 403, 404, 405, 422}
LISTS_OF_NOTHING = (
    "matter-index",
    "matter-new",
    "calendar-show",
    "meeting-index",
    "meeting-new",
    "meeting-past",
    "inspection-index",
    "checklist-index",
    "checklist-units",
    "assessment-index",
    "matter-import",
    "matter-returned",
    "matter-supervision",
    "plan-index",
    "task-index",
    "rolling-index",
    "form-index",
    "form-new",
    "analysis-index",
    "analysis-show",
    "register-index",
    "rota-new",
    "shift-index",
    "server-index",
    "register-show",
    "register-new",
)
EVERYBODY = (
    "post-switch",
    "style-show",
    "link_residents",
    "link_places",
    "handover-show",
    "handover-paper",
    "post-index",
    "post-show",
)
OPERATED = {
    "system_admin": ("job-index",),
    "security_admin": (
        *("post-new", "account-index", "account-new", "account-show"),
        *("key-index", "key-new", "key-withdraw"),
    ),
    "audit_admin": ("log-index",),
}
"""What the three administrators see of the system."""


@pytest.fixture
def _followed(published, cast):
    """A plan with its tasks and proposals stands behind the addresses of plans and tasks, its paper behind those of
    papers."""
    from tests.plans.conftest import SCHEME
    from yiben.documents.inbox import begin_batch
    from yiben.tasks.models import Task

    task = Task.objects.filter(unit__code="LX-01-01").first()
    clause, proposal = published.clauses.first(), published.proposed.first()
    OF_PLANS.update(plan=published.uid, task=task.uid, clause=clause.uid, proposal=proposal.uid)
    paper = published.document
    batch = begin_batch(cast.caller("subdistrict_officer"), unit=paper.unit, files=[("方案.txt", SCHEME)])
    OF_PLANS.update(paper=paper.uid, batch=batch.uid)
    standing = join(cast, ADULT)
    OF_PLANS.update(person=standing.person.uid, standing=standing.uid)
    OF_PLANS.update(_rolled(cast))
    OF_PLANS.update(_asked(cast))
    OF_PLANS.update(_formed(cast))


def _rolled(cast) -> dict[str, str]:
    """A paper of the sub-district made from last year's, and the same saved."""
    from yiben.metrics.periods import parse_period
    from yiben.rolling.actions import begin_roll, save_template

    officer, unit = cast.caller("subdistrict_officer"), cast.unit("subdistrict")
    years = {"was": parse_period("2025"), "now": parse_period("2026")}
    roll = begin_roll(officer, unit=unit, name="总结.docx", data=word_paper("2025年工作总结", "走访48家。"), **years)
    return {"rolling": roll.uid, "saved": save_template(officer, roll, "工作总结").uid}


def _asked(cast) -> dict[str, str]:
    """A table asked of a community, and a document of the sub-district in the making."""
    from tests.dispatches.papers import NOTICE, subdistrict_series
    from tests.sheets.making import xlsx
    from tests.sheets.returns import items
    from yiben.accounts.actions import make_token
    from yiben.audit.callers import SYSTEM
    from yiben.collections.actions import begin_collection
    from yiben.disclosure.actions import Draft, begin_item
    from yiben.dispatches.actions.drafting import begin_dispatch
    from yiben.reports.duties.actions import begin_duty

    unit = cast.unit("community")
    given = {"title": "统计", "name": "统计.xlsx", "data": xlsx(items({})), "due_on": date(2026, 6, 1)}
    made = begin_collection(SYSTEM, unit=cast.unit("subdistrict"), units=[unit], **given)
    duty = begin_duty(
        SYSTEM,
        report="safe_community/annual",
        unit=cast.unit("subdistrict"),
        units=[unit],
        every="month",
        due_days=5,
        begins_on=date(2026, 3, 1),
    )
    return {
        **_answered(cast),
        **_met(cast),
        "register_item": _registered(cast),
        **_served(cast),
        **_inspected(cast),
        "item": begin_item(SYSTEM, unit, Draft("other", "别的", "", "别的")).uid,
        "post": cast.posts["community_worker"].uid,
        "account": cast.users["community_worker"].uid,
        "key_of_system": make_token(
            SYSTEM, cast.posts["community_worker"], name="计数器", unit=unit, expires_on=date(2026, 12, 31)
        )[0].uid,
        "duty": duty.uid,
        "collection": made.uid,
        "unit": unit.uid,
        "dispatch": begin_dispatch(SYSTEM, subdistrict_series(cast), NOTICE).uid,
    }


def _answered(cast) -> dict[str, str]:
    """A matter of the community, and an answer sheet that came back."""
    from tests.matters.cases import assigned, issue
    from tests.matters.filled_sheets import handed_out
    from yiben.matters.actions import take_in_sheet

    matter = assigned(cast, issue(cast))
    sheet, content = handed_out(cast, matter, "community")
    take_in_sheet(cast.caller("community_secretary"), "答复单.xlsx", content)
    return {"matter": matter.uid, "sheet": sheet.uid}


def _met(cast) -> dict[str, str]:
    """A body of the community, and a meeting of it."""
    from tests.meetings.cases import body, plan
    from yiben.meetings.actions import plan_meeting

    made = body(cast)
    return {"body": made.uid, "meeting": plan_meeting(cast.caller("community_secretary"), plan(made)).uid}


def _registered(cast) -> str:
    """A community organisation on the register of the community."""
    from tests.registers.test_registers import entered

    return entered(cast).uid


def _served(cast) -> dict[str, str]:
    """A published rota of the community, and a page of its handover book."""
    from tests.rosters.cases import TODAY, published, serving
    from yiben.rosters.actions import hand_over

    serving(cast)
    rota, who = published(cast), cast.caller("community_worker")
    record = hand_over(who, cast.unit("community"), "office_duty", TODAY, "day", happened="无事")
    return {"rota": rota.uid, "shift": record.uid}


def _inspected(cast) -> dict[str, str]:
    """A round that has begun, with a visit to the community, and an assessment whose draft is shown."""
    from tests.inspections.cases import opened, visited

    visit = visited(cast, opened(cast, 4), "LX-01-01", banners="no")
    from tests.assessments.cases import of, published
    from yiben.assessments.actions import appeal

    row = published(cast)
    made = appeal(cast.caller("community_secretary"), of(row, cast), "events", "漏算一场")
    return {
        "assessment": row.uid,
        "appeal": made.uid,
        "round": visit.round.uid,
        "visit": visit.uid,
        "answer": visit.answers.get(item="banners").uid,
    }


def _formed(cast) -> dict[str, str]:
    """A form of the sub-district, bound and filled, and a table of 一表通."""
    from yiben.forms.actions import Particulars, confirm_bindings, fill_form, register_form, take_table
    from yiben.forms.bindings import Bindings
    from yiben.metrics.periods import parse_period

    officer, unit = cast.caller("subdistrict_officer"), cast.unit("subdistrict")
    said = Particulars(MONTHLY.title, "临溪区平安建设办公室")
    form = register_form(officer, unit=unit, said=said, name="月报.xlsx", data=MONTHLY.data)
    confirm_bindings(officer, form, Bindings())
    filled = fill_form(officer, form, unit, parse_period("2026-05"))[0]
    rows = xlsx({"表": [["活动名称", "参加人数"], ["夜校", 12]]})
    table = take_table(officer, unit=unit, form=None, title="活动", name="a.xlsx", data=rows)
    return {"form": form.uid, "filled": filled.uid, "table": table.uid}


def addresses(seq: int) -> dict[str, str]:
    found = {}
    for pattern in urlpatterns:
        assert isinstance(pattern, URLPattern)
        names = pattern.pattern.regex.groupindex if hasattr(pattern.pattern, "regex") else {}
        route = str(pattern.pattern)
        uid = next((OF_PLANS[what] for begins, what in OF_ROUTES.items() if route.startswith(begins)), "")
        known = {**KNOWN, **OF_PLANS, "seq": seq, **({"uid": uid} if uid else {})}
        found[str(pattern.name)] = reverse(str(pattern.name), kwargs={name: known[name] for name in names})
    return found


@pytest.mark.usefixtures("_followed")
@pytest.mark.parametrize("name", [*PEOPLE, OUTSIDER])
def test_nobody_meets_a_bug_and_posts_without_a_ledger_are_refused_everywhere(browse, recorded, name):
    client = browse(name)
    shown = (*EVERYBODY, *OPERATED.get(name, ()))
    for route, address in addresses(recorded()).items():
        is_shown = name not in NO_LEDGER or route.startswith("account_") or route in shown
        assert client.get(address).status_code in (REFUSED | {200} if is_shown else REFUSED), address


@pytest.mark.parametrize("name", ["community_secretary", "community_worker", "subdistrict_officer", "district_reader"])
def test_those_above_and_at_the_unit_read_its_record(browse, recorded, name):
    assert "消防演练" in browse(name).get(f"/entries/{recorded()}/").content.decode()


@pytest.mark.parametrize("name", ["foreign_secretary", "section_officer", "partner"])
def test_a_record_of_another_unit_is_not_there(browse, recorded, name):
    page = browse(name).get(f"/entries/{recorded()}/")
    assert page.status_code == 404
    assert "消防演练" not in page.content.decode()


@pytest.mark.usefixtures("_followed")
def test_without_signing_in_every_page_leads_to_the_sign_in(client, recorded):
    for route, address in addresses(recorded()).items():
        if route in ("link_residents", "link_places"):
            assert client.get(address).status_code == 200
        elif route.startswith("link_"):
            assert client.get(address).status_code == 404, address
        elif not route.startswith("account_"):
            assert client.get(address).headers["Location"].startswith("/accounts/login/"), address


def test_a_reader_records_and_corrects_nothing(browse, recorded, activity):
    seq, client = recorded(), browse("district_reader")
    assert client.post("/ledger/activity/new/", activity()).status_code == 403
    assert client.post(f"/entries/{seq}/correct/", activity(reason="改")).status_code == 403
    assert client.post(f"/entries/{seq}/void/", {"reason": "改"}).status_code == 403


def test_a_figure_of_a_unit_elsewhere_is_refused(browse):
    client = browse("community_secretary")
    assert client.get("/figures/safe_community.events/?unit=LX-01-01").status_code == 200
    assert client.get("/figures/safe_community.events/?unit=LX-02-01").status_code == 403
    assert client.get("/reports/safe_community/annual/?unit=LX-02-01").status_code == 403
    assert client.get("/ledger/activity/?unit=LX-02-01").status_code == 403


@pytest.mark.usefixtures("_followed")
@pytest.mark.parametrize("name", ["foreign_secretary", "partner", "resident"])
def test_who_is_not_concerned_meets_no_plan_and_no_task(browse, recorded, name):
    client = browse(name)
    for route, address in addresses(recorded()).items():
        if (
            route.startswith(
                (
                    "plan-",
                    "task-",
                    "proposal-",
                    "clause-",
                    "paper-",
                    "batch-",
                    "fact-",
                    "rolling-",
                    "form-",
                    "matter-",
                    "meeting-",
                    "register-",
                    "rota-",
                    "shift-",
                    "server-",
                    "inspection-",
                    "assessment-",
                    "checklist-",
                )
            )
            and route not in LISTS_OF_NOTHING
        ):
            assert client.get(address).status_code in {403, 404, 405}, address
            assert client.post(address, {}).status_code in {403, 404, 405}, address


@pytest.mark.usefixtures("_followed")
def test_who_is_not_of_the_community_meets_nobody_on_its_rolls(browse, recorded):
    own = ("roll-index", "roll-show", "roll-due", "roll-export", "roll-approve", "person-new")
    of_rolls = {name: each for name, each in addresses(recorded()).items() if name.startswith(("roll-", "person-"))}
    for name in set(PEOPLE) - {"community_secretary", "community_worker"}:
        client = browse(name)
        for route, address in of_rolls.items():
            page = client.get(address)
            wanted = {200} if name == "foreign_secretary" and route in own else {403, 404, 405}
            assert page.status_code in wanted, (name, address)
            assert ADULT["name"] not in page.content.decode(), (name, address)
            if route not in own:
                assert client.post(address, {}).status_code in {403, 404, 405}, (name, address)
