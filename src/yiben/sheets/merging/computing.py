"""Computes the formulas that tables are made with: sums, shares, averages. What is not understood is said, not guessed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal, DivisionByZero, InvalidOperation
from functools import lru_cache
from typing import Any

from yiben.sheets.cells import Value
from yiben.sheets.merging.formulas import Place, sheet_in
from yiben.sheets.opening_zip import place_of

_TOKEN = re.compile(
    r'\s*(?:(?P<text>"(?:[^"]|"")*")'
    r"|(?P<sheet>'(?:[^']|'')+'!|[^\W\d][\w.]*!)?(?P<first>\$?[A-Za-z]{1,3}\$?[1-9]\d{0,6})"
    r"(?::(?P<last>\$?[A-Za-z]{1,3}\$?[1-9]\d{0,6}))?(?![\w(.])"
    r"|(?P<number>\d+(?:\.\d+)?(?:[Ee][+-]?\d+)?)|(?P<name>[A-Za-z_][\w.]*)|(?P<sign><>|<=|>=|[-+*/^&=<>(),%;:{}!$]))"
)
_LARGEST_RANGE = 200_000
_LEVELS: tuple[frozenset[str], ...] = (
    frozenset({"=", "<>", "<", ">", "<=", ">="}),
    frozenset({"&"}),
    frozenset({"+", "-"}),
    frozenset({"*", "/"}),
    frozenset({"^"}),
)


class CellError(ArithmeticError):
    """What a cell shows instead of a value: ``#DIV/0!``, ``#VALUE!``."""


class NotUnderstood(ArithmeticError):
    """A formula that uses what is not supported here."""


Node = tuple[Any, ...]


@dataclass
class Sheets:
    """Cells and formulas by place; a formula's value is computed when it is asked for, once."""

    values: Mapping[Place, Value]
    formulas: Mapping[Place, str] = field(default_factory=dict)
    _known: dict[Place, Value | ArithmeticError] = field(default_factory=dict)
    _open: set[Place] = field(default_factory=set)

    def value(self, place: Place) -> Value:
        """Return what a cell holds. Raises CellError for an error, NotUnderstood for a formula not supported."""
        if place not in self.formulas:
            return self.values.get(place)
        if place not in self._known:
            if place in self._open:
                raise NotUnderstood("circular")
            self._open.add(place)
            try:
                self._known[place] = self.computed(self.formulas[place], place)
            except (CellError, NotUnderstood) as problem:
                self._known[place] = problem
            finally:
                self._open.discard(place)
        known = self._known[place]
        if isinstance(known, ArithmeticError):
            raise known
        return known

    def computed(self, formula: str, place: Place) -> Value:
        """Return the value of a formula that stands at a place."""
        try:
            found = _scalar(self._of(parsed(formula), place))
        except (DivisionByZero, InvalidOperation) as problem:
            raise CellError("#DIV/0!") from problem
        except RecursionError as problem:
            raise NotUnderstood(formula) from problem
        return plain_number(found) if isinstance(found, Decimal) else found

    def _of(self, node: Node, place: Place) -> Any:
        kind = node[0]
        if kind == "value":
            return node[1]
        if kind == "cell":
            return self.value((sheet_in(node[1], place[0]), *node[2]))
        if kind == "range":
            return self._range(node, place)
        if kind == "call":
            return self._call(node[1], node[2], place)
        if kind == "minus":
            return -_number(_scalar(self._of(node[1], place)))
        if kind == "percent":
            return _number(_scalar(self._of(node[1], place))) / 100
        left, right = (_scalar(self._of(each, place)) for each in node[2:])
        return _joined(node[1], left, right)

    def _range(self, node: Node, place: Place) -> list[Value]:
        sheet, (top, left), (bottom, right) = sheet_in(node[1], place[0]), node[2], node[3]
        if (bottom - top + 1) * (right - left + 1) > _LARGEST_RANGE:
            raise NotUnderstood("range")
        return [self.value((sheet, row, column)) for row in range(top, bottom + 1) for column in range(left, right + 1)]

    def _call(self, name: str, given: Sequence[Node], place: Place) -> Any:
        if name == "IF":
            is_so = _scalar(self._of(given[0], place))
            chosen = given[1:2] if is_so else given[2:3]
            return self._of(chosen[0], place) if chosen else bool(is_so)
        if name in {"IFERROR", "IFNA"}:
            try:
                return _scalar(self._of(given[0], place))
            except (CellError, DivisionByZero, InvalidOperation):
                return self._of(given[1], place)
        if name == "ROW":
            return given[0][2][0] + 1 if given else place[1] + 1
        arguments = [self._of(each, place) for each in given]
        if name == "SUBTOTAL":
            name = {1: "AVERAGE", 2: "COUNT", 3: "COUNTA", 4: "MAX", 5: "MIN", 9: "SUM"}.get(
                int(arguments[0]) % 100, ""
            )
            arguments = arguments[1:]
        function = _FUNCTIONS.get(name)
        if function is None:
            raise NotUnderstood(name)
        try:
            return function(arguments)
        except (IndexError, TypeError, ValueError) as problem:
            raise NotUnderstood(name) from problem


@lru_cache(maxsize=20_000)
def parsed(formula: str) -> Node:
    """Return a formula as a tree. Raises NotUnderstood for what is no formula known here."""
    tokens = []
    place = 0
    text = formula.strip().removeprefix("=")
    while place < len(text):
        found = _TOKEN.match(text, place)
        if found is None:
            raise NotUnderstood(formula)
        tokens.append(found)
        place = found.end()
    reader = _Reader(tokens, formula)
    node = reader.level(0)
    if reader.place != len(tokens):
        raise NotUnderstood(formula)
    return node


def plain_number(value: Decimal) -> int | Decimal:
    """Return a number without more digits than a spreadsheet keeps (15), an integer where it is one."""
    rounded = value if not value else value.quantize(Decimal(1).scaleb(max(value.adjusted() - 14, -12)))
    return int(rounded) if rounded == rounded.to_integral_value() else rounded.normalize()


class _Reader:
    """Reads tokens by precedence."""

    def __init__(self, tokens: Sequence[re.Match[str]], formula: str) -> None:
        self.tokens, self.formula, self.place = tokens, formula, 0

    def sign(self) -> str | None:
        return self.tokens[self.place]["sign"] if self.place < len(self.tokens) else None

    def level(self, depth: int) -> Node:
        if depth == len(_LEVELS):
            return self.unary()
        node = self.level(depth + 1)
        while (sign := self.sign()) in _LEVELS[depth]:
            self.place += 1
            node = ("join", sign, node, self.level(depth + 1))
        return node

    def unary(self) -> Node:
        if (sign := self.sign()) in {"-", "+"}:
            self.place += 1
            node = self.unary()
            return ("minus", node) if sign == "-" else node
        node = self.primary()
        while self.sign() == "%":
            self.place += 1
            node = ("percent", node)
        return node

    def primary(self) -> Node:
        if self.place >= len(self.tokens):
            raise NotUnderstood(self.formula)
        token = self.tokens[self.place]
        self.place += 1
        if token["text"] is not None:
            return ("value", token["text"][1:-1].replace('""', '"'))
        if token["number"] is not None:
            return ("value", Decimal(token["number"]))
        if token["first"] is not None:
            first = place_of(token["first"].replace("$", ""))
            if token["last"] is None:
                return ("cell", token["sheet"], first)
            return ("range", token["sheet"], first, place_of(token["last"].replace("$", "")))
        if token["name"] is not None:
            return self.named(token["name"].upper().removeprefix("_XLFN."))
        if token["sign"] == "(":
            node = self.level(0)
            self.expect(")")
            return node
        raise NotUnderstood(self.formula)

    def named(self, name: str) -> Node:
        if self.sign() != "(":
            if name in {"TRUE", "FALSE"}:
                return ("value", name == "TRUE")
            raise NotUnderstood(self.formula)
        self.place += 1
        given: list[Node] = []
        while self.sign() != ")":
            given.append(("value", None) if self.sign() == "," else self.level(0))
            if self.sign() == ",":
                self.place += 1
            elif self.sign() != ")":
                raise NotUnderstood(self.formula)
        self.place += 1
        return ("call", name, tuple(given))

    def expect(self, sign: str) -> None:
        if self.sign() != sign:
            raise NotUnderstood(self.formula)
        self.place += 1


def _joined(sign: str, left: Any, right: Any) -> Any:
    if sign == "&":
        return _text(left) + _text(right)
    if sign in _LEVELS[0]:
        return _compared(sign, left, right)
    one, two = _number(left), _number(right)
    if sign == "/":
        if not two:
            raise CellError("#DIV/0!")
        return one / two
    return {"+": lambda: one + two, "-": lambda: one - two, "*": lambda: one * two, "^": lambda: one**two}[sign]()


def _compared(sign: str, left: Any, right: Any) -> bool:
    if isinstance(left, str) or isinstance(right, str):
        one: Any = _text(left).casefold()
        two: Any = _text(right).casefold()
    else:
        one, two = _number(left), _number(right)
    return bool(
        {"=": one == two, "<>": one != two, "<": one < two, ">": one > two, "<=": one <= two, ">=": one >= two}[sign]
    )


def _scalar(value: Any) -> Any:
    if isinstance(value, list):
        if len(value) != 1:
            raise NotUnderstood("range")
        return value[0]
    return value


def _number(value: Any) -> Decimal:
    if value is None:
        return Decimal(0)
    if isinstance(value, (int, Decimal)):
        return Decimal(value)
    if isinstance(value, float):
        return Decimal(repr(value))
    if isinstance(value, str) and re.fullmatch(r"\s*-?\d+(?:\.\d+)?\s*", value):
        return Decimal(value.strip())
    raise CellError("#VALUE!")


def _text(value: Any) -> str:
    return "" if value is None else format(plain_number(_number(value)), "f") if not isinstance(value, str) else value


def _flat(arguments: Iterable[Any]) -> list[Any]:
    return [each for given in arguments for each in (given if isinstance(given, list) else [given])]


def _numbers(arguments: Iterable[Any]) -> list[Decimal]:
    """The numbers among cells: text and blanks in a range are passed over, as spreadsheets do."""
    found = [each for each in _flat(arguments) if isinstance(each, (int, Decimal, float))]
    return [_number(each) for each in found if not isinstance(each, bool)]


def _average(arguments: list[Any]) -> Decimal:
    numbers = _numbers(arguments)
    if not numbers:
        raise CellError("#DIV/0!")
    return sum(numbers, Decimal(0)) / len(numbers)


def _rounded(arguments: list[Any]) -> Decimal:
    digits = int(_number(_scalar(arguments[1]))) if len(arguments) > 1 else 0
    return _number(_scalar(arguments[0])).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)


def _product(arguments: list[Any]) -> Decimal:
    found = Decimal(1)
    for each in _numbers(arguments):
        found *= each
    return found


def _sum_of_products(arguments: list[Any]) -> Decimal:
    lists = [given if isinstance(given, list) else [given] for given in arguments]
    found = Decimal(0)
    for row in zip(*lists, strict=True):
        found += _product([list(row)]) if all(isinstance(each, (int, Decimal, float)) for each in row) else 0
    return found


def _meets(value: Any, wanted: Any) -> bool:
    found = re.fullmatch(r"(<>|<=|>=|=|<|>)?(.*)", wanted, re.DOTALL) if isinstance(wanted, str) else None
    sign, other = (found[1] or "=", found[2]) if found else ("=", wanted)
    if isinstance(other, str) and re.fullmatch(r"-?\d+(?:\.\d+)?", other):
        other = Decimal(other)
    if isinstance(other, (int, Decimal)) and not isinstance(value, (int, Decimal)):
        return sign == "<>"
    return _compared(sign, value, other)


def _count_if(arguments: list[Any]) -> int:
    return sum(_meets(each, _scalar(arguments[1])) for each in _flat(arguments[:1]))


def _sum_if(arguments: list[Any]) -> Decimal:
    tested, summed = _flat(arguments[:1]), _flat(arguments[2:3] or arguments[:1])
    return sum(
        _numbers([[b for a, b in zip(tested, summed, strict=False) if _meets(a, _scalar(arguments[1]))]]), Decimal(0)
    )


_FUNCTIONS: dict[str, Callable[[list[Any]], Any]] = {
    "SUM": lambda given: sum(_numbers(given), Decimal(0)),
    "AVERAGE": _average,
    "MAX": lambda given: max(_numbers(given), default=Decimal(0)),
    "MIN": lambda given: min(_numbers(given), default=Decimal(0)),
    "COUNT": lambda given: len(_numbers(given)),
    "COUNTA": lambda given: sum(each is not None for each in _flat(given)),
    "PRODUCT": _product,
    "SUMPRODUCT": _sum_of_products,
    "ROUND": _rounded,
    "ABS": lambda given: abs(_number(_scalar(given[0]))),
    "INT": lambda given: Decimal(_number(_scalar(given[0])) // 1),
    "AND": lambda given: all(bool(each) for each in _flat(given)),
    "OR": lambda given: any(bool(each) for each in _flat(given)),
    "NOT": lambda given: not _scalar(given[0]),
    "SUMIF": _sum_if,
    "COUNTIF": _count_if,
}
