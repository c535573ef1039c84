"""What is compared, and what comes out."""

from dataclasses import dataclass, field
from functools import cached_property

from stakeholders.matching.names import address_form, organisation_words, person_words
from stakeholders.matching.phones import one_phone


@dataclass(frozen=True)
class Entry:
    """One person or organisation; ``key`` is the caller's. ``region``: two letters, for numbers without a country."""

    key: object
    name: str
    is_person: bool = True
    email: str = ""
    phone: str = ""
    organisation: str = ""
    external_id: str = ""
    region: str = ""

    @cached_property
    def words(self) -> tuple[str, ...]:
        """The words of the name, folded and sorted."""
        return person_words(self.name) if self.is_person else organisation_words(self.name)

    @cached_property
    def address(self) -> str:
        return address_form(self.email)

    @cached_property
    def number(self) -> str:
        return one_phone(self.phone, self.region)

    @cached_property
    def house(self) -> tuple[str, ...]:
        """The words of the organisation a person belongs to."""
        return organisation_words(self.organisation)


@dataclass(frozen=True)
class Likeness:
    """Two entries that may be one. ``score`` from 0 to 1; ``reasons`` are codes, the strongest first.

    ``is_certain``: the same code elsewhere, or the same address or number under a like name. ``is_by_name``: nothing
    but the name speaks for it, which many people share; a hint, and nothing to act upon.
    """

    first: object
    second: object
    score: float
    reasons: tuple[str, ...]
    is_certain: bool = field(default=False)
    is_by_name: bool = field(default=False)
