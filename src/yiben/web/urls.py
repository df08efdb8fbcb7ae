"""Addresses. Names are noun-verb; every page outside ``accounts/`` needs a sign-in and a post (middleware.py)."""

from __future__ import annotations

from allauth.account import views as allauth
from django.urls import URLPattern, path, re_path

from yiben.web.pages import (
    entries,
    figures,
    ledger,
    notices,
    plans,
    posts,
    reading,
    recording,
    reports,
    searching,
    tasks,
    workbench,
)
from yiben.web.signing_in import show_closed

urlpatterns: list[URLPattern] = [
    path("", workbench.show, name="workbench-show"),
    path("posts/switch/", posts.switch, name="post-switch"),
    path("ledger/", ledger.index, name="ledger-index"),
    path("ledger/<slug:book>/", ledger.book, name="ledger-show"),
    path("ledger/<slug:book>/export/", ledger.export, name="ledger-export"),
    path("ledger/<slug:book>/new/", recording.new, name="entry-new"),
    path("drafts/<str:uid>/", recording.draft, name="draft-show"),
    path("drafts/<str:uid>/discard/", recording.discard, name="draft-discard"),
    path("entries/<int:seq>/", entries.show, name="entry-show"),
    path("entries/<int:seq>/saved/", recording.saved, name="entry-saved"),
    path("entries/<int:seq>/correct/", entries.correct, name="entry-correct"),
    path("entries/<int:seq>/void/", entries.void, name="entry-void"),
    re_path(r"^evidence/(?P<digest>[a-z0-9]+:[0-9a-f]+)/$", entries.evidence, name="evidence-show"),
    path("plans/", plans.index, name="plan-index"),
    path("plans/<str:uid>/", plans.show, name="plan-show"),
    path("plans/<str:uid>/ledger.xlsx", plans.export, name="plan-export"),
    path("plans/<str:uid>/revise/", plans.revise, name="plan-revise"),
    path("plans/<str:uid>/reading/", reading.show, name="plan-read"),
    path("plans/<str:uid>/reading/undo/", reading.undo, name="plan-undo"),
    path("plans/<str:uid>/reading/add/", reading.propose, name="proposal-new"),
    path("plans/<str:uid>/reading/<str:proposal>/", reading.decide, name="proposal-decide"),
    path("plans/<str:uid>/publish/", reading.publish_plan, name="plan-publish"),
    path("plans/<str:uid>/clauses/<str:clause>/", plans.mark, name="clause-mark"),
    path("plans/<str:uid>/clauses/<str:clause>/task/", plans.add, name="task-new"),
    path("tasks/<str:uid>/", tasks.show, name="task-show"),
    path("tasks/<str:uid>/return/", tasks.send, name="task-return"),
    path("tasks/<str:uid>/change/", tasks.change, name="task-change"),
    path("tasks/<str:uid>/move/", tasks.move, name="task-move"),
    path("tasks/<str:uid>/delegate/", tasks.delegate, name="task-delegate"),
    path("notices/", notices.show, name="notice-index"),
    path("search/", searching.show, name="search-show"),
    path("figures/<str:metric>/", figures.show, name="figure-show"),
    path("reports/", reports.index, name="report-index"),
    path("reports/<slug:pack>/<slug:name>/", reports.show, name="report-show"),
    path("reports/<slug:pack>/<slug:name>/download/", reports.download, name="report-download"),
    path("accounts/login/", allauth.login, name="account_login"),
    path("accounts/logout/", allauth.logout, name="account_logout"),
    path("accounts/password/change/", allauth.password_change, name="account_change_password"),
    path("accounts/inactive/", allauth.account_inactive, name="account_inactive"),
    path("accounts/reauthenticate/", allauth.reauthenticate, name="account_reauthenticate"),
    path("accounts/closed/", show_closed, name="account_signup"),
    path("accounts/forgotten/", show_closed, name="account_reset_password"),
]
