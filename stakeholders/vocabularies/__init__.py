"""Vocabularies of the stakeholders floor. No Django."""

from functools import lru_cache
from pathlib import Path

from pilots.vocabularies import Term, read_terms, vocabulary_path


@lru_cache
def load_vocabulary(name: str) -> tuple[Term, ...]:
    """The terms of a vocabulary of this floor, such as ``groups``; KeyError if there is none."""
    return read_terms(vocabulary_path(Path(__file__).parent, name))
