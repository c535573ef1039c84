"""The settings of the house, and one address more."""

from peripheria.settings import *  # noqa: F403

ROOT_URLCONF = "benchmarks._floor"
