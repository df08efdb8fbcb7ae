"""What commands print goes to whoever reads it, as long as they read."""

from __future__ import annotations

import subprocess
import sys


def test_a_reader_that_stops_reading_is_no_error():
    command = [sys.executable, "-m", "yiben.cli.main", "pack", "check", "--json"]
    running = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    running.stdout.close()
    said = running.stderr.read().decode()
    running.stderr.close()
    assert (running.wait(), said) == (0, "")
