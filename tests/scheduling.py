"""Which worker runs what: files whose tests share what takes a minute to make go to one worker each, before all others."""

from __future__ import annotations

from xdist.scheduler import LoadScopeScheduling

TOGETHER = ("tests/browser/test_accessibility.py", "tests/browser/test_roles.py")
"""They sign everybody in and make what the demo lacks. (``--dist loadgroup`` of xdist 3.8 changes names of tests in a way
that pytest 9 does not look at any more.)"""


class Scheduling(LoadScopeScheduling):
    """Tests one by one, those of a file in ``TOGETHER`` as one piece. Bigger pieces are handed out first."""

    def _split_scope(self, nodeid: str) -> str:
        path = nodeid.partition("::")[0]
        return path if path in TOGETHER else nodeid
