"""The errors that Yiben raises on purpose.

    YibenError
    ├── PackProblem    a pack cannot be used; for its author
    ├── Refusal        a rule forbids what was asked; for the user
    │   └── Conflict   the same id or version was used for something else
    └── TextProblem    a document cannot be read

Refusals carry a code and data, never prose: the faces turn them into a sentence (yiben.sentences). Anything
else that is raised is a bug and is not caught.
"""

from __future__ import annotations

from collections.abc import Sequence


class YibenError(Exception):
    """Base of all errors raised on purpose. ``code`` names the reason, ``data`` fills its sentence."""

    def __init__(self, code: str, **data: object) -> None:
        super().__init__(code, data)
        self.code = code
        self.data = data

    def __str__(self) -> str:
        details = ", ".join(f"{key}={value!r}" for key, value in sorted(self.data.items()))
        return f"{self.code}({details})"


class PackProblem(YibenError):
    """A pack that cannot be installed. ``data["problems"]`` lists every problem found, not only the first."""


class Refusal(YibenError):
    """Something a rule forbids. ``fields`` maps a form field to the refusals that belong beside it."""

    def __init__(self, code: str, fields: Sequence[tuple[str, str, dict[str, object]]] = (), **data: object) -> None:
        super().__init__(code, **data)
        self.fields = tuple(fields)


class Conflict(Refusal):
    """The same client id with other content, or an edit of something that has changed meanwhile."""


class TextProblem(YibenError):
    """A document that cannot be read: empty, encrypted, broken, too large, of another kind."""
