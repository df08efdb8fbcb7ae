"""What a pack may declare about a procedure: the life of a kind of matter (事项), its steps, its clocks."""

from typing import Annotated, Literal

import pydantic
from pydantic import StringConstraints

from yiben.packs.base import Definition, Help, Id, Label, Word
from yiben.packs.fields import Field

Effect = Literal[
    "assign",
    "transfer",
    "hand_back",
    "number",
    "join",
    "take_out",
    "split",
    "opinion",
    "urge",
    "supervise",
    "answer",
    "rate",
    "reopen",
    "extend",
]
"""What a step does beside moving the matter.

assign: names the leading unit and those that help; transfer: gives it to another leading unit; hand_back: the leading unit
sends a wrong dispatch back; number: the next number of the unit's year; join: it goes into another matter, whose answer is
its answer; take_out: it leaves that one again and stands where it stood before; split: makes a matter of its own for every helping unit; opinion: a helping unit gives its own; urge: a word to the handling units (催办); supervise: it
is followed from above (督办); answer: one of those who brought it is answered; rate: one of them rates; reopen: handled
anew, a round further; extend: a clock gets a later end, once.
"""
Guard = Literal[
    "all_answered", "co_answered", "other_person", "papers", "clock_running", "rated_well", "rule", "joined_none"
]
"""What has to hold before a step. all_answered: everybody who brought it has an answer; co_answered: every helping unit has
given its opinion; other_person: not the one who took the step named ``of`` (who recommends does not decide); papers: there is
a paper of the step; clock_running: the clock named ``of`` has not run out; rated_well: nobody says that it is not solved;
rule: a rule of law holds for the answers; joined_none: nothing was joined to it."""


class State(Definition):
    """Where a matter can stand. ``kind``: open (somebody has to act), waiting (for the one who brought it), done."""

    id: Id
    label: Label
    kind: Literal["open", "waiting", "done"] = "open"


class Longer(Definition):
    """By how much a clock may be made longer, once: counted from its end (``due``) or from its start."""

    days: Annotated[int, pydantic.Field(ge=1, le=3660)] | None = None
    workdays: Annotated[int, pydantic.Field(ge=1, le=1000)] | None = None
    months: Annotated[int, pydantic.Field(ge=1, le=120)] | None = None
    rule: Id | None = None
    of: Literal["due", "start"] = "due"


class Clock(Definition):
    """A time that runs: so many days, working days or months, or what a ``rule`` of law says where one is in force.
    ``warns`` days before its end it turns yellow. ``longer``: how far it may be extended; without it as far as is said."""

    id: Id
    label: Label
    days: Annotated[int, pydantic.Field(ge=1, le=3660)] | None = None
    workdays: Annotated[int, pydantic.Field(ge=1, le=1000)] | None = None
    months: Annotated[int, pydantic.Field(ge=1, le=120)] | None = None
    rule: Id | None = None
    warns: Annotated[int, pydantic.Field(ge=0, le=60)] = 2
    longer: Longer | None = None


class Needed(Definition):
    """One condition of a step. ``may_pass``: with a reason it is passed over, visibly (the statute forbids it: false)."""

    what: Guard
    of: Id | None = None
    given: dict[Id, str] = {}
    may_pass: bool = True


class Counted(Definition):
    """The entry that a step leaves in a book: values by field, ``@name`` takes an answer of the matter or of the step.
    ``each``: one entry for the matter and for every matter joined to it."""

    book: Id
    values: dict[Id, str] = {}
    each: bool = False


class Step(Definition):
    """One transition out of the states ``after``. ``by`` is the verb it takes, ``at`` whose post: the unit that keeps the matter, the leading one, a
    helping one, or the resident who holds the secret link. ``says``: whether words are asked; with ``to_requester`` they
    are what the one who brought it reads; ``words`` is what they are called where opinion or note does not say what is
    wanted (整改措施). ``asks`` are further answers. ``extends`` names the clock of the effect extend.
    ``main``: the usual way on from there; the page opens it first."""

    id: Id
    label: Label
    done: Label
    after: Annotated[tuple[Id, ...], pydantic.Field(min_length=1)]
    to: Id | None = None
    by: str = "matter.handle"
    at: Literal["keeper", "lead", "co", "requester"] = "keeper"
    asks: Annotated[tuple[Field, ...], pydantic.Field(max_length=20)] = ()
    says: Literal["required", "optional", "none"] = "optional"
    to_requester: bool = False
    words: Label | None = None
    papers: Literal["required", "optional", "none"] = "optional"
    effects: tuple[Effect, ...] = ()
    starts: tuple[Id, ...] = ()
    stops: tuple[Id, ...] = ()
    pauses: tuple[Id, ...] = ()
    resumes: tuple[Id, ...] = ()
    extends: Id | None = None
    main: bool = False
    needs: tuple[Needed, ...] = ()
    counts: tuple[Counted, ...] = ()
    help: Help = ""

    @property
    def is_said(self) -> bool:
        """Whether it is not taken without words."""
        return self.says == "required"

    @property
    def needs_papers(self) -> bool:
        """Whether it is not taken without a paper."""
        return self.papers == "required"


class Procedure(Definition):
    """The declared life of a kind of matter. ``begins`` is the state of a new one, whose ``starts`` run from the day it came,
    ``counts`` are left at once. ``requester``: whether the one who brings it is asked for (kept with this matter alone,
    never listed, counted or searched). ``proposers``: several may bring it together, each gets an answer. ``numbered``: the
    word before the year in its number (gapless per unit and year). ``public``: residents may bring it without an account.
    ``co_clock`` runs for every helping unit from the moment it is asked. ``forgets``: how many months after the end who brought it
    is forgotten by itself; without it on demand only."""

    id: Id
    label: Label
    word: Word
    begins: Id
    states: Annotated[tuple[State, ...], pydantic.Field(min_length=2)]
    steps: Annotated[tuple[Step, ...], pydantic.Field(min_length=1)]
    clocks: tuple[Clock, ...] = ()
    fields: Annotated[tuple[Field, ...], pydantic.Field(max_length=30)] = ()
    requester: Literal["none", "optional", "required"] = "none"
    proposers: bool = False
    numbered: Annotated[str, StringConstraints(max_length=12)] = ""
    public: bool = False
    starts: tuple[Id, ...] = ()
    co_clock: Id | None = None
    counts: tuple[Counted, ...] = ()
    forgets: Annotated[int, pydantic.Field(ge=1, le=600)] | None = None
    help: Help = ""

    def state(self, state_id: str) -> State | None:
        """Return a state, None when there is none of that id."""
        return next((each for each in self.states if each.id == state_id), None)

    def step(self, step_id: str) -> Step | None:
        """Return a step, None when there is none of that id."""
        return next((each for each in self.steps if each.id == step_id), None)

    def clock(self, clock_id: str) -> Clock | None:
        """Return a clock, None when there is none of that id."""
        return next((each for each in self.clocks if each.id == clock_id), None)
