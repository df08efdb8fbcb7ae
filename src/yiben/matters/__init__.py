"""Matters (事项): cases that go through declared procedures, with legal clocks."""
