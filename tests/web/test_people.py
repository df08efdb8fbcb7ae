"""The pages of accounts and posts, and the log."""

from __future__ import annotations

import re

import pytest

from tests.cast import PASSWORD
from yiben.accounts.models import Post, User
from yiben.accounts.queries import holders
from yiben.audit.actions import log
from yiben.audit.callers import SYSTEM
from yiben.audit.models import AuditEvent
from yiben.documents.actions import upload_document
from yiben.web.log_rows import rows_of

pytestmark = pytest.mark.django_db


def test_a_new_post_and_a_new_account_are_two_forms(browse, cast):
    admin, unit = browse("security_admin"), cast.unit("community")
    assert admin.post("/posts/new/", {"unit": unit.uid, "role": ""}).status_code == 422
    admin.post("/posts/new/", {"unit": unit.uid, "role": "community_worker", "title": "网格三"})
    post = Post.objects.get(title="网格三")
    answer = admin.post("/people/new/", {"name": "王芳", "username": "wangfang", "post": post.uid})
    password = re.search(r'class="y-once">([^<]+)<', answer.content.decode())[1]
    user = User.objects.get(username="wangfang")
    assert (user.check_password(password), [each.user for each in holders(post)]) == (True, [user])
    assert admin.post("/people/new/", {"name": "王芳", "username": "wangfang"}).status_code == 422


def test_what_is_missing_is_named_with_a_link_to_its_field(browse, cast):
    admin, user = browse("security_admin"), cast.users["community_worker"]
    page = admin.post("/people/new/", {"name": "", "username": "wangfang"}).content.decode()
    assert re.search(r'<a href="#name">[^<]*姓名[^<]*</a>', page)
    page = admin.post("/posts/new/", {"unit": "", "role": "community_worker"}).content.decode()
    assert re.search(r'<a href="#unit">单位：[^<]*</a>', page)
    assert 'href="#role"' not in page
    page = admin.post(f"/people/{user.uid}/", {"do": "close", "reason": ""}).content.decode()
    assert re.search(r'<a href="#reason">[^<]*</a>', page)


def test_whoever_was_given_a_password_chooses_one_before_anything_else(client, cast):
    user = cast.users["community_worker"]
    user.must_change_password = True
    user.save()
    client.force_login(user)
    assert client.get("/ledger/")["Location"] == "/accounts/password/change/"
    assert "只用这一次" in client.get("/accounts/password/change/").content.decode()
    sent = {"oldpassword": PASSWORD, "password1": "qinghe-2026-xin", "password2": "qinghe-2026-xin"}
    assert client.post("/accounts/password/change/", sent)["Location"] == "/"
    assert client.get("/ledger/").status_code == 200


def test_a_forgotten_password_is_renewed_and_an_account_closed(browse, cast):
    user, admin = cast.users["community_worker"], browse("security_admin")
    there = f"/people/{user.uid}/"
    assert "y-once" in admin.post(there, {"do": "password"}).content.decode()
    assert "y-once" not in admin.get(there).content.decode()
    assert admin.post(there, {"do": "close", "reason": ""}).status_code == 422
    assert admin.post(there, {"do": "close", "reason": "调离"}).status_code == 302
    assert "已停用" in admin.get("/people/?state=closed").content.decode()
    assert "y-once" in admin.post(there, {"do": "reopen"}).content.decode()


def test_a_post_is_ended_on_its_page(browse, cast):
    post, admin = cast.posts["community_worker"], browse("security_admin")
    assert admin.post(f"/posts/{post.uid}/", {"do": "close", "why": ""}).status_code == 422
    assert admin.post(f"/posts/{post.uid}/", {"do": "close", "why": "合并"})["Location"] == "/posts/"


def test_other_posts_see_neither_accounts_nor_the_log(browse, cast):
    for name in ("community_secretary", "district_officer", "system_admin"):
        for address in ("/people/", "/people/new/", "/posts/new/", "/log/"):
            assert browse(name).get(address).status_code == 403
    assert browse("security_admin").get("/log/").status_code == 403


def test_each_administrator_begins_at_their_own_page(browse, cast):
    begin = {"security_admin": "/posts/", "system_admin": "/jobs/", "audit_admin": "/log/"}
    assert {name: browse(name).get("/")["Location"] for name in begin} == begin


def test_the_log_tells_who_signed_in_and_who_did_not(browse, client, cast):
    for password in ("falsch", PASSWORD):
        client.post("/accounts/login/", {"login": "community_worker", "password": password})
    client.post("/accounts/logout/")
    verbs = list(
        AuditEvent.objects.filter(verb__startswith="account.sign").order_by("pk").values_list("verb", flat=True)
    )
    assert verbs == ["account.sign_in_failed", "account.sign_in", "account.sign_out"]
    page = browse("audit_admin").get("/log/?area=account").content.decode()
    assert page.count("人物community_worker") >= 3
    assert "登录未成功" in page


def test_a_whole_office_signs_in_from_one_address_within_a_minute(client, cast, settings, tmp_path):
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": str(tmp_path)}
    }
    for _ in range(45):
        answer = client.post("/accounts/login/", {"login": "community_worker", "password": PASSWORD})
        assert answer.status_code == 302
        client.post("/accounts/logout/")


def test_a_password_typed_as_a_name_is_not_kept(client, cast):
    client.post("/accounts/login/", {"login": PASSWORD, "password": "x"})
    assert PASSWORD not in str(list(AuditEvent.objects.values()))


def test_the_log_is_narrowed_and_sent(browse, cast):
    browse("security_admin").post(f"/people/{cast.users['outsider'].uid}/", {"do": "rename", "name": "外人"})
    auditor = browse("audit_admin")
    assert "更名" in auditor.get("/log/?days=today&q=security").content.decode()
    assert "更名" not in auditor.get("/log/?area=matter").content.decode()
    sent = auditor.get("/log/?as=csv").content.decode("utf-8-sig")
    assert "外人" in sent
    assert AuditEvent.objects.filter(verb="log.export").exists()


def test_the_log_calls_things_by_their_names_and_its_file_keeps_the_ids(browse, cast):
    community = cast.unit("community")
    paper = upload_document(SYSTEM, unit=community, name="枫林社区工作要点.txt", data="枫林社区工作要点".encode())
    log(SYSTEM, "period.close", community.uid, month=202604, missing=[cast.unit("section").uid])
    log(SYSTEM, "plan.begin", "0" * 32, document=paper.uid)
    log(SYSTEM, "book.add_field", "activity", field="participants")
    log(SYSTEM, "post.open", cast.posts["community_worker"].uid, unit=community.uid, role="community_worker")
    log(SYSTEM, "document.upload", paper.uid, digest="sha256:" + "ab" * 32)
    shown = rows_of(AuditEvent.objects.order_by("-pk")[:5][::-1])
    said = [row.cells[4].text for row in shown]
    assert said == [
        f"{community.short_name}；月份 2026年4月；缺报 {cast.unit('section').short_name}",
        f"{'0' * 12}…；材料 {paper.title or paper.name}",
        "活动；栏目 参加人数",
        f"{cast.posts['community_worker']}；单位 {community.short_name}；职务 社区工作者",
        f"{paper.title or paper.name}；校验值 {'ab' * 6}…",
    ]
    page = browse("audit_admin").get("/log/?area=period").content.decode()
    assert page.count(community.uid) == 1  # in the rows to be copied
    assert f"{community.short_name}（{community.uid}）" in browse("audit_admin").get("/log/?as=csv").content.decode()
