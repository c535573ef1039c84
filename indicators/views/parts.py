"""Which rows a part of a pilot is about: a quarter, a phase, a helix, a stakeholder group or a wave; and its name."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from foundation.translated import in_language
from indicators.periods import PHASE, WHOLE, days_of, is_period, is_quarter
from indicators.samples import PHASES
from indicators.views.periods import label_of
from pilots.choices import Helix
from pilots.models import Programme
from stakeholders.models import StakeholderGroup
from surveys.choices import WaveKind

KINDS = ("helix", "group", "wave")
DECIDED_IN = ("commitment_acceptance", "commitment_delivery", "delivery_days_median")


@dataclass(frozen=True)
class Part:
    """A period and a split as values name them; without either, the whole."""

    period: str = WHOLE
    split: str = ""

    @property
    def is_whole(self) -> bool:
        """Whether nothing is left out."""
        return (self.period, self.split) == (WHOLE, "")

    def label(self, groups: Mapping[str, str]) -> str:
        """The part in words; "" for the whole. groups: as of `group_names`."""
        named = [] if self.period == WHOLE else [label_of(self.period)]
        return " · ".join([*named, *([split_label(self.split, groups)] if self.split else [])])

    def sessions(self, prefix: str = "") -> Q:
        """Sessions of the part; prefix: how the rows asked about name their session."""
        if self.period == WHOLE:
            return Q()
        if is_quarter(self.period):
            return self._day(f"{prefix}held_on")
        return Q(**{f"{prefix}phase": self.period.removeprefix(PHASE)})

    def people(self, prefix: str = "") -> Q:
        """Stakeholders of the part."""
        kind, _colon, code = self.split.partition(":")
        if kind == "helix":
            return Q(**{f"{prefix}helix": code})
        return Q(**{f"{prefix}group_memberships__group__code": code}) if kind == "group" else Q()

    def waves(self, prefix: str = "wave__") -> Q:
        """Waves of the part."""
        kind, _colon, code = self.split.partition(":")
        return Q(**{f"{prefix}kind": code}) if kind == "wave" else Q()

    def commitments(self, indicator: str) -> Q:
        """Commitments decided in the quarter, or raised in it where the indicator counts all that were raised."""
        if is_quarter(self.period) and indicator in DECIDED_IN:
            return self._day("decided_on")
        return self._came("raised_on")

    def contributions(self) -> Q:
        """Contributions received in the quarter, or at the sessions of the phase."""
        return self._came("received_on")

    def decisions(self) -> Q:
        """Decisions taken in the quarter, or prepared by the sessions of the phase."""
        return self._day("decided_on") if is_quarter(self.period) else self.sessions("session__")

    def _came(self, day: str) -> Q:
        if not is_quarter(self.period):
            return self.sessions("session__")
        return self._day(day) | Q(**{f"{day}__isnull": True}) & self._day("session__held_on")

    def _day(self, name: str) -> Q:
        first, following = days_of(self.period)
        return Q(**{f"{name}__gte": first, f"{name}__lt": following})


def part_of(period: str, split: str) -> Part | None:
    """The part that a period and a split name; None where there is no such part."""
    if not is_period(period) or (split and split.partition(":")[0] not in KINDS):
        return None
    return Part(period, split)


def in_order_of_parts(value: Any) -> tuple[int, str, int, str]:
    """Sort key: quarters in time, phases in their order, then helices, groups and waves."""
    if value.period == WHOLE:
        kind = value.split.partition(":")[0]
        return 2, "", KINDS.index(kind) if kind in KINDS else len(KINDS), value.split
    if is_quarter(value.period):
        return 0, value.period, 0, value.split
    phase = value.period.removeprefix(PHASE)
    return 1, "", PHASES.index(phase) if phase in PHASES else len(PHASES), value.split


def split_label(split: str, groups: Mapping[str, str]) -> str:
    """A helix, a group or a wave in words; groups: as of `group_names`."""
    kind, _colon, code = split.partition(":")
    if kind == "helix":
        return _("Speaking for: %(helix)s") % {"helix": dict(Helix.choices).get(code, code)}
    if kind == "wave":
        return _("Wave: %(wave)s") % {"wave": dict(WaveKind.choices).get(code, code)}
    if kind == "group":
        return _("Group: %(group)s") % {"group": groups.get(code, code.replace("_", " "))}
    return split.replace("_", " ")


def group_names(programme: Programme) -> dict[str, str]:
    """Names of the catalogue's and the programme's stakeholder groups by their codes; one query."""
    groups = StakeholderGroup.objects.filter(Q(programme=None) | Q(programme=programme)).order_by("programme")
    return {group.code: in_language(group.name) for group in groups}
