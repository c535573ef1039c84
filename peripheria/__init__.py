"""The roof: settings, addresses, Celery, home and Today."""

from peripheria.celery import app as celery_app

__all__ = ["celery_app"]
