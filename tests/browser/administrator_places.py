"""The pages of the three administrators, and what they look at there."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.browser.conftest import Site, first_link

ADMINISTRATOR_PAGES = {
    "jobs": ("system", "/jobs/"),
    "posts": ("security", "/posts/"),
    "post": ("security", "{post}"),
    "people": ("security", "/people/"),
    "person_account": ("security", "{account}"),
    "account_new": ("security", "/people/new/"),
    "keys": ("security", "/keys/"),
    "key_new": ("security", "/keys/new/"),
    "post_new": ("security", "/posts/new/"),
    "log": ("audit", "/log/"),
}


def administrator_places(page: Page, site: Site) -> dict[str, str]:
    """A post and an account of the demo."""
    page.goto(f"{site.url}/posts/")
    post = first_link(page, r"^/posts/\w{32}/$")
    page.goto(f"{site.url}/people/")
    return {"post": post, "account": first_link(page, r"^/people/\w{32}/$")}
