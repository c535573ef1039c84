"""Pages fetched from the WSGI application in this process, as a signed-in person, with their queries counted."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from io import BytesIO
from statistics import median
from time import perf_counter
from typing import Any
from urllib.parse import urlencode

from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from django.test import Client, RequestFactory

HOST = "localhost"
TOKEN = "b" * 32  # of the forms; cookie and field only have to be the same


@dataclass(frozen=True)
class Answer:
    """What came back: status, type of content, address it leads on to, bytes, and the queries it took."""

    status: int
    kind: str
    location: str
    size: int
    queries: int


class Visitor:
    """Somebody signed in. The whole way of a request is walked: middleware, view, template, the closing of the
    answer; only the socket and the server around it are left out."""

    def __init__(self, user: Any) -> None:
        self.application = WSGIHandler()
        browser = Client()
        browser.force_login(user)
        cookies = [f"{name}={morsel.value}" for name, morsel in browser.cookies.items()]
        self.cookies = "; ".join([*cookies, f"csrftoken={TOKEN}"])

    def get(self, address: str) -> Answer:
        """Fetch a page."""
        return self._fetch(RequestFactory().get(address, **self._headers()).environ)

    def post(self, address: str, fields: Mapping[str, Any]) -> Answer:
        """Send a form."""
        body = urlencode({**fields, "csrfmiddlewaretoken": TOKEN})
        form = "application/x-www-form-urlencoded"
        request = RequestFactory().post(address, body, content_type=form, **self._headers())
        return self._fetch(request.environ)

    def _headers(self) -> dict[str, str]:
        return {"HTTP_COOKIE": self.cookies, "SERVER_NAME": HOST, "HTTP_HOST": HOST,
                "HTTP_ACCEPT_LANGUAGE": "en", "HTTP_X_FORWARDED_PROTO": "https"}

    def _fetch(self, environ: dict[str, Any]) -> Answer:
        asked, begun = [0], {}

        def count(execute: Callable[..., Any], *rest: Any) -> Any:
            asked[0] += 1
            return execute(*rest)

        def start(status: str, headers: list[tuple[str, str]], *_rest: Any) -> None:
            begun.update({name.lower(): value for name, value in headers}, status=status)

        out = BytesIO()
        with connection.execute_wrapper(count):
            answer = self.application(environ, start)
            for part in answer:
                out.write(part)
            answer.close()
        return Answer(int(begun["status"][:3]), begun.get("content-type", "").partition(";")[0],
                      begun.get("location", ""), out.tell(), asked[0])


@dataclass
class Visits:
    """Times and query counts of one page."""

    seconds: list[float] = field(default_factory=list)
    queries: set[int] = field(default_factory=set)

    @property
    def middle(self) -> float:
        """Median of the seconds."""
        return median(self.seconds)

    def __str__(self) -> str:
        return f"{1000 * self.middle:.1f} ms, {'/'.join(map(str, sorted(self.queries)))} queries"


def in_turn(work: Mapping[str, Callable[[], Answer]], rounds: int, status: int = 200) -> dict[str, Visits]:
    """Every piece of work once a round, one after the other, so that a busy moment of the machine meets them all; a
    first round warms up. Raises RuntimeError where an answer has another status than 200 (or a redirect's 302)."""
    found = {name: Visits() for name in work}
    for number in range(rounds + 1):
        for name, do in work.items():
            begun = perf_counter()
            answer = do()
            taken = perf_counter() - begun
            if answer.status not in (status, 302):
                raise RuntimeError(f"{name}: answered {answer.status}")
            if number:
                found[name].seconds.append(taken)
                found[name].queries.add(answer.queries)
    return found
