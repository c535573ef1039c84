"""What the pages of this floor read, and how one value becomes a line of a page."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from foundation.accounts.access import require, visible_or_404
from foundation.translated import in_language
from indicators.definitions import Definition, definition_for
from indicators.models import IndicatorValue, PilotComputation
from indicators.periods import WHOLE
from indicators.presentation import Shown, flag_sentences, shown
from pilots.models import Pilot, Programme

VIEW_VALUES = "indicators.view_values"
UNSPLIT = {"method": "", "period": WHOLE, "split": ""}


@dataclass(frozen=True)
class Line:
    """One value on a page: as it is shown, what it means, and whether its interval is a bootstrap one."""

    shown: Shown
    definition: Definition
    bootstrap: bool
    notes: tuple[str, ...]
    is_hatched: bool
    query: str = ""  # what the address of its working has behind the question mark, and that mark

    @property
    def n(self) -> str:
        """Number of cases with separators; "" where there is none to show."""
        if self.shown.n is None:
            return ""
        return str(number_format(self.shown.n, 0, use_l10n=True, force_grouping=True))

    @property
    def sources(self) -> str:
        """Sources in one line."""
        return "; ".join(self.definition.sources)


def programme_for(request: HttpRequest, slug: str) -> Programme:
    """The programme, if the user may read its values: else 404 or 403."""
    programme = visible_or_404(Programme.objects.visible_to(request.user), slug=slug)
    require(request.user, VIEW_VALUES, programme)
    return programme


def pilot_for(request: HttpRequest, slug: str) -> Pilot:
    """The pilot with its programme and computation, if the user may read its values: else 404 or 403."""
    pilots = Pilot.objects.visible_to(request.user).select_related("programme", "computation")
    pilot = visible_or_404(pilots, slug=slug)
    require(request.user, VIEW_VALUES, pilot)
    return pilot


def pilots_of(programme: Programme) -> list[Pilot]:
    """The programme's pilots by name, each with its computation."""
    return list(Pilot.objects.filter(programme=programme).select_related("computation").order_by("name", "pk"))


def values_of(programme: Programme) -> Any:
    """Current values of the programme's pilots over the whole period, unsplit."""
    return IndicatorValue.objects.current().all_time().filter(programme=programme, pilot__isnull=False)


def computation_of(pilot: Pilot) -> PilotComputation:
    """The pilot's computation; one that never ran has no row yet."""
    found = getattr(pilot, "computation", None)
    return found or PilotComputation(pilot=pilot)


def has_failed(pilot: Pilot) -> bool:
    """Whether the last computation of the pilot failed."""
    return computation_of(pilot).state == PilotComputation.State.FAILED


def outdated_note(pilot: Pilot) -> str:
    """Of a pilot whose last computation failed: of when the numbers are that are still shown; else ""."""
    if not has_failed(pilot):
        return ""
    good = computation_of(pilot).as_of
    if good is None:
        return _("The computation failed; there are no numbers yet.")
    at = date_format(timezone.localtime(good), "SHORT_DATETIME_FORMAT")
    return _("The last computation failed; the numbers are of %(at)s.") % {"at": at}


def outdated_notes(pilots: Iterable[Pilot]) -> list[tuple[Pilot, str]]:
    """The pilots whose last computation failed, each with its note; they must have their computation at hand."""
    return [(pilot, note) for pilot in pilots if (note := outdated_note(pilot))]


def cutoff_on(place: Pilot | Programme, moment: datetime) -> date:
    """The day up to which a value computed at ``moment`` counts: the programme's cut-off, else that day there."""
    programme = place if isinstance(place, Programme) else place.programme
    return programme.data_cutoff or day_there(place, moment)


def day_there(place: Pilot | Programme, moment: datetime) -> date:
    """The date in the pilot's time zone; in UTC for a programme, and where the zone is not known."""
    try:
        return moment.astimezone(ZoneInfo(getattr(place, "time_zone", "UTC"))).date()
    except (KeyError, ValueError, OSError):
        return moment.astimezone(UTC).date()


def definition_or_none(code: str) -> Definition | None:
    """The definition of a stored code; None for a code that this release no longer knows."""
    try:
        return definition_for(code)
    except KeyError:
        return None


def name_of(definition: Definition) -> str:
    """The indicator's name in the reader's language."""
    return in_language(definition.names)


def in_order(definition: Definition) -> tuple[str, int, str]:
    """Sort key: family, number, code."""
    return definition.family, int(definition.id[1:]), definition.code


def line_of(value: Any, *, currency: str, failed: bool = False) -> Line | None:
    """A stored value as a line; None where its definition is unknown. Without a value a failure shows as failed."""
    definition = definition_or_none(value.indicator)
    if definition is None:
        return None
    empty = value.value is None and not value.suppressed
    given = shown(value, currency=currency, failed=failed and empty)
    split = value.split if getattr(value, "pilot_id", None) is None and hasattr(value, "split") else ""
    if named := " · ".join(part.replace("_", " ") for part in (getattr(value, "method", ""), split) if part):
        given = replace(given, label=f"{given.label} · {named}")
    return Line(given, definition, bool(given.interval) and is_bootstrap(value), _notes(value),
                "mostly_unidentified" in value.flags and not value.suppressed, query_of(value))


def query_of(value: Any) -> str:
    """The method and the part that a value is of, as the address of its working names them; "" for the whole."""
    named = {name: given for name, usual in UNSPLIT.items() if (given := getattr(value, name, usual)) != usual}
    return f"?{urlencode(named)}" if named else ""


def lines_of(values: Iterable[Any], *, currency: str, failed: bool = False) -> list[Line]:
    """Lines in the order of the definitions."""
    lines = (line_of(value, currency=currency, failed=failed) for value in values)
    return sorted((line for line in lines if line), key=lambda line: in_order(line.definition))


def limits_of(value: Any) -> tuple[float | None, float | None]:
    """The interval that is shown: the computed one, else the bootstrap one, else none."""
    pairs = ((value.lower, value.upper), (value.boot_lower, value.boot_upper))
    return next(((low, high) for low, high in pairs if low is not None and high is not None), (None, None))


def is_bootstrap(value: Any) -> bool:
    """Whether the interval shown is the bootstrap one."""
    return (value.lower is None or value.upper is None) and value.boot_lower is not None


def state_of(value: Any | None, *, failed: bool = False) -> str:
    """ok, no_data, suppressed or failed; no row at all is no data."""
    if value is not None and value.suppressed:
        return "suppressed"
    if value is not None and value.value is not None:
        return "ok"
    return "failed" if failed else "no_data"


def line_columns() -> list[dict[str, Any]]:
    """Headings of a table of indicators."""
    return [
        {"label": _("Indicator")}, {"label": _("Value"), "numeric": True},
        {"label": _("95 % interval"), "numeric": True}, {"label": "n", "numeric": True}, {"label": _("Note")},
    ]


def family_names() -> dict[str, str]:
    """The families of indicators."""
    return {
        "A": _("Reach and intensity"), "B": _("Who took part"), "C": _("Coming back"),
        "D": _("Participation level and follow-up"), "E": _("Methods"), "F": _("Cost and channel"),
        "G": _("Surveys"), "H": _("Agreement"), "I": _("Governance, influence, impact and capacity"),
    }


def _notes(value: Any) -> tuple[str, ...]:
    """Flags as sentences; how many are known by name says more than that some are not."""
    named, heads = value.detail.get("identified"), value.detail.get("attendances")
    if value.suppressed:
        return ()
    sentences = flag_sentences()
    if named is not None and heads is not None:
        sentences["partly_identified"] = _("%(named)s of %(heads)s attendances identified.") % {
            "named": named, "heads": heads}
    return tuple(sentences[flag] for flag in value.flags if flag in sentences)
