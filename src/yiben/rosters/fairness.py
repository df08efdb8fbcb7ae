"""A fair rota: who takes which duty. Pure and deterministic.

For each kind of day on its own every server gets the same number of duties, or one more. The odd ones go to those who served
least on such days before, so that what one range leaves uneven the next one evens out. Absences are never broken; whoever is
away for so long that they cannot have their share leaves the difference, which is said. Wishes (rather not on a day) and rest
(not twice a day, not on two days running) choose among the rotas that are equally fair.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from yiben.packs.rosters import DayKind

KINDS: tuple[DayKind, ...] = ("holiday", "weekend", "workday")
"""In this order they are given away: the rarest first."""
SAME_DAY, NEXT_DAY, WISH, CLOSE = 1000, 120, 60, 6
"""What a rota is worse by, for each: two duties a day, two days running, a wish not met, one day between two duties."""
ROUNDS = 12


@dataclass(frozen=True)
class Slot:
    """One place of a shift on a day."""

    day: date
    shift: str
    place: int
    kind: DayKind


@dataclass(frozen=True)
class Server:
    """One who serves. ``away``: days on which they cannot, ``wishes``: on which they would rather not; ``before``: how often
    they served on each kind of day in earlier ranges; ``last_on``: their last duty before this range."""

    key: str
    away: frozenset[date] = frozenset()
    wishes: frozenset[date] = frozenset()
    before: Mapping[str, int] = field(default_factory=dict)
    last_on: date | None = None


@dataclass(frozen=True)
class Given:
    """A slot and who takes it (None: nobody can). ``before``: how often they had served on such days up to then, earlier
    ranges and this one; ``most``: the largest such number of any server; ``last_on``: their last duty before it."""

    slot: Slot
    server: str | None
    before: int = 0
    most: int = 0
    last_on: date | None = None


@dataclass(frozen=True)
class Remark:
    """What could not be had. ``uneven``: the numbers of a kind of day differ by more than one; ``wish``: a server serves on a
    day on which they would rather not; ``twice``: on a day twice; ``nobody``: no one was there."""

    code: Literal["uneven", "wish", "twice", "nobody"]
    kind: DayKind | None = None
    server: str = ""
    day: date | None = None
    least: int = 0
    most: int = 0


@dataclass(frozen=True)
class Drawn:
    """A rota in the order of days and shifts, and what has to be said of it."""

    duties: tuple[Given, ...]
    remarks: tuple[Remark, ...]


def draw(slots: Sequence[Slot], servers: Sequence[Server]) -> Drawn:
    """Return a fair rota. ``servers`` in the order of the list, which decides among equals."""
    taken: dict[Slot, int] = {}
    for kind in KINDS:
        _give(sorted((each for each in slots if each.kind == kind), key=_place), servers, taken)
    _improve(taken, servers)
    order = {each: at for at, each in enumerate(slots)}
    duties = _reasoned(sorted(slots, key=lambda each: (each.day, order[each])), servers, taken)
    return Drawn(tuple(duties), tuple(_remarks(duties, servers)))


def served(duties: Sequence[Given], kind: DayKind) -> dict[str, int]:
    """Return how many duties of a kind of day each server has in a rota; who has none is not named."""
    found: dict[str, int] = {}
    for each in duties:
        if each.server is not None and each.slot.kind == kind:
            found[each.server] = found.get(each.server, 0) + 1
    return found


def _give(slots: Sequence[Slot], servers: Sequence[Server], taken: dict[Slot, int]) -> None:
    """Give the slots of one kind away, level by level: in each round every server gets one more, as long as there are any."""
    if not slots:
        return
    kind = slots[0].kind
    left = len(slots)
    while left:
        totals = [sum(1 for owner in taken.values() if owner == at) for at in range(len(servers))]
        turn = sorted(
            range(len(servers)),
            key=lambda at: (
                servers[at].before.get(kind, 0),
                sum(servers[at].before.values()) + totals[at],
                at,
            ),
        )
        gained = 0
        for at in turn:
            if left and _augment(at, slots, servers, taken):
                gained += 1
                left -= 1
        if not gained:
            return


def _augment(at: int, slots: Sequence[Slot], servers: Sequence[Server], taken: dict[Slot, int]) -> bool:
    """Give a server one more of the slots, if need be by passing on others; the numbers of all others stay as they are."""
    free = [each for each in slots if each not in taken and each.day not in servers[at].away]
    if free:
        own = [each.day for each, owner in taken.items() if owner == at]
        taken[min(free, key=lambda each: (_cost(each.day, own, servers[at]), _place(each)))] = at
        return True
    came: dict[Slot, tuple[int, Slot | None]] = {}
    queue: deque[tuple[int, Slot | None]] = deque([(at, None)])
    while queue:
        who, through = queue.popleft()
        for each in slots:
            if each in came or each.day in servers[who].away:
                continue
            if each in taken and taken[each] == who:
                continue
            came[each] = (who, through)
            if each not in taken:
                step: Slot | None = each
                while step is not None:
                    owner, before = came[step]
                    taken[step] = owner
                    step = before
                return True
            queue.append((taken[each], each))
    return False


def _cost(day: date, own: Sequence[date], server: Server) -> int:
    """How much worse a rota gets when a server with duties on the days ``own`` serves on a day."""
    cost = WISH if day in server.wishes else 0
    for other in [*own, *([server.last_on] if server.last_on else [])]:
        gap = abs((day - other).days)
        cost += {0: SAME_DAY, 1: NEXT_DAY, 2: CLOSE}.get(gap, 0)
        cost += max(0, 5 - gap) if gap > 2 else 0
    return cost


def _improve(taken: dict[Slot, int], servers: Sequence[Server]) -> None:
    """Let two servers change places on days of one kind while that is better for rest and wishes; no number changes."""
    slots = sorted(taken, key=_place)
    days: list[list[date]] = [[] for _each in servers]
    for each, at in taken.items():
        days[at].append(each.day)
    for _round in range(ROUNDS):
        is_better = False
        for at, one in enumerate(slots):
            if _bearable(one, taken[one], days, servers):
                continue
            for other in [*slots[at + 1 :], *slots[:at]]:
                if _swap(one, other, taken, days, servers):
                    is_better = True
                    break
        if not is_better:
            return


def _bearable(slot: Slot, at: int, days: Sequence[list[date]], servers: Sequence[Server]) -> bool:
    rest = list(days[at])
    rest.remove(slot.day)
    return _cost(slot.day, rest, servers[at]) < CLOSE


def _swap(
    one: Slot, other: Slot, taken: dict[Slot, int], days: Sequence[list[date]], servers: Sequence[Server]
) -> bool:
    first, second = taken[one], taken[other]
    if first == second or one.kind != other.kind or one.day == other.day:
        return False
    if other.day in servers[first].away or one.day in servers[second].away:
        return False
    rest_first, rest_second = list(days[first]), list(days[second])
    rest_first.remove(one.day)
    rest_second.remove(other.day)
    now = _cost(one.day, rest_first, servers[first]) + _cost(other.day, rest_second, servers[second])
    then = _cost(other.day, rest_first, servers[first]) + _cost(one.day, rest_second, servers[second])
    if then >= now:
        return False
    taken[one], taken[other] = second, first
    days[first][:] = [*rest_first, other.day]
    days[second][:] = [*rest_second, one.day]
    return True


def _reasoned(slots: Sequence[Slot], servers: Sequence[Server], taken: Mapping[Slot, int]) -> list[Given]:
    counts = [dict(each.before) for each in servers]
    last = [each.last_on for each in servers]
    found = []
    for each in slots:
        at = taken.get(each)
        if at is None:
            found.append(Given(each, None))
            continue
        before = counts[at].get(each.kind, 0)
        most = max(row.get(each.kind, 0) for row in counts)
        found.append(Given(each, servers[at].key, before, most, last[at]))
        counts[at][each.kind] = before + 1
        last[at] = each.day
    return found


def _remarks(duties: Sequence[Given], servers: Sequence[Server]) -> list[Remark]:
    found: list[Remark] = []
    for kind in KINDS:
        numbers = served(duties, kind)
        counts = [numbers.get(each.key, 0) for each in servers]
        if counts and max(counts) - min(counts) > 1:
            found.append(Remark("uneven", kind, least=min(counts), most=max(counts)))
    known = {each.key: each for each in servers}
    seen: set[tuple[str, date]] = set()
    for each in duties:
        day = each.slot.day
        if each.server is None:
            found.append(Remark("nobody", each.slot.kind, day=day))
            continue
        if day in known[each.server].wishes:
            found.append(Remark("wish", each.slot.kind, each.server, day))
        if (each.server, day) in seen:
            found.append(Remark("twice", each.slot.kind, each.server, day))
        seen.add((each.server, day))
    return found


def _place(slot: Slot) -> tuple[date, str, int]:
    return slot.day, slot.shift, slot.place
