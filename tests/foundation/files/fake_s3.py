"""The least of an S3-compatible store, over HTTP on this machine: put, get, head, delete, list."""

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit


class _Handler(BaseHTTPRequestHandler):
    objects: dict[str, bytes]

    def log_message(self, *_args: Any) -> None:
        """Silent."""

    def answer(self, status: int, body: bytes = b"", length: int | None = None) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body) if length is None else length))
        self.send_header("Last-Modified", formatdate(0, usegmt=True))
        self.send_header("ETag", '"x"')
        self.end_headers()
        self.wfile.write(body)

    @property
    def key(self) -> str:
        return unquote(urlsplit(self.path).path).removeprefix("/bucket").lstrip("/")

    def do_PUT(self) -> None:  # noqa: N802 - the server's name for it
        self.objects[self.key] = self.rfile.read(int(self.headers["Content-Length"]))
        self.answer(200)

    def do_DELETE(self) -> None:  # noqa: N802 - the server's name for it
        self.objects.pop(self.key, None)
        self.answer(204)

    def do_HEAD(self) -> None:  # noqa: N802 - the server's name for it
        found = self.objects.get(self.key)
        self.answer(404 if found is None else 200, length=len(found or b""))

    def do_GET(self) -> None:  # noqa: N802 - the server's name for it
        if self.key:
            found = self.objects.get(self.key)
            self.answer(404 if found is None else 200, found or b"")
            return
        asked = parse_qs(urlsplit(self.path).query)
        self.answer(200, self.listing(asked.get("prefix", [""])[0]))

    def listing(self, prefix: str) -> bytes:
        below = [re.match(r"[^/]+/?", key.removeprefix(prefix)) for key in self.objects if key.startswith(prefix)]
        names = sorted({found.group() for found in below if found})
        files = "".join(f"<Contents><Key>{prefix}{name}</Key></Contents>" for name in names if not name.endswith("/"))
        folders = "".join(f"<CommonPrefixes><Prefix>{prefix}{name}</Prefix></CommonPrefixes>"
                          for name in names if name.endswith("/"))
        return f"<ListBucketResult><IsTruncated>false</IsTruncated>{files}{folders}</ListBucketResult>".encode()


@contextmanager
def store() -> Iterator[tuple[str, dict[str, bytes]]]:
    """The address of an empty store, and what lies in its bucket."""
    objects: dict[str, bytes] = {}
    handler = type("Handler", (_Handler,), {"objects": objects})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}", objects
        server.shutdown()
        thread.join()
