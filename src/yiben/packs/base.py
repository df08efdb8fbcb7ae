"""What every definition of a pack is made of."""

from typing import Annotated

import pydantic
from pydantic import StringConstraints

ID_PATTERN = r"^[a-z][a-z0-9]*(_[a-z0-9]+)*$"

Id = Annotated[str, StringConstraints(pattern=ID_PATTERN, max_length=40)]
Label = Annotated[str, StringConstraints(min_length=1, max_length=60)]
Help = Annotated[str, StringConstraints(max_length=300)]
Word = Annotated[str, StringConstraints(min_length=1, max_length=8)]


FilterValue = bool | str | tuple[str, ...]
"""What an answer is held against: yes or no, a choice, or one of several choices."""


class Definition(pydantic.BaseModel):
    """Base of all definitions: frozen, strict, unknown keys refused."""

    model_config = pydantic.ConfigDict(frozen=True, strict=True, extra="forbid")


class TableColumn(Definition):
    """A named column of a small table; the id is stored, the label is shown."""

    id: Id
    label: Label
