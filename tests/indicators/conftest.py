"""Fixtures of these tests."""

from tests.surveys.conftest import real_database as real_database
