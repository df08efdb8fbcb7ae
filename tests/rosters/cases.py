"""People on duty and a published rota, for the tests."""

from __future__ import annotations

from datetime import date

from tests.cast import Cast
from yiben.rosters.actions import Asked, add_server, draw_rota, publish_rota
from yiben.rosters.models import Duty, Rota, Server

TODAY = date(2026, 5, 20)
NAMES = ("方一舟", "钱小满", "宋知秋")


def serving(cast: Cast, *names: str) -> list[Server]:
    """People of the community who serve since the first of the month; the first holds the worker's account."""
    who, unit = cast.caller("community_secretary"), cast.unit("community")
    found = []
    for at, name in enumerate(names or NAMES):
        person = cast.users["community_worker"].uid if at == 0 else ""
        found.append(add_server(who, unit, name, on=date(2026, 5, 1), phone="13900001111", person=person))
    return found


def drawn(cast: Cast, start: date = TODAY, end: date = date(2026, 5, 31), kind: str = "office_duty") -> Rota:
    asked = Asked(kind, start, end, {})
    return draw_rota(cast.caller("community_secretary"), cast.unit("community"), asked)


def published(cast: Cast, **given: date) -> Rota:
    rota = drawn(cast, **given)
    return publish_rota(cast.caller("community_secretary"), rota, revision=rota.revision)


def duty(rota: Rota, server: Server, at: int = 0) -> Duty:
    """A duty of somebody on a rota, by its place among theirs."""
    return list(rota.duties.filter(server=server).select_related("server", "rota"))[at]
