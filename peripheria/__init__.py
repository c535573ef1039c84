"""The roof: settings, addresses, Celery, home and Today."""

import os

# Before numpy is loaded: our matrices are small, so threads of the algebra library wait for each other longer than
# they compute, and workers share the cores already.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from peripheria.celery import app as celery_app  # noqa: E402

__all__ = ["celery_app"]
