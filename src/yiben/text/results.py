"""What reading a document yields. Every ``start`` and ``end`` counts code points of the clean text, ``end`` exclusive."""

from __future__ import annotations

from dataclasses import dataclass

Number = int | float


@dataclass(frozen=True, slots=True)
class Source:
    """A file as text, before anything is repaired.

    ``kind``: txt, html, docx, pdf … by content, never by name. ``warnings``: codes of what the reader should know.
    """

    text: str
    kind: str
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Repair:
    """One change. ``confidence`` 0…1; below 0.9 it was guessed and wants a person's eye."""

    start: int
    end: int
    original_start: int
    original_end: int
    before: str
    after: str
    rule: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Heading:
    """One line of the outline.

    ``level`` is the depth of nesting in this document from 1 to 5, not the style of numbering. ``number`` is the
    token without brackets and points ("一", "1", "第一阶段"), empty where there is none; ``start`` is where it stands,
    ``end`` where the heading ends and what it governs begins.
    """

    level: int
    number: str
    heading: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Target:
    """How much a task asks for. ``op``: = >= <= > < ≈ between (then ``value`` is a pair)."""

    measure: str
    op: str
    value: Number | tuple[Number, Number]
    unit: str


@dataclass(frozen=True, slots=True)
class Deadline:
    """When a task is due. ``kind``: day (ISO day, month, year or interval; "--07-25" without a year), recurrence, relative."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Task:
    """One checkable thing that somebody is told or plans to do.

    ``points`` say how sure the evidence is (0 = just). ``leader`` and ``contact`` are persons that a label names;
    ``is_named`` and ``is_dated`` whether owner and deadline stand in the clause itself rather than being carried to it.
    """

    start: int
    end: int
    text: str
    action: str
    owner: str | None = None
    co_owners: tuple[str, ...] = ()
    deadline: Deadline | None = None
    phase: str | None = None
    target: Target | None = None
    points: int = 0
    leader: str | None = None
    contact: str | None = None
    is_named: bool = False
    is_dated: bool = False


@dataclass(frozen=True, slots=True)
class Fact:
    """One reported quantity. ``unit`` is as printed without its multiplier; 25.4万本 is 254000 本."""

    start: int
    end: int
    text: str
    measure: str
    value: Number
    unit: str
    approx: bool
    kind: str
    value_max: Number | None = None


@dataclass(frozen=True, slots=True)
class Metadata:
    """What the head and the foot of a document say. None where they do not."""

    genre: str
    title: str | None = None
    issuer: str | None = None
    number: str | None = None
    issued_on: str | None = None
    period: str | None = None


@dataclass(frozen=True, slots=True)
class Article:
    """One document of a file that holds several, with what its own head says.

    ``number`` and ``label`` come from the header line (第一篇, 社区工作总结). ``same_as`` is the index of the article that
    it repeats, None when it is new.
    """

    start: int
    end: int
    number: str
    label: str
    metadata: Metadata
    same_as: int | None = None


@dataclass(frozen=True, slots=True)
class Repeat:
    """A stretch that says again what stands at ``first_start``…``first_end``."""

    start: int
    end: int
    first_start: int
    first_end: int


@dataclass(frozen=True, slots=True)
class Reading:
    """A document read. ``articles`` is empty but for a file that holds several documents.

    What a repeat says is read once: tasks and facts stand where they stood first.
    """

    clean_text: str
    repairs: tuple[Repair, ...]
    metadata: Metadata
    outline: tuple[Heading, ...]
    tasks: tuple[Task, ...]
    facts: tuple[Fact, ...]
    kind: str = "txt"
    warnings: tuple[str, ...] = ()
    articles: tuple[Article, ...] = ()
    repeats: tuple[Repeat, ...] = ()
