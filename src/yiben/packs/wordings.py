"""How a figure may be worded: in full, rounded down to a step, in 万. What is written is in ``reports.wording``."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Wording:
    """How a figure is written.

    `step` is in whole units (10 → “160余条”) and must be a positive multiple of 10, because 余 stands behind a round
    number only; 0 means no rounding below 1万. `digits` is the number of decimals kept in 万, 0 to 4.
    Raises ValueError on any other step or digits.
    """

    kind: Literal["plain", "over", "in_wan"] = "plain"
    step: int = 0
    digits: int = 0

    def __post_init__(self) -> None:
        if self.step < 0 or self.step % 10 or (self.kind == "over" and not self.step):
            raise ValueError(f"step must be a positive multiple of 10, not {self.step}")
        if not 0 <= self.digits <= 4:
            raise ValueError(f"digits must be 0 to 4, not {self.digits}")


@dataclass(frozen=True, slots=True)
class Comparison:
    """A figure beside what it was in the same period of the year before, or in the period before.

    `digits` is the number of decimals that a percentage keeps, 0 to 2; raises ValueError on any other.
    """

    against: Literal["year_before", "period_before"]
    digits: int = 1

    def __post_init__(self) -> None:
        if not 0 <= self.digits <= 2:
            raise ValueError(f"digits must be 0 to 2, not {self.digits}")
