"""One cast for the whole suite: a small invented district, its units, and one person for every role.

``cast`` gives units, users, posts and callers by name. Everybody signs in with their role's name and ``PASSWORD``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:  # models cannot be imported before the settings are loaded
    from yiben.accounts.models import Post, User
    from yiben.audit.callers import Caller
    from yiben.units.models import Unit

FOUNDED = date(2024, 1, 1)
PASSWORD = "lan-hu-qing-2024"

# name → (code, kind, official name, short name, parent)
UNITS = {
    "district": ("LX", "district", "临溪区", "临溪区", ""),
    "department": ("LX-PA", "department", "临溪区平安建设办公室", "区平安办", "district"),
    "subdistrict": ("LX-01", "subdistrict", "临溪区枫桥街道办事处", "枫桥街道", "district"),
    "section": ("LX-01-PA", "section", "枫桥街道平安办公室", "枫桥平安办", "subdistrict"),
    "community": ("LX-01-01", "community", "枫林社区居民委员会", "枫林社区", "subdistrict"),
    "neighbour": ("LX-01-02", "community", "桥西社区居民委员会", "桥西社区", "subdistrict"),
    "other_subdistrict": ("LX-02", "subdistrict", "临溪区柳岸街道办事处", "柳岸街道", "district"),
    "foreign": ("LX-02-01", "community", "柳荫社区居民委员会", "柳荫社区", "other_subdistrict"),
    "centre": ("LX-01-01-C1", "service_centre", "枫林社区红叶服务中心", "红叶服务中心", "community"),
    "other_centre": ("LX-01-02-C1", "service_centre", "桥西社区石阶服务中心", "石阶服务中心", "neighbour"),
    "organisation": ("P-01", "organisation", "临溪区邻舍互助社", "邻舍互助社", ""),
}

# name → (role, unit, title); foreign_secretary is a secretary elsewhere
PEOPLE = {
    "district_reader": ("district_reader", "district", "区级查阅员"),
    "district_officer": ("district_officer", "district", "平安办经办人"),
    "subdistrict_officer": ("subdistrict_officer", "subdistrict", "街道经办人"),
    "section_officer": ("section_officer", "section", "科室经办人"),
    "community_secretary": ("community_secretary", "community", "书记"),
    "community_worker": ("community_worker", "community", "社区工作者"),
    "supervisor": ("supervisor", "district", "督查员"),
    "leader": ("leader", "district", "分管领导"),
    "partner": ("partner", "organisation", "联系人"),
    "foreign_secretary": ("community_secretary", "foreign", "书记"),
    "resident": ("resident", "community", "居民"),
    "system_admin": ("system_admin", "district", "系统管理员"),
    "security_admin": ("security_admin", "district", "安全管理员"),
    "audit_admin": ("audit_admin", "district", "审计管理员"),
}
OUTSIDER = "outsider"
"""Signs in and holds no post."""


@dataclass(frozen=True)
class Cast:
    """Units, users and posts by the names above."""

    units: Mapping[str, Unit]
    users: Mapping[str, User]
    posts: Mapping[str, Post]

    def unit(self, name: str) -> Unit:
        return self.units[name]

    def caller(self, name: str) -> Caller:
        """Return the person acting from their post (the outsider: from none)."""
        from yiben.accounts.queries import caller_for

        return caller_for(self.users[name], self.posts.get(name))


def seed_cast() -> None:
    """Begin the instance with the shipped packs, found the units, open the accounts. Expects an empty database."""
    from yiben.accounts.actions import appoint, open_account, open_post
    from yiben.audit.callers import SYSTEM
    from yiben.catalog.queries import catalogue
    from yiben.seeding.instance import begin_instance
    from yiben.units.actions import found_unit

    begin_instance(on=FOUNDED)
    units: dict[str, Unit] = {}
    for order, (name, (code, kind, official, short, parent)) in enumerate(UNITS.items(), start=1):
        units[name] = found_unit(
            SYSTEM,
            code=code,
            kind=kind,
            name=official,
            short_name=short,
            order=order * 10,
            on=FOUNDED,
            parent=units.get(parent),
        )
    roles = catalogue().roles
    for name in (*PEOPLE, OUTSIDER):
        user = open_account(SYSTEM, username=name, name=f"人物{name}", password=PASSWORD)
        if name in PEOPLE:
            role, unit, title = PEOPLE[name]
            appoint(SYSTEM, open_post(SYSTEM, units[unit], roles[role], title=title, on=FOUNDED), user, on=FOUNDED)


@pytest.fixture
def cast(db: None) -> Cast:
    from yiben.accounts.models import Appointment, User
    from yiben.units.models import Unit

    by_code = {unit.code: unit for unit in Unit.objects.all()}
    users = {user.username: user for user in User.objects.all()}
    held = Appointment.objects.select_related("post__unit", "user")
    posts = {each.user.username: each.post for each in held}
    return Cast({name: by_code[row[0]] for name, row in UNITS.items()}, users, posts)
