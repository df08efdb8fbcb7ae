"""The demo district: units, posts and people out of a pack's ``demo/district.yaml``. All names are invented."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from yiben.accounts.actions import appoint, give_account, open_post
from yiben.accounts.models import User
from yiben.audit.callers import SYSTEM
from yiben.catalog.queries import catalogue
from yiben.errors import Refusal
from yiben.packs.definitions import Pack, Role
from yiben.packs.loading import load_files
from yiben.seeding.shipped import pack_files, shipped_packs
from yiben.units.actions import found_unit, tie_units
from yiben.units.models import Unit


@dataclass(frozen=True)
class Account:
    """An account made for the demo, with its password in the clear: shown once, kept nowhere."""

    username: str
    password: str
    name: str
    posts: tuple[str, ...]


def read_demo(content: bytes) -> dict[str, Any]:
    """Return a file of YAML as plain values. Raises Refusal ``district_malformed`` when it is none."""
    try:
        parsed = YAML(typ="safe").load(content)
    except YAMLError as problem:
        raise Refusal("district_malformed", place=str(problem).splitlines()[0]) from problem
    if not isinstance(parsed, dict):
        raise Refusal("district_malformed", place="YAML")
    return parsed


def check_district(spec: dict[str, Any]) -> None:
    """Refuse a file of units and posts that cannot be built: the first thing that is missing or dangling is named."""
    try:
        if not isinstance(spec["valid_from"], date):
            raise Refusal("district_malformed", place="valid_from")
        known: set[str] = set()
        for number, row in enumerate(spec["units"], start=1):
            place = f"units[{number}]"
            missing = {"code", "kind", "name", "order"} - set(row)
            if missing:
                raise Refusal("district_malformed", place=f"{place}: {sorted(missing)[0]}")
            if row["code"] in known or ("parent" in row and row["parent"] not in known):
                raise Refusal("district_malformed", place=f"{place}: {row['code']}")
            known.add(row["code"])
        for number, row in enumerate(spec.get("posts", ()), start=1):
            missing = {"username", "holder", "role", "unit", "title"} - set(row)
            if missing or row["unit"] not in known or row["role"] not in {role.id for role in _shipped_roles()}:
                raise Refusal("district_malformed", place=f"posts[{number}]")
    except (KeyError, TypeError) as problem:
        raise Refusal("district_malformed", place=str(problem)) from problem


def _shipped_roles() -> list[Role]:
    packs: list[Pack] = []
    for name in shipped_packs():
        loaded = load_files(pack_files(name), known=packs)
        packs += [loaded.pack] if loaded.pack else []
    return [role for pack in packs for role in pack.roles]


def build_district(spec: dict[str, Any], *, change_first: bool = False) -> list[Account]:
    """Found the units, open accounts and posts; return the accounts in the order of the file. ``change_first``: everybody
    chooses a password of their own at the first sign-in."""
    on = spec["valid_from"] if isinstance(spec["valid_from"], date) else date.fromisoformat(spec["valid_from"])
    units: dict[str, Unit] = {}
    for row in spec["units"]:
        units[row["code"]] = found_unit(
            SYSTEM,
            code=row["code"],
            kind=row["kind"],
            name=row["name"],
            short_name=row.get("short", row["name"]),
            aliases=row.get("aliases", ()),
            order=row["order"],
            on=on,
            parent=units[row["parent"]] if "parent" in row else None,
            tree=spec.get("tree", "administrative"),
        )
    for row in spec["units"]:
        for tie in row.get("ties", ()):
            tie_units(SYSTEM, tie["tie"], units[row["code"]], units[tie["to"]], on=on)
    return _people(spec, units, on, change_first=change_first)


def _people(spec: dict[str, Any], units: dict[str, Unit], on: date, *, change_first: bool) -> list[Account]:
    roles = catalogue().roles
    users: dict[str, User] = {}
    passwords: dict[str, str] = {}
    posts: dict[str, list[str]] = {}
    for row in [*spec.get("posts", ()), *spec.get("without_post", ())]:
        username = row["username"]
        if username not in users:
            user, passwords[username] = give_account(
                SYSTEM, username=username, name=row["holder"], is_own=not change_first
            )
            users[username] = user
            posts[username] = []
        if "role" in row:
            post = open_post(SYSTEM, units[row["unit"]], roles[row["role"]], title=row["title"], on=on)
            appoint(SYSTEM, post, users[username], on=on)
            posts[username].append(str(post))
    for row in spec.get("vacant", ()):
        open_post(SYSTEM, units[row["unit"]], roles[row["role"]], title=row["title"], on=on)
    return [Account(name, passwords[name], user.name, tuple(posts[name])) for name, user in users.items()]
