"""The navigation says in which room one is, on every page that stands in one."""

from __future__ import annotations

import re

import pytest

from tests.web.test_every_address import _followed, addresses  # noqa: F401  (fixture)

IN_NO_ROOM = ("notice-index", "search-show", "style-show")
"""Pages that stand in no room of the navigation."""


def marked_rooms(page) -> int:
    """How many rooms the navigation of a page marks as the one in which one is."""
    found = re.search(r'<nav class="y-nav".*?</nav>', page.content.decode(), re.DOTALL)
    return found[0].count('aria-current="page"') if found else 1


@pytest.mark.usefixtures("_followed")
@pytest.mark.parametrize(
    "name", ["community_secretary", "subdistrict_officer", "system_admin", "security_admin", "audit_admin"]
)
def test_every_page_says_in_which_room_one_is(browse, recorded, name):
    client = browse(name)
    for route, address in addresses(recorded()).items():
        page = client.get(address)
        is_page = page.status_code == 200 and page.headers["Content-Type"].startswith("text/html")
        if is_page and route not in IN_NO_ROOM and not route.startswith(("account_", "link_")):
            assert marked_rooms(page) == 1, address
