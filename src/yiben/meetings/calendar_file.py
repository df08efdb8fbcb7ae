"""Meetings as a calendar file (RFC 5545), for programs that keep calendars. Pure: values in, bytes out.

Lines end in CR LF and are folded at 75 octets, never within a character; text is escaped (§3.3.11). Times are those of
Asia/Shanghai, which has had no summer time since 1991: its definition stands in the file. No names go into it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

MEDIA_TYPE = "text/calendar; charset=utf-8"
ZONE = "Asia/Shanghai"
OCTETS = 75
"""The longest line, without its end (§3.1)."""
_ZONE = (
    "BEGIN:VTIMEZONE",
    f"TZID:{ZONE}",
    "BEGIN:STANDARD",
    "DTSTART:19910915T000000",
    "TZOFFSETFROM:+0900",
    "TZOFFSETTO:+0800",
    "TZNAME:CST",
    "END:STANDARD",
    "END:VTIMEZONE",
)


@dataclass(frozen=True)
class Happening:
    """A meeting in a calendar. Without ``at`` it takes the day; with it it takes ``minutes``. ``sequence`` grows with every change, so that a program puts
    the newer one in the place of the older; ``stamp`` is when it was last changed."""

    uid: str
    title: str
    on: date
    at: time | None
    place: str
    notes: Sequence[str]
    sequence: int
    stamp: datetime
    is_cancelled: bool = False
    minutes: int = 120


def calendar_file(name: str, happenings: Sequence[Happening]) -> bytes:
    """Return a calendar with these meetings.

    >>> file = calendar_file("会议", [Happening("a", "居民议事会", date(2026, 5, 20), time(14, 30), "", [], 0, datetime(2026, 5, 1, tzinfo=UTC))])
    >>> [line for line in file.decode().splitlines() if line.startswith(("DTSTART;", "SUMMARY"))]
    ['DTSTART;TZID=Asia/Shanghai:20260520T143000', 'SUMMARY:居民议事会']
    """
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Yiben//Meetings//ZH", "CALSCALE:GREGORIAN", "METHOD:PUBLISH"]
    lines += [f"X-WR-CALNAME:{escaped(name)}", f"X-WR-TIMEZONE:{ZONE}", *_ZONE]
    for each in happenings:
        lines += _event(each)
    lines.append("END:VCALENDAR")
    return b"".join(part + b"\r\n" for line in lines for part in folded(line))


def escaped(text: str) -> str:
    r"""Return a text as a value: backslash, semicolon, comma and line ends are escaped, other control characters left out.

    >>> print(escaped("一楼;左,转" + chr(10) + "会议室"))
    一楼\;左\,转\n会议室
    """
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    plain = plain.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")
    return "".join(each for each in plain if each >= " " and each != "\x7f")


def folded(line: str) -> list[bytes]:
    """Return a line as physical lines of at most 75 octets each; those behind the first begin with a space.

    >>> [len(part) for part in folded("议" * 40)]
    [75, 46]
    """
    parts: list[bytes] = []
    part = b""
    for each in line:
        octets = each.encode()
        if len(part) + len(octets) > OCTETS:
            parts.append(part)
            part = b" "
        part += octets
    return [*parts, part]


def _event(each: Happening) -> list[str]:
    lines = ["BEGIN:VEVENT", f"UID:{each.uid}@yiben", f"DTSTAMP:{each.stamp.astimezone(UTC):%Y%m%dT%H%M%SZ}"]
    lines.append(f"SEQUENCE:{each.sequence}")
    if each.at is None:
        lines += [f"DTSTART;VALUE=DATE:{each.on:%Y%m%d}", f"DTEND;VALUE=DATE:{each.on + timedelta(days=1):%Y%m%d}"]
    else:
        begins = datetime.combine(each.on, each.at)
        ends = begins + timedelta(minutes=each.minutes)
        lines += [f"{name};TZID={ZONE}:{at:%Y%m%dT%H%M%S}" for name, at in (("DTSTART", begins), ("DTEND", ends))]
    lines.append(f"SUMMARY:{escaped(each.title)}")
    if each.place:
        lines.append(f"LOCATION:{escaped(each.place)}")
    if each.notes:
        lines.append(f"DESCRIPTION:{escaped(chr(10).join(each.notes))}")
    lines += [f"STATUS:{'CANCELLED' if each.is_cancelled else 'CONFIRMED'}", "END:VEVENT"]
    return lines
