"""Papers that a caller may read: those kept for units whose papers they take in, and those of which they see a plan."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from yiben.accounts.queries import units_allowed
from yiben.audit.callers import Caller
from yiben.documents.models import Document
from yiben.errors import Refusal
from yiben.plans.models import Plan
from yiben.plans.queries import visible_plans


def visible_papers(caller: Caller) -> QuerySet[Document]:
    """Return the papers that the caller may read, the latest first."""
    papers = Document.objects.select_related("unit")
    if caller.is_system:
        return papers
    planned = visible_plans(caller).order_by().values("document")
    return papers.filter(Q(unit_id__in=units_allowed(caller, "document.upload")) | Q(pk__in=planned))


def read_paper(caller: Caller, uid: str) -> Document:
    """Return a paper that the caller may read; Refusal ``paper_unknown`` otherwise."""
    found = visible_papers(caller).filter(uid=uid).first()
    if found is None:
        raise Refusal("paper_unknown")
    return found


def plans_of_paper(caller: Caller, document: Document) -> list[Plan]:
    """Return the plans made of a paper that the caller may see."""
    return list(visible_plans(caller).filter(document=document))
