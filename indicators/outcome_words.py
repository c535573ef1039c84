"""How the numbers of each kind of comparison are named: ratings, shares, costs, answers to a question."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from math import exp

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from indicators.reduction.outcomes import Kind


@dataclass(frozen=True, slots=True)
class Terms:
    """what is alike, the margin in words, a value of the stored scale in words, and what one unit is called.

    more_cities: what to say where more units would not tell; needed: sentence of units needed and at hand; enough:
    what a city lacks that does not count.
    """

    what: str
    margin: str
    amount: Callable[[float], str]
    foreseen: str
    more_cities: str
    needed: Callable[[int, str], str]
    too_few: Callable[[int], str]


def terms_of(scale: str, delta: float, currency: str = "") -> Terms:
    """The terms of a kind; delta in the unit of its settings. Raises ValueError for an unknown scale."""
    kind = Kind(scale)
    if kind is Kind.ITEM:
        return Terms(_("answers"), _points(delta), plain, _item_foreseen(), _more_than_answers(), _answers_needed,
                     _too_few_answers)
    if kind is Kind.COST:
        return Terms(
            _("costs per participation"), _("a factor of %(factor)s") % {"factor": plain(exp(delta))},
            lambda value: f"{plain(exp(value))} {currency}".strip(), _cost_foreseen(), _more_than_sessions(),
            _sessions_needed, _too_few_costs,
        )
    if kind is Kind.RATING:
        return Terms(_("ratings"), _points(delta), plain, _rating_foreseen(), _more_than_sessions(), _sessions_needed,
                     _too_few_used)
    share = odds if kind is Kind.PROPORTION else percent
    few = _too_few_cases if kind is Kind.PROPORTION else _too_few_used
    margin = _("%(delta)s percentage points") % {"delta": number_format(round(100 * delta), 0)}
    return Terms(_("shares"), margin, share, _share_foreseen(), _more_than_sessions(), _sessions_needed, few)


def plain(value: float) -> str:
    """Two decimals, without a trailing zero."""
    rounded = round(value, 2)
    return str(number_format(rounded, 1 if round(rounded, 1) == rounded else 2))


def signed(value: float) -> str:
    """A difference with its sign."""
    return f"+{plain(value)}" if round(value, 2) > 0 else plain(value).replace("-", "−")


def percent(share: float) -> str:
    """A share in per cent."""
    return f"{number_format(round(100 * share), 0)} %"


def odds(log_odds: float) -> str:
    """Log odds as the share that they stand for."""
    return percent(1 / (1 + exp(-log_odds)))


def relative_terms(scale: str, delta: float) -> Terms:
    """The terms of differences to the city's other methods: with their sign, costs as factors."""
    kind, terms = Kind(scale), terms_of(scale, delta)
    if kind is Kind.COST:
        return replace(terms, amount=lambda value: f"× {plain(exp(value))}")
    if kind is Kind.SHARE:
        return replace(terms, amount=_signed_percent)
    return replace(terms, amount=signed)


def _signed_percent(share: float) -> str:
    return f"+{percent(share)}" if round(100 * share) > 0 else percent(share).replace("-", "−")


def _points(delta: float) -> str:
    return _("%(delta)s points") % {"delta": plain(delta)}


def _rating_foreseen() -> str:
    return _("Among cities like these volunteers, %(share)s should rate it between %(lower)s and %(upper)s.")


def _item_foreseen() -> str:
    return _("Among cities like these volunteers, %(share)s should answer between %(lower)s and %(upper)s on average.")


def _cost_foreseen() -> str:
    return _(
        "Among cities like these volunteers, %(share)s should spend between %(lower)s and %(upper)s per participation."
    )


def _share_foreseen() -> str:
    return _("Among cities like these volunteers, %(share)s should have a share between %(lower)s and %(upper)s.")


def _more_than_sessions() -> str:
    return _("More cities, rather than more sessions, would tell.")


def _more_than_answers() -> str:
    return _("More cities, rather than more answers, would tell.")


def _sessions_needed(needed: int, have: str) -> str:
    return ngettext(
        "About %(needed)s session per city (now median %(have)s) would give an 80 %% chance to tell, if the "
        "cities are alike.",
        "About %(needed)s sessions per city (now median %(have)s) would give an 80 %% chance to tell, if the "
        "cities are alike.",
        needed,
    ) % {"needed": needed, "have": have}


def _answers_needed(needed: int, have: str) -> str:
    return ngettext(
        "About %(needed)s answer per city (now median %(have)s) would give an 80 %% chance to tell, if the "
        "cities are alike.",
        "About %(needed)s answers per city (now median %(have)s) would give an 80 %% chance to tell, if the "
        "cities are alike.",
        needed,
    ) % {"needed": needed, "have": have}


def _too_few_used(k: int) -> str:
    if k == 0:
        return _("No city used it often enough; at least 3 are needed to compare and 5 to call it alike.")
    return ngettext(
        "Only %(k)s city used it often enough; at least 3 are needed to compare and 5 to call it alike.",
        "Only %(k)s cities used it often enough; at least 3 are needed to compare and 5 to call it alike.",
        k,
    ) % {"k": k}


def _too_few_answers(k: int) -> str:
    if k == 0:
        return _("No city gave answers enough; at least 3 are needed to compare and 5 to call it alike.")
    return ngettext(
        "Only %(k)s city gave answers enough; at least 3 are needed to compare and 5 to call it alike.",
        "Only %(k)s cities gave answers enough; at least 3 are needed to compare and 5 to call it alike.",
        k,
    ) % {"k": k}


def _too_few_costs(k: int) -> str:
    if k == 0:
        return _("No city logged the cost often enough; at least 3 are needed to compare and 5 to call it alike.")
    return ngettext(
        "Only %(k)s city logged the cost often enough; at least 3 are needed to compare and 5 to call it alike.",
        "Only %(k)s cities logged the cost often enough; at least 3 are needed to compare and 5 to call it alike.",
        k,
    ) % {"k": k}


def _too_few_cases(k: int) -> str:
    return ngettext(
        "Only %(k)s city has cases enough; at least 3 are needed to compare and 5 to call it alike.",
        "Only %(k)s cities have cases enough; at least 3 are needed to compare and 5 to call it alike.",
        k,
    ) % {"k": k}
