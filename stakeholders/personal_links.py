"""Links of a message that are each recipient's own, such as the check-in code of a session; higher floors make them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

Available = Callable[[str], bool]
Make = Callable[[str, int], str]
SHOWN = "…"
"""What stands for the link in a preview: nothing is made for somebody to whom nothing is sent yet."""


@dataclass(frozen=True)
class PersonalLink:
    """``is_available`` says for a message's ``about_key`` whether there are such links; ``make`` gives the absolute
    address of one stakeholder's (by key), the same every time, "" where there is none.
    """

    placeholder: str
    is_available: Available
    make: Make


_links: dict[str, PersonalLink] = {}


def declare_personal_link(link: PersonalLink) -> None:
    """Make a kind of link known; call in ``AppConfig.ready``. Its placeholder is one of ``PLACEHOLDERS``."""
    _links[link.placeholder] = link


def available_links(about_key: str) -> frozenset[str]:
    """The placeholders of links that a message about this can have."""
    return frozenset(name for name, link in _links.items() if link.is_available(about_key))


def links_for(about_key: str, stakeholder: int | None, used: Iterable[str]) -> dict[str, str]:
    """The links among the placeholders ``used``, by placeholder; without a stakeholder as a preview shows them."""
    wanted = [_links[name] for name in dict.fromkeys(used) if name in _links]
    return {link.placeholder: link.make(about_key, stakeholder) if stakeholder else SHOWN for link in wanted}
