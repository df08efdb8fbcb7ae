"""The cell formats of a workbook: which show days, and one that does for a cell that does not yet."""

from __future__ import annotations

import re

_BUILT_IN_DAYS = frozenset([*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)])
_SHORT_DAY = b"14"
_FORMATS = re.compile(rb"<((?:\w+:)?)cellXfs\b[^>]*>(.*?)</(?:\w+:)?cellXfs>", re.DOTALL)
_FORMAT = re.compile(rb"<((?:\w+:)?)xf\b[^>]*?(?:/>|>.*?</(?:\w+:)?xf>)", re.DOTALL)
_CODE = re.compile(rb'<(?:\w+:)?numFmt\b(?=[^>]*numFmtId="(\d+)")(?=[^>]*formatCode="([^"]*)")[^>]*>')


class DateStyles:
    """The styles of a workbook, to which date formats can be added. ``content`` is the XML as it then is."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.is_changed = False
        self._made: dict[int, int] = {}
        self._dated = {int(number) for number, code in _CODE.findall(content) if _shows_days(code)}

    def dated(self, style: int) -> int:
        """Return the number of a style that is like ``style`` and shows days; itself if it does already."""
        found = _FORMATS.search(self.content)
        if found is None:
            return style
        formats = list(_FORMAT.finditer(found[2]))
        if style >= len(formats):
            return style
        xml = formats[style][0]
        number = re.search(rb'numFmtId="(\d+)"', xml)
        if number and (int(number[1]) in _BUILT_IN_DAYS or int(number[1]) in self._dated):
            return style
        if style not in self._made:
            self._made[style] = len(formats)
            self._add(found, _as_day(xml), len(formats) + 1)
        return self._made[style]

    def _add(self, found: re.Match[bytes], xml: bytes, count: int) -> None:
        head = re.sub(rb'count="\d+"', b'count="%d"' % count, self.content[found.start() : found.start(2)])
        body = self.content[found.start(2) : found.end(2)]
        self.content = self.content[: found.start()] + head + body + xml + self.content[found.end(2) :]
        self.is_changed = True


def _as_day(xml: bytes) -> bytes:
    if b"numFmtId=" in xml:
        xml = re.sub(rb'numFmtId="\d+"', b'numFmtId="' + _SHORT_DAY + b'"', xml, count=1)
    else:
        xml = re.sub(rb"(<(?:\w+:)?xf)\b", rb'\1 numFmtId="' + _SHORT_DAY + b'"', xml, count=1)
    if b"applyNumberFormat=" in xml:
        return re.sub(rb'applyNumberFormat="[^"]*"', b'applyNumberFormat="1"', xml, count=1)
    return re.sub(rb"(<(?:\w+:)?xf)\b", rb'\1 applyNumberFormat="1"', xml, count=1)


def _shows_days(code: bytes) -> bool:
    plain = re.sub(rb'&quot;.*?&quot;|"[^"]*"|\[[^\]]*\]|\\.', b"", code)
    return bool(re.search(rb"[yYdD]|m{3,}", plain))
