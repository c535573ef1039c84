"""Does the ranking of methods change between cities? What the reduce step stored, ready for the page."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from indicators.models import IndicatorValue
from indicators.outcome_words import plain
from indicators.ranking_words import (
    PairWords,
    agreement_sentence,
    interaction_sentences,
    interaction_test,
    pair_words,
)
from pilots.models import Pilot, Programme


@dataclass(frozen=True)
class Ranking:
    """Sentences, pairs, and the table of ranks: a row a city, a column a method."""

    sentences: list[str]
    test: str
    agreement: str
    pairs: list[PairWords]
    columns: list[dict[str, Any]]
    rows: list[list[str]]
    caption: str

    @property
    def any_illustrative(self) -> bool:
        return any(pair.illustrative for pair in self.pairs)


def ranking_of(programme: Programme, pilots: Iterable[Pilot], names: Mapping[str, str]) -> Ranking | None:
    """The newest stored rankings of a programme; None before its first computation. names: method -> name."""
    value = IndicatorValue.objects.current().filter(
        programme=programme, pilot=None, indicator="method_rank_agreement"
    ).first()
    if value is None:
        return None
    detail, cities = value.detail, {pilot.external_id or pilot.slug: pilot.name for pilot in pilots}
    methods = detail.get("methods", [])
    return Ranking(
        sentences=interaction_sentences(detail.get("interaction")), test=interaction_test(detail.get("interaction")),
        agreement=agreement_sentence(value.value, value.n, len(methods), detail.get("p")),
        pairs=[pair_words(pair, names) for pair in detail.get("pairs", [])],
        columns=[{"label": _("City")}, *({"label": names.get(code, code), "numeric": True} for code in methods)],
        rows=[
            [cities.get(pilot, pilot), *map(_cell, ranks_of(means), means)]
            for pilot, means in zip(detail.get("pilots", []), detail.get("means", []), strict=True)
        ],
        caption=_("Place of each method in each city (mean rating)"),
    )


def ranks_of(means: list[float]) -> list[float]:
    """Places from 1 for the highest; equal ones share the mean of their places."""
    return [
        1 + sum(other > mean for other in means) + (sum(other == mean for other in means) - 1) / 2 for mean in means
    ]


def _cell(rank: float, mean: float) -> str:
    place = str(int(rank)) if rank == int(rank) else plain(rank)
    return f"{place} ({plain(mean)})"
