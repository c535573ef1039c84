"""What a copy of a pilot takes along: a declared list, filled once all apps are loaded. Nothing else is copied."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db.models import Model
from django.utils.text import capfirst

from pilots.models import Pilot


@dataclass(frozen=True)
class CopyRule:
    """Rows of a model in a copy of their pilot: the fields that go along, or none; ``why`` either way."""

    model: type[Model]
    why: Any
    fields: tuple[str, ...] = ()
    """Fields that are copied; the others start with their default. Empty: the rows are left behind."""
    links: Mapping[str, type[Model]] = field(default_factory=dict)
    """Foreign keys to rows that are copied, too: they point to the copy."""

    @property
    def name(self) -> str:
        """What the rows are called."""
        return str(capfirst(self.model._meta.verbose_name_plural))

    @property
    def is_copied(self) -> bool:
        return bool(self.fields)


_rules: dict[type[Model], CopyRule] = {}


def declare_copies(rules: Iterable[CopyRule]) -> None:
    """Make the list known, parents before their children; call in ``AppConfig.ready``."""
    _rules.update({rule.model: rule for rule in rules})


def rules() -> list[CopyRule]:
    return list(_rules.values())


def undeclared() -> list[str]:
    """Labels of models about which nobody has said whether a copy of a pilot takes them along.

    To be declared is what points to a pilot, and what points to rows that are copied.
    """
    copied = {rule.model for rule in rules() if rule.is_copied} | {Pilot}
    return sorted(
        model._meta.label for model in apps.get_models()
        if model not in _rules and model is not Pilot and not hasattr(model, "tracked_fields")
        and any(f.is_relation and f.related_model in copied for f in model._meta.concrete_fields)
    )
