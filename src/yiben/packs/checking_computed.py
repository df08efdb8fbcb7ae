"""Rules about metrics that are computed from other metrics."""

from collections.abc import Iterator, Mapping, Sequence

from yiben.packs.circles import leads_back
from yiben.packs.definitions import Metric, Pack
from yiben.packs.findings import Finding, Path, View
from yiben.packs.problems import nearest

_KEYS: Mapping[str, tuple[str, ...]] = {
    "ratio": ("of", "to"),
    "average": ("of", "to"),
    "weighted": ("parts",),
    "cumulative": ("of",),
    "target": ("of",),
    "change": ("of", "against"),
}
"""The keys that each way of computing has; it has no others of ``_ALL``."""
_ALL = ("book", "field", "where", "expects", "of", "to", "parts", "against")
_COUNTED_KEYS = ("book", "field", "where", "expects")
_SHARES = ("%", "‰")


def find_metric(name: str, own: Pack, known: Sequence[Pack]) -> tuple[str, ...]:
    """Return the full ids a name may mean: own metrics first, then any other pack's."""
    if "." in name:
        pack_name, _, bare = name.rpartition(".")
        packs = [pack for pack in (own, *known) if pack.name == pack_name]
        return tuple(f"{p.name}.{m.id}" for p in packs for m in p.metrics if m.id == bare)
    if any(metric.id == name for metric in own.metrics):
        return (f"{own.name}.{name}",)
    return tuple(f"{p.name}.{m.id}" for p in known for m in p.metrics if m.id == name)


def check_computed(path: Path, metric: Metric, pack: Pack, view: View) -> Iterator[Finding]:
    """Yield findings on the keys of a computed metric, the metrics it names, its unit, and circles."""
    wanted = _KEYS[metric.how]
    yield from check_keys(path, metric, wanted)
    found = []
    for name in metric.named:
        keys = find_metric(name, pack, view.known)
        if len(keys) == 1:
            found.append(_metric(keys[0], pack, view))
        elif name not in view.skipped:
            hint = nearest(name, [each.id for each in pack.metrics])
            yield Finding("PK055", path, {"metric": metric.id, "name": name}, hint)
    if _leads_back(metric, pack):
        yield Finding("PK056", path, {"metric": metric.id})
    elif len(found) == len(metric.named) and not _unit_fits(metric, found):
        yield Finding("PK057", (*path, "unit"), {"metric": metric.id, "how": metric.how, "unit": metric.unit})


def check_keys(path: Path, metric: Metric, wanted: Sequence[str]) -> Iterator[Finding]:
    """Yield a finding where a metric lacks a key that its ``how`` needs, or has one of another way."""
    missing = [key for key in wanted if not getattr(metric, key)]
    extra = [key for key in _ALL if key not in wanted and getattr(metric, key)]
    if metric.is_counted:
        missing = [key for key in missing if key == "book"]
        extra = [key for key in extra if key not in _COUNTED_KEYS]
    if missing or extra:
        data = {"metric": metric.id, "how": metric.how, "missing": _listed(missing), "extra": _listed(extra)}
        yield Finding("PK054", path, data)


def _listed(keys: Sequence[str]) -> str:
    return "、".join(keys) or "（无）"


def _metric(key: str, pack: Pack, view: View) -> Metric:
    name, _, bare = key.rpartition(".")
    packs = {each.name: each for each in (*view.known, pack)}
    return next(each for each in packs[name].metrics if each.id == bare)


def _leads_back(metric: Metric, pack: Pack) -> bool:
    """Whether a metric needs itself. Packs require one another without circles, so a circle lies within one pack."""
    own = {each.id: [name.removeprefix(f"{pack.name}.") for name in each.named] for each in pack.metrics}
    return leads_back(metric.id, lambda name: own.get(name, ()))


def _unit_fits(metric: Metric, parts: Sequence[Metric]) -> bool:
    if metric.how == "ratio":
        return metric.unit in _SHARES
    if metric.how in ("target", "change"):
        return metric.unit == "%"
    if metric.how == "average":
        return "/" in metric.unit
    return all(each.unit == metric.unit for each in parts)
