"""The demo district: units, posts and people out of a pack's ``demo/district.yaml``. All names are invented."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date
from typing import Any

from ruamel.yaml import YAML

from yiben.accounts.actions import appoint, open_account, open_post
from yiben.accounts.models import User
from yiben.audit.callers import SYSTEM
from yiben.catalog.queries import catalogue
from yiben.units.actions import found_unit, tie_units
from yiben.units.models import Unit

_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"


@dataclass(frozen=True)
class Account:
    """An account made for the demo, with its password in the clear: shown once, kept nowhere."""

    username: str
    password: str
    name: str
    posts: tuple[str, ...]


def read_demo(content: bytes) -> dict[str, Any]:
    """Return a demo file as plain values."""
    parsed: dict[str, Any] = YAML(typ="safe").load(content)
    return parsed


def build_district(spec: dict[str, Any]) -> list[Account]:
    """Found the units, open accounts and posts; return the accounts in the order of the file."""
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
    return _people(spec, units, on)


def _people(spec: dict[str, Any], units: dict[str, Unit], on: date) -> list[Account]:
    roles = catalogue().roles
    users: dict[str, User] = {}
    passwords: dict[str, str] = {}
    posts: dict[str, list[str]] = {}
    for row in [*spec.get("posts", ()), *spec.get("without_post", ())]:
        username = row["username"]
        if username not in users:
            passwords[username] = "-".join("".join(secrets.choice(_ALPHABET) for _ in range(4)) for _ in range(3))
            users[username] = open_account(SYSTEM, username=username, name=row["holder"], password=passwords[username])
            posts[username] = []
        if "role" in row:
            post = open_post(SYSTEM, units[row["unit"]], roles[row["role"]], title=row["title"], on=on)
            appoint(SYSTEM, post, users[username], on=on)
            posts[username].append(str(post))
    return [Account(name, passwords[name], user.name, tuple(posts[name])) for name, user in users.items()]
