"""Behind proxies limits hold for each visitor; without proxies nobody can choose an address."""

from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse

from peripheria.client_address import ClientAddressMiddleware


def address(header: str | None) -> Any:
    request = HttpRequest()
    request.META = {"REMOTE_ADDR": "10.0.0.1"} | ({} if header is None else {"HTTP_X_FORWARDED_FOR": header})
    ClientAddressMiddleware(lambda _request: HttpResponse())(request)
    return request.META["REMOTE_ADDR"]


@pytest.mark.parametrize(
    ("proxies", "header", "expected"),
    [
        (0, "203.0.113.9", "10.0.0.1"),
        (1, None, "10.0.0.1"),
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "1.2.3.4, 203.0.113.9", "203.0.113.9"),
        (2, "1.2.3.4, 203.0.113.9, 192.0.2.7", "203.0.113.9"),
        (2, "203.0.113.9", "10.0.0.1"),
        (1, " , ", "10.0.0.1"),
    ],
)
def test_the_address_our_outermost_proxy_saw(settings: Any, proxies: int, header: str | None, expected: str) -> None:
    settings.PROXIES = proxies
    assert address(header) == expected
