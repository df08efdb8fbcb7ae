"""Which encoding the bytes of a text file are in: UTF-8, UTF-16, GB18030 or Big5."""

from __future__ import annotations

from charset_normalizer import from_bytes

_BOMS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_SAMPLE = 65536
_COMMON = frozenset(
    "的一是在有和不人了中大为上个工作社区街道政府关于通知区市年月日会要各单位党委民国家要求组织活动情况發開關會為這個們來時對國說過學與"
)
_LEAST_SHARE = 0.08


def decode(data: bytes) -> tuple[str, str] | None:
    """Return the text of bytes and the name of their encoding; None when they are no text.

    A mark at the beginning decides; then UTF-8 where it is valid; else whichever of GB18030, Big5 and UTF-16 gives more
    of the commonest characters of official Chinese. What none of them explains is asked of charset-normalizer.
    """
    for mark, name in _BOMS:
        if data.startswith(mark):
            return data[len(mark) :].decode(name, "replace"), name
    if b"\0" not in data[:_SAMPLE] and (text := _nearly_utf8(data)) is not None:
        return text, "utf-8"
    tried = [
        (share, name)
        for name in ("gb18030", "big5", "utf-16-le", "utf-16-be")
        if (share := _share(data[:_SAMPLE], name)) is not None
    ]
    if tried:
        share, name = max(tried, key=lambda each: each[0])
        if share >= _LEAST_SHARE or (b"\0" not in data[:_SAMPLE] and name == "gb18030"):
            return data.decode(name, "replace"), name
    if b"\0" in data[:_SAMPLE]:
        return None
    best = from_bytes(data[:_SAMPLE]).best()
    return (data.decode(best.encoding, "replace"), best.encoding) if best is not None else None


def _nearly_utf8(data: bytes) -> str | None:
    """UTF-8 but for a last character cut in half or a rare broken one, None where it is another encoding."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        text = data.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    whole = sum(character >= "\u0800" for character in text[:_SAMPLE])
    return text if whole >= 8 and broken <= 1 + len(text) // 2000 else None


def _share(data: bytes, name: str) -> float | None:
    """The share of common characters, None when the bytes are not valid (but for the last, which may be cut)."""
    try:
        text = data[: len(data) // 2 * 2 if "16" in name else len(data)].decode(name)
    except UnicodeDecodeError as problem:
        if problem.end < len(data) - 4 or len(data) < _SAMPLE:
            return None
        text = data[: problem.start].decode(name)
    if not text:
        return None
    wrong = sum(not character.isprintable() and character not in "\r\n\t\u3000" for character in text[:4000])
    return sum(character in _COMMON for character in text) / len(text) - wrong / min(len(text), 4000)
