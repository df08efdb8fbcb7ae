"""What anybody may send without signing in is rationed: so many in a time from one computer, or for one unit."""

from __future__ import annotations

from django.conf import settings
from django.core.cache import cache
from django.utils.crypto import salted_hmac

from yiben.errors import Refusal


def ration(key: str, most: int, seconds: int) -> None:
    """Count one more under the key; refuses (``too_many_reports``) what is more than ``most`` within ``seconds``."""
    cache.add(key, 0, seconds)
    try:
        count = cache.incr(key)
    except ValueError:  # it ran out between the two
        cache.set(key, 1, seconds)
        count = 1
    if count > most:
        raise Refusal("too_many_reports")


def hidden(address: str) -> str:
    """Return what stands for the address of a computer in a key: it cannot be read back."""
    return salted_hmac("yiben.ration", address, secret=settings.SECRET_KEY, algorithm="sha256").hexdigest()[:32]
