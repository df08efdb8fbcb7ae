"""What the checks of a pack see (``View``) and what they report (``Finding``)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain

from yiben.packs.definitions import Book, Choice, Field, Pack

Path = tuple[str | int, ...]


@dataclass(frozen=True)
class Finding:
    """A broken rule at a path of the pack, such as ("books", 0, "fields", 2, "unit")."""

    code: str
    path: Path
    data: Mapping[str, object] = field(default_factory=dict)
    hint: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class View:
    """A pack among the packs it may build upon."""

    pack_name: str
    pack_names: frozenset[str]
    skipped: frozenset[str]
    kinds: tuple[str, ...]
    roles: tuple[str, ...]
    rolls: tuple[str, ...]
    base_books: Mapping[str, Book]
    owners: Mapping[str, str]
    known: tuple[Pack, ...]
    own: Pack

    @classmethod
    def of(cls, pack: Pack, known: Sequence[Pack], skipped: frozenset[str]) -> "View":
        """Return the view of ``pack`` beside ``known``; the pack itself is never among them."""
        others = tuple(other for other in known if other.name != pack.name)
        everyone = (*others, pack)
        return cls(
            pack_name=pack.name,
            pack_names=frozenset(each.name for each in everyone),
            skipped=skipped,
            kinds=tuple(kind.id for each in everyone for kind in each.kinds),
            roles=tuple(role.id for each in everyone for role in each.roles),
            rolls=tuple(roll.id for each in everyone for roll in each.rolls),
            base_books={book.id: book for each in everyone for book in each.books},
            owners={book.id: each.name for each in everyone for book in each.books},
            known=others,
            own=pack,
        )

    def taken(self, name: str) -> frozenset[str]:
        """Return the ids of that list in the other packs; metrics, checks and reports are per pack."""
        if name in ("metrics", "checks", "reports"):
            return frozenset()
        return frozenset(item.id for pack in self.known for item in getattr(pack, name))

    def is_open(self, book_id: str, pack: Pack) -> bool:
        """Return whether a missing book cannot be judged: it, or a required pack, is not here."""
        return book_id in self.skipped or not set(pack.requires) <= self.pack_names

    def other_fields(self, book: Book, without: str) -> tuple[Field, ...]:
        """Return the book's fields with all extensions but those of the pack ``without``."""
        added = (
            extension.fields
            for pack in (*self.known, self.own)
            if pack.name != without
            for extension in pack.extensions
            if extension.extends == book.id
        )
        return (*book.fields, *chain.from_iterable(added))

    def other_choices(self, book_id: str, field_id: str) -> tuple[Choice, ...]:
        """Return the choices that the other packs add to a field."""
        added = (
            extension.choices.get(field_id, ())
            for pack in self.known
            for extension in pack.extensions
            if extension.extends == book_id
        )
        return tuple(chain.from_iterable(added))

    def fields(self, book: Book) -> dict[str, Field]:
        """Return all fields of a book by id, every extension and added choice included."""
        fields: dict[str, Field] = {}
        for item in self.other_fields(book, ""):
            own = chain.from_iterable(
                extension.choices.get(item.id, ()) for extension in self.own.extensions if extension.extends == book.id
            )
            choices = (*item.choices, *self.other_choices(book.id, item.id), *own)
            fields[item.id] = item.model_copy(update={"choices": choices})
        return fields
