"""Which computer asks: its own address, behind proxies of the office's own what these saw, never what anybody may write."""

from __future__ import annotations

import pytest
from django.test import RequestFactory

from yiben.web.signing_in import computer_of


def asked(**headers):
    return RequestFactory().get("/", REMOTE_ADDR="10.0.0.9", **headers)


@pytest.mark.parametrize(
    ("proxies", "header", "computer"),
    [(0, "1.2.3.4", "10.0.0.9"), (1, "1.2.3.4", "1.2.3.4"), (1, "6.6.6.6, 1.2.3.4", "1.2.3.4"), (1, "", "10.0.0.9")],
)
def test_a_computer_is_known_by_what_a_trusted_proxy_saw(settings, proxies, header, computer):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    assert computer_of(asked(**({"HTTP_X_FORWARDED_FOR": header} if header else {}))) == computer
