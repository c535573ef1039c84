"""Does the ranking of methods change between cities? What the reduce step stored, ready for the page."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from engagement.models import Method
from foundation.accounts.access import access
from indicators.charts import Picture, bump_picture
from indicators.models import IndicatorValue
from indicators.outcome_words import plain
from indicators.ranking_words import (
    PairWords,
    agreement_sentence,
    interaction_sentences,
    interaction_test,
    pair_words,
)
from indicators.views.pictures import FULL, figure, picture_csv, svg_response
from indicators.views.reading import VIEW_VALUES, pilots_of, programme_for
from pilots.models import Pilot, Programme

MOST_CITIES = 12  # beyond, lines cannot be followed; the table stands


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
    figure: dict[str, Any] | None

    @property
    def any_illustrative(self) -> bool:
        return any(pair.illustrative for pair in self.pairs)


def ranking_of(programme: Programme, pilots: Iterable[Pilot], names: Mapping[str, str]) -> Ranking | None:
    """The newest stored rankings of a programme; None before its first computation. names: method -> name."""
    value = _stored(programme)
    if value is None:
        return None
    cities = {pilot.external_id or pilot.slug: pilot.name for pilot in pilots}
    detail, picture = value.detail, bump_of(value.detail, cities, names)
    methods = detail.get("methods", [])
    caption = _("Place of each method in each city (mean rating)")
    return Ranking(
        figure=picture and figure(
            picture, title=_("Places of the methods, city by city"), desk=FULL, as_of=value.as_of,
            svg_url=reverse("indicators:ranking-svg", args=[programme.slug]),
            csv_url=reverse("indicators:ranking-csv", args=[programme.slug]), level=3,
        ),
        sentences=interaction_sentences(detail.get("interaction")), test=interaction_test(detail.get("interaction")),
        agreement=agreement_sentence(value.value, value.n, len(methods), detail.get("p")),
        pairs=[pair_words(pair, names) for pair in detail.get("pairs", [])],
        columns=[{"label": _("City")}, *({"label": names.get(code, code), "numeric": True} for code in methods)],
        rows=[
            [cities.get(pilot, pilot), *map(_cell, ranks_of(means), means)]
            for pilot, means in zip(detail.get("pilots", []), detail.get("means", []), strict=True)
        ],
        caption=caption,
    )


def _stored(programme: Programme) -> IndicatorValue | None:
    return IndicatorValue.objects.current().filter(
        programme=programme, pilot=None, indicator="method_rank_agreement"
    ).first()


def bump_of(detail: Mapping[str, Any], cities: Mapping[str, str], names: Mapping[str, str]) -> Picture | None:
    """The bump chart; None where there is nothing to follow, or too many cities to follow it over."""
    methods, pilots, means = (detail.get(key, []) for key in ("methods", "pilots", "means"))
    if len(methods) < 2 or not 2 <= len(pilots) <= MOST_CITIES:
        return None
    places = [ranks_of(row) for row in means]
    return bump_picture([names.get(code, code) for code in methods], [cities.get(code, code) for code in pilots],
                        list(zip(*places, strict=True)))


@access(VIEW_VALUES)
def ranking_svg(request: HttpRequest, programme_slug: str) -> HttpResponse:
    """Places of the methods as a bump chart."""
    return svg_response(request, _picture(request, programme_slug))


@access(VIEW_VALUES)
def ranking_csv(request: HttpRequest, programme_slug: str) -> HttpResponse | StreamingHttpResponse:
    """Places of the methods as a table."""
    return picture_csv(f"{programme_slug}-ranking", _picture(request, programme_slug))


def _picture(request: HttpRequest, programme_slug: str) -> Picture | None:
    programme = programme_for(request, programme_slug)
    value = _stored(programme)
    cities = {pilot.external_id or pilot.slug: pilot.name for pilot in pilots_of(programme)}
    names = {method.code: str(method) for method in Method.objects.for_programme(programme)}
    return bump_of(value.detail, cities, names) if value else None


def ranks_of(means: list[float]) -> list[float]:
    """Places from 1 for the highest; equal ones share the mean of their places."""
    return [
        1 + sum(other > mean for other in means) + (sum(other == mean for other in means) - 1) / 2 for mean in means
    ]


def _cell(rank: float, mean: float) -> str:
    place = str(int(rank)) if rank == int(rank) else plain(rank)
    return f"{place} ({plain(mean)})"
