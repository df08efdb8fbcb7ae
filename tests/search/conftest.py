"""A plan that is followed, from the tests of plans."""

from tests.plans.conftest import document, officer, plan, published

__all__ = ["document", "officer", "plan", "published"]
