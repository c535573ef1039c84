"""What taking in a response is measured against: a view that inserts one prepared row and does nothing else."""

import os
import threading
from pathlib import Path

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from peripheria.urls import urlpatterns as of_the_house

ROW = '{"q1": 3, "q2": 4, "q3": 5}'
TABLE = "CREATE TABLE IF NOT EXISTS bench_floor (id {key}, body TEXT NOT NULL)"
_held = threading.local()


def _connection() -> object:
    """One connection for each thread of the server, as Django keeps its own."""
    if not hasattr(_held, "connection"):
        address = os.environ.get("DATABASE_URL", "")
        if address.startswith("postgres"):
            import psycopg2  # noqa: PLC0415  only where the database is PostgreSQL

            _held.connection = psycopg2.connect(address)
            _held.connection.autocommit = True
            _held.insert, key = "INSERT INTO bench_floor (body) VALUES (%s)", "BIGSERIAL PRIMARY KEY"
        else:
            import sqlite3  # noqa: PLC0415

            file = Path(os.environ["DATA_DIR"]) / "floor.sqlite3"
            _held.connection = sqlite3.connect(file, timeout=20, isolation_level=None)
            _held.connection.execute("PRAGMA journal_mode=WAL")
            _held.connection.execute("PRAGMA synchronous=NORMAL")
            _held.insert, key = "INSERT INTO bench_floor (body) VALUES (?)", "INTEGER PRIMARY KEY"
        _held.connection.cursor().execute(TABLE.format(key=key))
    return _held.connection


@csrf_exempt
def floor(request: HttpRequest) -> HttpResponse:
    """Insert the row."""
    _ = request.body  # unread, the server would close the connection
    _connection().cursor().execute(_held.insert, [ROW])  # type: ignore[attr-defined]
    return HttpResponse(status=201)


urlpatterns = [path("floor/", floor), *of_the_house]
