from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import datetime

import pytest
import time_machine


@pytest.fixture(autouse=True)
def _own_home(settings, tmp_path) -> None:
    settings.HOME = tmp_path
    settings.DOCUMENT_FOLDER, settings.EVIDENCE_FOLDER = tmp_path / "documents", tmp_path / "evidence"


@pytest.fixture
def time_machine_at() -> Iterator[Callable[[datetime], None]]:
    """Return what moves the clock on, until the test ends."""
    moved = ExitStack()
    yield lambda instant: moved.enter_context(time_machine.travel(instant, tick=True)) and None
    moved.close()
