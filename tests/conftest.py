"""What every test finds: closed sockets, fast settings, the cast, Chromium, a word on what was skipped."""

import os
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.db import connection
from django.test import Client
from hypothesis import HealthCheck
from hypothesis import settings as example_settings
from pytest_socket import socket_allow_hosts

from tests import chromium

pytest_plugins = ["tests.cast", "tests.processes"]
# the clock of a busy machine is no property of the code
example_settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
example_settings.load_profile("house")
LOCALHOST = ["127.0.0.1", "::1", "localhost"]
# Playwright keeps an event loop in the main thread, which Django takes for asynchronous code.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--long", action="store_true", help="also run the long fault tests")
    parser.addoption("--no-skips", action="store_true", help="fail if a test was skipped")


def pytest_configure(config: pytest.Config) -> None:
    """Settings that make tests fast and keep them out of DATA_DIR."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave long tests out unless asked for; they are not "skipped"."""
    if config.getoption("--long"):
        return
    long = [item for item in items if item.get_closest_marker("long")]
    config.hook.pytest_deselected(items=long)
    items[:] = [item for item in items if item not in long]


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip browser tests where no browser runs, before anything is built for them."""
    if "page" in getattr(item, "fixturenames", ()) and (reason := chromium.missing()):
        pytest.skip(reason)


def pytest_runtest_call(item: pytest.Item) -> None:
    """Nothing but this machine may be reached; set here, because pytest-socket resets it at setup."""
    socket_allow_hosts(LOCALHOST, allow_unix_socket=True)


def skips(reporter: Any) -> Counter[str]:
    """How often each reason for skipping was given."""
    return Counter(
        report.longrepr[2].removeprefix("Skipped: ") if isinstance(report.longrepr, tuple | list) else "expected"
        for report in reporter.stats.get("skipped", [])
    )


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """One loud line per thing that this machine could not give."""
    for reason, times in skips(terminalreporter).items():
        terminalreporter.write_line(f"NOT TESTED ({times} tests): {reason}", red=True, bold=True)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """With ``--no-skips`` a skipped test fails the run."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")  # only the first of several has one
    strict = session.config.getoption("--no-skips") and reporter is not None
    if strict and session.exitstatus == pytest.ExitCode.OK and skips(reporter):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Before PostgreSQL is asked to drop the tests' database, whoever still holds a connection to it loses it.

    A thread of a server that a test started may outlive it by a moment; the database would then be "in use".
    """
    yield
    with django_db_blocker.unblock():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                               "WHERE datname = current_database() AND pid <> pg_backend_pid()")


@pytest.fixture
def postgres_url() -> str:
    """The address of the PostgreSQL of this run; skips without one."""
    url = os.environ.get("DATABASE_URL", "")
    if not url.startswith("postgres"):
        pytest.skip("PostgreSQL is not here: run bin/test, or set DATABASE_URL")
    return url


@pytest.fixture
def redis_url() -> str:
    """The address of the Redis of this run; skips without one."""
    if not (url := os.environ.get("REDIS_URL", "")):
        pytest.skip("Redis is not here: run bin/test, or set REDIS_URL")
    return url


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Launch the system's Chromium, unable to reach anything but this machine."""
    return {**browser_type_launch_args, "executable_path": chromium.path(), "args": chromium.FLAGS}


@pytest.fixture
def sign_in(page: Any, live_server: Any) -> Callable[[AbstractBaseUser], None]:
    """``sign_in(user)`` gives the browser the user's session, without the form."""

    def give(user: AbstractBaseUser) -> None:
        client = Client()
        client.force_login(user)
        cookie = client.cookies[settings.SESSION_COOKIE_NAME]
        page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])

    return give
