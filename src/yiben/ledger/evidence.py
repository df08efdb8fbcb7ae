"""Files behind entries: kept once under their content hash, their type sniffed and not believed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db.models import Count, Exists, OuterRef, Sum
from django.utils import timezone

from yiben.documents import files
from yiben.errors import Refusal, TextProblem
from yiben.ledger.models import Evidence, EvidenceUpload
from yiben.ledger.pictures import TooManyPixels, clean_picture, is_picture
from yiben.text.opening_word import check_inflated
from yiben.units.models import Unit

DOCUMENTS = {
    "application/pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/msword",
    "application/vnd.ms-excel",
}
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_HEIF = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1", b"avif", b"avis")
_EARLIEST = 1990


@dataclass(frozen=True)
class Prepared:
    """A file as it will be kept. ``thumbnail`` is empty for what is no picture; ``taken_at`` is None where no camera
    said a time that can be."""

    data: bytes
    media_type: str
    thumbnail: bytes = b""
    taken_at: datetime | None = None


def prepare(data: bytes, name: str, *, is_original: bool = False) -> Prepared:
    """Return a file as it will be kept: a picture cleaned and, unless it ``is_original``, scaled; a document as it came.

    Its type is the one that the bytes themselves show. Refuses what is empty, too large, neither a picture nor a document, a
    picture that cannot be opened, and a file that bears the mark of a state secret. The name is looked at for such a mark
    only, the type that the browser gave not at all.
    """
    limit = settings.EVIDENCE_LIMIT_BYTES
    if not data:
        raise Refusal("file_empty", name=name)
    if len(data) > limit:
        raise Refusal("file_too_large", name=name, megabytes=round(len(data) / 2**20, 1), limit=limit // 2**20)
    files.refuse_secret(name, data)
    if data[4:8] == b"ftyp" and data[8:12] in _HEIF:
        raise Refusal("file_heic", name=name)
    if is_picture(data):
        return _picture(data, name, is_original)
    return Prepared(data, _document_type(data, name))


def write_file(data: bytes) -> str:
    """Put the bytes into the evidence folder, durable before it returns, and return their digest."""
    return files.write_file(Path(settings.EVIDENCE_FOLDER), data)


def path_of(name: str) -> Path:
    """Return where the file of a digest lies. Refuses a text that is no digest."""
    return files.path_of(Path(settings.EVIDENCE_FOLDER), name)


def thumbnail_path(kept: Evidence) -> Path:
    """Return where the small picture of a file lies; the file's own place when it has none (kept by an older version)."""
    small = path_of(kept.thumbnail) if kept.thumbnail else None
    return small if small is not None and small.exists() else path_of(kept.digest)


def bytes_of(kept: Evidence) -> bytes:
    """Return what a kept file holds. Refuses (``evidence_gone``) one that is not where it was put."""
    try:
        return path_of(kept.digest).read_bytes()
    except FileNotFoundError as problem:
        raise Refusal("evidence_gone", name=kept.name) from problem


def bytes_used(unit: Unit) -> int:
    """Return how many bytes the files take that were sent for a unit, each counted once."""
    sent = EvidenceUpload.objects.filter(unit=unit, evidence=OuterRef("pk"))
    return int(Evidence.objects.filter(Exists(sent)).aggregate(total=Sum("size"))["total"] or 0)


def require_room(unit: Unit, more: int) -> None:
    """Refuse (``evidence_quota``) a file for which the unit's share of the disk has no room left."""
    quota = settings.EVIDENCE_QUOTA_BYTES
    used = bytes_used(unit) if quota else 0
    if quota and used + more > quota:
        raise Refusal("evidence_quota", unit=unit.name, used=round(used / 2**20), limit=quota // 2**20)


def usage_by_unit(most: int) -> list[tuple[str, int, int]]:
    """Return (unit, files, bytes) of the units whose files take most, largest first. A file that several posts of a unit
    sent counts once for each of them here: the order is what is wanted, ``bytes_used`` is exact."""
    rows = EvidenceUpload.objects.filter(unit__isnull=False).values("unit__short_name")
    rows = rows.annotate(number=Count("evidence"), total=Sum("evidence__size")).order_by("-total")
    return [(row["unit__short_name"], row["number"], int(row["total"])) for row in rows[:most]]


def total_usage() -> tuple[int, int]:
    """Return how many files are kept and how many bytes they take."""
    found = Evidence.objects.aggregate(number=Count("pk"), total=Sum("size"))
    return found["number"], int(found["total"] or 0)


def drop_files(digests: Iterable[str]) -> None:
    """Delete the files of digests that nothing names any more."""
    for digest in digests:
        path_of(digest).unlink(missing_ok=True)


def _picture(data: bytes, name: str, is_original: bool) -> Prepared:
    try:
        cleaned = clean_picture(data, is_original=is_original)
    except TooManyPixels as problem:
        raise Refusal("file_picture_too_large", name=name) from problem
    except (OSError, SyntaxError, ValueError) as problem:
        raise Refusal("file_broken", name=name) from problem
    return Prepared(cleaned.data, cleaned.media_type, cleaned.thumbnail, _moment(cleaned.taken_at))


def _moment(told: datetime | None) -> datetime | None:
    """What a camera's clock says as an instant here; None for a clock that was never set or runs ahead."""
    if told is None or told.year < _EARLIEST:
        return None
    moment = timezone.make_aware(told)
    return None if (moment - timezone.now()).days >= 1 else moment


def _document_type(data: bytes, name: str) -> str:
    if data.startswith(b"%PDF-"):
        return "application/pdf"
    import puremagic  # reads its tables when it is imported, longer than a command may take to begin

    try:
        found = {match.mime_type for match in puremagic.magic_string(data)}
    except (puremagic.PureError, ValueError):
        found = set()
    known = sorted(found & DOCUMENTS)
    if not known or not data.startswith((_ZIP, _OLE)):
        raise Refusal("file_type", name=name)
    if data.startswith(_ZIP):
        try:
            check_inflated(data, name)
        except TextProblem as problem:
            code = "file_broken" if problem.code == "document_broken" else problem.code
            raise Refusal(code, (), **{"name": name, **problem.data}) from problem
    return known[0]
