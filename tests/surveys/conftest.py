"""A database that several threads may really use at once."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection

from surveys.limits import SUBMISSIONS, WRONG_CODES


@pytest.fixture
def real_database(transactional_db: None, tmp_path: Path) -> Iterator[None]:
    """On SQLite the test's database is moved from memory to a file: in memory, writers fail instead of waiting."""
    place = connection.settings_dict
    name = str(place["NAME"])
    if connection.vendor != "sqlite" or "memory" not in name:
        yield
        return
    connection.ensure_connection()
    memory = connection.connection
    path = tmp_path / "test.sqlite3"
    with sqlite3.connect(path) as file:
        memory.backup(file)
    file.close()
    place["NAME"], connection.connection = str(path), None
    yield
    connection.close()
    place["NAME"], connection.connection = name, memory


@pytest.fixture(autouse=True)
def _fresh_limits() -> None:
    SUBMISSIONS.forget()
    WRONG_CODES.forget()
