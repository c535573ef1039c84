"""Real PostgreSQL and Redis for the tests, from the standard library alone.

``python -m tests.services COMMAND …`` starts both, runs the command with DATABASE_URL, REDIS_URL and DATA_DIR
set, and stops them again. Addresses that are set already are kept. What this machine cannot give stays unset,
and the tests that need it are skipped.
"""
