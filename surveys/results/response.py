"""How many answered a wave and how far they went, from released counts; as the indicators have it (I22)."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.db.models import Sum
from django.utils.translation import gettext as _

from foundation.inference.disclosure import is_disclosive, suppress_counts
from surveys.counting import REACHED
from surveys.models import AnswerCount, Wave


def reached_counts(wave: Wave) -> Counter[tuple[int, int]]:
    """(questions answered, questions asked) → released responses, of all versions."""
    rows = AnswerCount.objects.filter(wave=wave, question_code=REACHED).order_by().values_list("value")
    found: Counter[tuple[int, int]] = Counter()
    for value, n in rows.annotate(total=Sum("n")):
        answered, asked = value.split("/")
        found[int(answered), int(asked)] += n
    return found


@dataclass(frozen=True)
class Rate:
    """One rate as shown: shares 0..1 with limits; ``state`` as a page names it."""

    name: str
    label: str
    estimate: float | None
    lower: float | None
    upper: float | None
    n: int | None
    state: str
    note: str = ""


@dataclass(frozen=True)
class Response:
    """Rates of a wave, and its responses by how far they went (None: withheld)."""

    started: int | None
    complete: int | None
    partial: int | None
    break_off: int | None
    rates: tuple[Rate, ...]


def wave_response(wave: Wave) -> Response:
    """Response, completion and break-off rates of a wave with intervals, each withheld where it is of few persons."""
    from foundation.inference.response_rates import completion_of, response_rates  # noqa: PLC0415  brings scipy

    by_completion: Counter[str] = Counter()
    for (answered, asked), n in reached_counts(wave).items():
        by_completion[completion_of(answered, asked)] += n
    found = response_rates(by_completion, wave.invited_count)
    is_few = is_disclosive(found.started)
    rates = tuple(_rates(found))
    if is_few:
        return Response(None, None, None, None, rates)
    complete, partial, broken = suppress_counts([found.complete, found.partial, found.break_off])
    return Response(found.started, complete, partial, broken, rates)


def _rates(found: Any) -> list[Rate]:
    invited = found.invited or 0
    usable = _("Complete and partial answers of those invited.")
    note = _("More answered than were invited.") if found.complete + found.partial > invited > 0 else usable
    return [
        _rate("response", _("Response rate (RR2)"), found.response, invited, note),
        _rate("completion", _("Completion rate"), found.completion, found.started,
              _("Answered at least 80 % of the questions.")),
        _rate("cooperation", _("Cooperation rate (COOP2)"), found.cooperation, found.started,
              _("Answered at least half of the questions.")),
        _rate("breaking_off", _("Break-offs"), found.breaking_off, found.started,
              _("Answered less than half of the questions.")),
    ]


def _rate(name: str, label: str, share: Any, persons: int, note: str) -> Rate:
    if is_disclosive(persons):
        return Rate(name, label, None, None, None, None, "suppressed", note)
    state = "ok" if share.estimate is not None else "no_data"
    return Rate(name, label, share.estimate, share.lower, share.upper, persons, state, note)


def item_nonresponse(answered: int | None, missing: int | None) -> tuple[float, float, float] | None:
    """Share of those asked who gave no answer, with Wilson limits; None where it is withheld or nobody was asked."""
    from foundation.inference.intervals import wilson  # noqa: PLC0415  brings scipy

    if answered is None or missing is None or not answered + missing:
        return None
    share = wilson(missing, answered + missing)
    return share.estimate or 0.0, share.lower or 0.0, share.upper or 0.0
