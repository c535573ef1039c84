"""Is the process alive, and can it do its work? For proxies and container health checks."""

import os
from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from foundation.accounts.access import PUBLIC, access
from foundation.jobs.models import WorkerSeen
from peripheria.celery import app

WORKER_SILENCE = timedelta(minutes=1)


def database_answers() -> bool:
    """Whether a query runs; raises the driver's error otherwise."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return True


def broker_answers() -> bool:
    """Whether tasks can be sent: Redis answers, or the queue folder is writable. May raise."""
    if not settings.REDIS_URL:
        return os.access(settings.BROKER_FOLDER / "queue", os.W_OK)
    with app.connection_for_write() as broker:
        broker.transport_options = {"socket_connect_timeout": 2, "socket_timeout": 2}
        broker.default_channel.client.ping()
    return True


def worker_seen() -> bool:
    """Whether a worker ran the heartbeat task within the last minute; raises where the database is down."""
    return WorkerSeen.objects.filter(seen_at__gt=timezone.now() - WORKER_SILENCE).exists()


def passes(check: Callable[[], bool]) -> bool:
    """The outcome of a check; whatever it raises means no."""
    try:
        return check()
    except Exception:
        return False


@access(PUBLIC)
@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """200 as long as the process answers; touches nothing else."""
    return JsonResponse({"alive": True})


@access(PUBLIC)
@never_cache
@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """200 if database, broker and worker are there, else 503; ``checks`` says which is missing."""
    found = {"database": database_answers, "broker": broker_answers, "worker": worker_seen}
    checks = {name: passes(check) for name, check in found.items()}
    ready = all(checks.values())
    return JsonResponse({"ready": ready, "checks": checks}, status=200 if ready else 503)
