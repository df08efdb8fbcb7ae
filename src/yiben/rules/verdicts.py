"""What a rule says of given inputs. A verdict is stored with its case, so that it can be replayed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Outcome = Literal["pass", "fail", "warn", "na"]


@dataclass(frozen=True)
class Verdict:
    """The outcome of one rule.

    ``basis`` names law and article, ``as_of`` the day whose text was applied (ISO), ``inputs`` what was given and
    ``computed`` what follows from it, both as plain values. ``code`` names the sentence for people.
    """

    outcome: Outcome
    rule_id: str
    basis: str
    as_of: str
    code: str
    inputs: Mapping[str, int | str | bool] = field(default_factory=dict)
    computed: Mapping[str, int | str | bool] = field(default_factory=dict)
