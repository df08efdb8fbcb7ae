"""A scheme becomes a plan that people decide on, publish and revise."""

from __future__ import annotations

from datetime import date

import pytest

from tests.plans.conftest import SCHEME
from yiben.errors import Conflict, Refusal
from yiben.plans.actions import begin_plan, decide, edit, mark_clause, merge, publish, split, undo_step
from yiben.plans.gates import warnings_of
from yiben.plans.models import Plan, ProposedTask
from yiben.plans.queries import by_unit, plan_tree, read_plan, visible_plans
from yiben.tasks.models import Task


def test_a_scheme_gives_clauses_and_proposed_tasks(plan):
    assert [clause.heading for clause in plan.clauses.filter(level=1)][:2] == ["总体要求", "重点任务"]
    assert plan.proposed.filter(terms__due_on="2026-04-30", terms__target=10).exists()


def test_a_named_community_leads_its_task_and_a_collective_leaves_it_with_the_street(plan, cast):
    terms = plan.proposed.get(terms__due_on="2026-04-30").terms
    assert terms["unit"] == cast.units["community"].uid
    shared = plan.proposed.filter(terms__owner_said="各社区").first().terms
    assert shared["unit"] == cast.units["subdistrict"].uid
    assert cast.units["neighbour"].uid in shared["co_units"]


def test_a_recurring_duty_is_kept_as_one(plan):
    assert plan.proposed.filter(terms__recurrence__startswith="每月").exists()


def test_a_plan_with_an_undecided_task_is_not_published(plan, officer):
    with pytest.raises(Refusal) as refusal:
        publish(officer, plan)
    assert refusal.value.code == "plan_not_ready"
    assert len(refusal.value.data["blockers"]) == plan.proposed.count()


def test_publishing_makes_a_task_of_every_accepted_proposal(published):
    assert published.state == Plan.PUBLISHED
    sources = [published.uid, *published.clauses.values_list("uid", flat=True)]
    assert Task.objects.filter(source__in=sources).count() == published.proposed.count()


def test_what_will_be_red_or_a_gap_at_once_is_said_before_publishing(plan, officer, cast):
    first, second, *others = plan.proposed.all()
    for each in (second, *others):
        decide(officer, each, ProposedTask.ACCEPTED)
    edit(officer, first, {"due_on": "2026-01-31", "recurrence": "", "unit": cast.units["foreign"].uid}, version=1)
    warned = warnings_of(plan, plan.proposed.all(), date(2026, 2, 20))
    assert [each["code"] for each in warned][:2] == ["task_overdue_at_once", "task_led_from_outside"]
    assert warned[-1]["code"] == "clauses_without_task"
    assert publish(officer, plan).state == Plan.PUBLISHED


def test_a_clause_marked_as_needing_none_is_not_warned_of(plan, officer):
    before = warnings_of(plan, plan.proposed.all(), date(2026, 2, 20))[-1]["count"]
    decided = {each.clause_id for each in plan.proposed.all()}
    leaf = next(c for c in plan.clauses.all() if c.pk not in decided and not c.below.exists())
    mark_clause(officer, leaf, needs_none=True)
    assert warnings_of(plan, plan.proposed.all(), date(2026, 2, 20))[-1]["count"] == before - 1


def test_a_dropped_proposal_makes_no_task(plan, officer):
    first, *others = plan.proposed.all()
    decide(officer, first, ProposedTask.DROPPED)
    for each in others:
        decide(officer, each, ProposedTask.ACCEPTED)
    publish(officer, plan)
    assert not Task.objects.filter(title=first.terms["title"], order=first.order).exists()


def test_an_edit_of_an_older_version_shows_both_texts(plan, officer):
    proposed = plan.proposed.first()
    edit(officer, proposed, {"title": "改过的"}, version=1)
    with pytest.raises(Conflict) as conflict:
        edit(officer, proposed, {"title": "另一个改法"}, version=1)
    assert (conflict.value.data["theirs"], conflict.value.data["yours"]) == ("改过的", "另一个改法")


def test_a_last_day_before_the_first_is_refused_beside_its_field(plan, officer):
    terms = {"starts_on": "2026-05-01", "due_on": "2026-04-01"}
    with pytest.raises(Refusal) as refusal:
        edit(officer, plan.proposed.first(), terms, version=1)
    assert refusal.value.fields[0][:2] == ("due_on", "deadline_before_start")


def test_merging_keeps_the_words_of_both(plan, officer):
    first, second = plan.proposed.all()[:2]
    merged = merge(officer, second, first)
    assert merged.terms["title"] == f"{first.terms['title']}；{second.terms['title']}"
    assert plan.proposed.get(pk=second.pk).state == ProposedTask.DROPPED


def test_a_task_is_not_merged_with_itself(plan, officer):
    first = plan.proposed.first()
    with pytest.raises(Refusal, match="merge_impossible"):
        merge(officer, first, first)


def test_splitting_gives_each_part_a_title(plan, officer):
    made = split(officer, plan.proposed.first(), ["印手册", "发手册", " "])
    assert [each.terms["title"] for each in made] == ["印手册", "发手册"]
    with pytest.raises(Refusal, match="split_impossible"):
        split(officer, made[0], ["只有一个"])


def test_every_decision_is_kept_with_its_place(plan, officer):
    proposed = plan.proposed.first()
    decide(officer, proposed, ProposedTask.ACCEPTED)
    kept = plan.document.decisions.get()
    assert (kept.what, kept.before["start"], kept.after["state"]) == ("task.accepted", proposed.start, "accepted")


def test_a_revision_takes_over_what_stands_in_it_again(published, document, cast, officer):
    kept = Task.objects.get(due_on=date(2026, 4, 30))
    later = begin_plan(
        officer, document, unit=cast.units["subdistrict"], day=date(2026, 2, 20), title="修订", revises=published
    )
    gone = later.proposed.get(terms__due_on="2026-05-31")
    for each in later.proposed.all():
        decide(officer, each, ProposedTask.DROPPED if each.pk == gone.pk else ProposedTask.ACCEPTED)
    publish(officer, later)
    assert Task.objects.get(pk=kept.pk).source in later.clauses.values_list("uid", flat=True)
    assert Task.objects.get(due_on=date(2026, 5, 31)).state == Task.DROPPED
    assert Plan.objects.get(pk=published.pk).state == Plan.SUPERSEDED


def test_the_same_paper_makes_no_second_plan(plan, document, cast, officer):
    with pytest.raises(Refusal, match="plan_exists") as refusal:
        begin_plan(officer, document, unit=cast.unit("subdistrict"), day=date(2026, 3, 1))
    assert refusal.value.data["uid"] == plan.uid
    other = begin_plan(cast.caller("district_officer"), document, unit=cast.unit("district"), day=date(2026, 3, 1))
    assert other.uid != plan.uid


def test_the_tree_shows_gaps(published):
    tree = plan_tree(published, date(2026, 3, 1))
    assert "总体要求" in [clause.heading for clause in tree.gaps.clauses]
    assert len(tree.gaps.idle_tasks) == len(tree.tasks)
    assert [unit.order for unit, _ in by_unit(tree)] == sorted(unit.order for unit, _ in by_unit(tree))


@pytest.mark.parametrize("who", ["community_secretary", "foreign_secretary", "outsider", "resident", "system_admin"])
def test_only_who_may_change_plans_decides(plan, cast, who):
    with pytest.raises(Refusal, match="no_access"):
        decide(cast.caller(who), plan.proposed.first(), ProposedTask.ACCEPTED)


def test_a_draft_is_hidden_from_those_who_may_only_read(plan, published, cast, officer):
    reader = cast.caller("district_reader")
    assert read_plan(reader, published.uid) == published
    with pytest.raises(Refusal, match="plan_unknown"):
        read_plan(cast.caller("foreign_secretary"), published.uid)
    assert not visible_plans(reader).filter(state=Plan.DRAFT).exists()


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04broken", b"%PDF-1.4\n%%EOF", b"\x00\x01\x02"])
def test_what_cannot_be_read_is_refused_and_nothing_is_kept(cast, officer, db, data):
    from yiben.documents.actions import upload_document
    from yiben.documents.models import Document

    with pytest.raises(Refusal):
        upload_document(officer, unit=cast.units["subdistrict"], name="x.docx", data=data)
    assert not Document.objects.exists()


def test_the_scheme_of_the_tests_is_invented(document):
    assert document.text == SCHEME.decode().strip() or document.text == SCHEME.decode()


def test_undoing_follows_the_decisions_back_and_refuses_at_the_first(plan, officer):
    first = plan.proposed.first()
    edit(officer, first, {"title": "改过的"}, version=1)
    decide(officer, first, ProposedTask.DROPPED)
    assert undo_step(officer, plan).state == ProposedTask.ACCEPTED
    assert undo_step(officer, plan).terms == first.terms
    with pytest.raises(Refusal, match="nothing_to_undo"):
        undo_step(officer, plan)


def test_an_edit_that_is_open_elsewhere_is_refused_after_an_undo(plan, officer):
    first = plan.proposed.first()
    decide(officer, first, ProposedTask.ACCEPTED)
    undo_step(officer, plan)
    with pytest.raises(Conflict, match="proposal_changed"):
        edit(officer, first, {"title": "旧窗口里改的"}, version=first.version)


def test_a_published_plan_is_not_undone(published, officer):
    with pytest.raises(Refusal, match="plan_not_draft"):
        undo_step(officer, published)


def test_terms_that_cannot_be_followed_are_not_accepted(plan, officer):
    first = plan.proposed.first()
    ProposedTask.objects.filter(pk=first.pk).update(
        terms={**first.terms, "starts_on": "2026-09-01", "due_on": "2026-03-01"}
    )
    with pytest.raises(Refusal) as refusal:
        decide(officer, first, ProposedTask.ACCEPTED)
    assert refusal.value.fields[0][:2] == ("due_on", "deadline_before_start")


def test_a_plan_without_any_accepted_task_is_not_published(plan, officer):
    for each in plan.proposed.all():
        decide(officer, each, ProposedTask.DROPPED)
    with pytest.raises(Refusal) as refusal:
        publish(officer, plan)
    assert [each["code"] for each in refusal.value.data["blockers"]] == ["plan_without_task"]


def test_a_recurring_duty_without_an_end_runs_to_the_plans_last_day(plan):
    terms = plan.proposed.filter(terms__recurrence__startswith="每季度").first()
    last = max(each.terms["due_on"] for each in plan.proposed.all())
    assert {"code": "recurrence_endless", "on": last} in terms.problems


def test_a_clause_that_needs_no_task_is_no_gap(published, officer):
    bare = plan_tree(published, date(2026, 3, 1)).gaps.clauses[0]
    mark_clause(officer, bare, needs_none=True)
    assert bare not in plan_tree(published, date(2026, 3, 1)).gaps.clauses
    mark_clause(officer, bare, needs_none=False)
    assert bare in plan_tree(published, date(2026, 3, 1)).gaps.clauses


def test_a_charged_community_sees_the_plan_with_its_own_tasks_only(published, cast):
    secretary, reader = cast.caller("community_secretary"), cast.caller("district_reader")
    assert read_plan(secretary, published.uid) == published
    own, whole = plan_tree(published, caller=secretary).tasks, plan_tree(published, caller=reader).tasks
    assert 0 < len(own) < len(whole)
    community = cast.units["community"]
    assert all(community in [row.task.unit, *row.task.co_units.all()] for row in own)


def test_an_office_below_is_meant_by_its_bare_name(cast):
    from yiben.plans.owners import find_owners
    from yiben.plans.queries import unit_names
    from yiben.units.models import Unit

    subdistrict = cast.unit("subdistrict")
    own = Unit.objects.get(pk=cast.unit("section").pk)
    bare = own.short_name.removeprefix(subdistrict.short_name.removesuffix("街道"))
    assert bare != own.short_name
    assert find_owners(bare, unit_names(subdistrict)).units == (own.uid,)
