"""The Celery application; tasks live in each app's ``tasks.py``."""

import os

from celery import Celery
from celery.signals import worker_ready

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "peripheria.settings")
app = Celery("peripheria")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks([
    "foundation.files", "foundation.jobs", "stakeholders", "engagement", "surveys", "indicators", "reports",
])


@worker_ready.connect
def say_alive(**_kwargs: object) -> None:
    """A worker is known as soon as it listens, not only after beat's first round."""
    app.send_task("jobs.worker_seen")
