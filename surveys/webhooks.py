"""Sign a message to an outside address and send it there, and nowhere else. No models.

The name is looked up once, every address it has must be a public one, and the connection goes to that very address:
a name that points inside the house, now or a moment later, is refused. Redirects are not followed.
"""

import hashlib
import hmac
import http.client
import ipaddress
import json
import socket
import ssl
import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.crypto import salted_hmac

SECONDS = 10
PORTS = {"http": 80, "https": 443}
NAT64 = ipaddress.ip_network("64:ff9b::/96")
MAY_BE_PRIVATE = "WEBHOOKS_MAY_CALL_PRIVATE_ADDRESSES"  # setting; for a receiver beside us


class RefusedAddressError(ValueError):
    """An address to which nothing is sent; the message is a stable word."""


def secret_of(nonce: object) -> str:
    """The secret that signs messages of a webhook; worked out, so that no store holds it."""
    return "whs_" + salted_hmac("surveys.webhook", str(nonce), algorithm="sha256").hexdigest()


def signature(secret: str, moment: int, body: bytes) -> str:
    """``v1=`` and the HMAC-SHA256 of "seconds since 1970", a dot and the body."""
    signed = hmac.new(secret.encode(), f"{moment}.".encode() + body, hashlib.sha256)
    return f"v1={signed.hexdigest()}"


def body_of(event: str, key: str, happened_at: str, data: Mapping[str, Any]) -> bytes:
    """The message as it is sent."""
    document = {"event": event, "id": key, "happened_at": happened_at, "data": data}
    return json.dumps(document, sort_keys=True, ensure_ascii=False).encode()


def checked_address(address: str) -> tuple[str, str, int, str]:
    """Scheme, host, port and path of an address. Raises RefusedAddressError("form"), or ("https") for plain http
    outside the house."""
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        raise RefusedAddressError("form") from None
    if parts.scheme not in PORTS or not parts.hostname or parts.username or parts.password or not address.isprintable():
        raise RefusedAddressError("form")
    if parts.scheme == "http" and not may_be_private():
        raise RefusedAddressError("https")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return parts.scheme, parts.hostname, port or PORTS[parts.scheme], path


def may_be_private() -> bool:
    """Whether the one who runs this installation allows receivers inside the house."""
    return bool(getattr(settings, MAY_BE_PRIVATE, False))


def public_address(host: str, port: int) -> str:
    """The numeric address to connect to. Raises RefusedAddressError("private") if any of the host's is not public, and
    ("unknown") if it has none."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise RefusedAddressError("unknown") from None
    numbers = [str(entry[4][0]) for entry in found]
    if not may_be_private() and any(not is_public(number) for number in numbers):
        raise RefusedAddressError("private")
    return numbers[0]


def is_public(number: str) -> bool:
    """Whether a numeric address is reachable from everywhere: not private, loopback, link-local or special."""
    address = ipaddress.ip_address(number.partition("%")[0])
    embedded = _embedded(address)
    return address.is_global and not address.is_multicast and (embedded is None or is_public(str(embedded)))


def _embedded(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """The older address that one of the newer kind leads to, through a gateway."""
    if isinstance(address, ipaddress.IPv4Address):
        return None
    if address in NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)


class _Connection(http.client.HTTPConnection):
    """A connection to an address that was looked up and checked beforehand."""

    def __init__(self, host: str, port: int, number: str, *, is_secure: bool) -> None:
        super().__init__(host, port, timeout=SECONDS)
        self.number, self.is_secure = number, is_secure

    def connect(self) -> None:
        """Connect to the checked number; the certificate must be for the name."""
        self.sock = socket.create_connection((self.number, self.port), self.timeout)
        if self.is_secure:
            self.sock = ssl.create_default_context().wrap_socket(self.sock, server_hostname=self.host)


def send(address: str, secret: str, event: str, key: str, body: bytes) -> int:
    """POST a signed message and return the status of the answer, whatever it is; its body is not read.

    Raises RefusedAddressError before anything is sent, OSError or http.client.HTTPException where nobody answers.
    """
    scheme, host, port, path = checked_address(address)
    connection = _Connection(host, port, public_address(host, port), is_secure=scheme == "https")
    moment = int(time.time())
    headers = {
        "Content-Type": "application/json", "User-Agent": "Peripheria", "X-Peripheria-Event": event,
        "X-Peripheria-Delivery": key, "X-Peripheria-Timestamp": str(moment),
        "X-Peripheria-Signature": signature(secret, moment, body),
    }
    if port != PORTS[scheme]:
        host = f"{host}:{port}"
    try:
        connection.request("POST", path, body=body, headers={**headers, "Host": host})
        return connection.getresponse().status
    finally:
        connection.close()
