"""/healthz and /readyz: what they answer, with everything there and with each thing missing."""

import datetime as dt
import json
from pathlib import Path

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import RequestFactory
from django.utils import timezone

from foundation.jobs.models import WorkerSeen
from peripheria.celery import app
from peripheria.health import healthz, readyz

pytestmark = pytest.mark.sqlite


def answer(response: HttpResponse) -> tuple[int, object]:
    return response.status_code, json.loads(response.content)


def seen(seconds_ago: float) -> None:
    WorkerSeen.objects.create(name="w", seen_at=timezone.now() - dt.timedelta(seconds=seconds_ago))


def readiness(rf: RequestFactory) -> tuple[int, object]:
    return answer(readyz(rf.get("/readyz")))


def not_ready(**checks: bool) -> tuple[int, object]:
    return 503, {"ready": False, "checks": checks}


def test_alive_without_database(rf: RequestFactory) -> None:
    assert answer(healthz(rf.get("/healthz"))) == (200, {"alive": True})


def test_ready_with_database_broker_and_a_worker(rf: RequestFactory, db: None) -> None:
    seen(seconds_ago=59)

    checks = {"database": True, "broker": True, "worker": True}
    assert readiness(rf) == (200, {"ready": True, "checks": checks})


@pytest.mark.parametrize("ages", [[], [61]])
def test_not_ready_without_a_worker_in_the_last_minute(rf: RequestFactory, db: None, ages: list[float]) -> None:
    for age in ages:
        seen(age)

    assert readiness(rf) == not_ready(database=True, broker=True, worker=False)


def test_not_ready_without_a_database(rf: RequestFactory) -> None:
    # without the db fixture pytest-django refuses the connection, as a database that is down does
    assert readiness(rf) == not_ready(database=False, broker=True, worker=False)


def test_not_ready_without_redis(
    rf: RequestFactory, db: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    seen(seconds_ago=1)
    nowhere = f"redis+socket://{tmp_path}/nobody.sock"
    monkeypatch.setattr(settings, "REDIS_URL", nowhere)
    monkeypatch.setattr(app.conf, "broker_write_url", nowhere)

    assert readiness(rf) == not_ready(database=True, broker=False, worker=True)


def test_not_ready_without_the_queue_folder(
    rf: RequestFactory, db: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    seen(seconds_ago=1)
    monkeypatch.setattr(settings, "REDIS_URL", "")
    monkeypatch.setattr(settings, "BROKER_FOLDER", tmp_path / "gone", raising=False)

    assert readiness(rf) == not_ready(database=True, broker=False, worker=True)


def test_only_reading(rf: RequestFactory) -> None:
    assert [view(rf.post("/")).status_code for view in (healthz, readyz)] == [405, 405]
