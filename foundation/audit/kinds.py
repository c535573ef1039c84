"""The kinds of records with a history: who may see and change them, what belongs to them, how they are called.

Each app declares its kinds in ``AppConfig.ready``; nothing here knows an app.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db.models import Model, Q, QuerySet

from foundation.accounts.access import allowed

Words = Callable[[], Mapping[str, str]]


@dataclass(frozen=True, eq=False)
class Kind:
    """One recorded model.

    ``whole`` is the foreign key to the record on whose page a part is shown; a part asks the permissions of its
    whole where it names none. ``owner`` is the object that permissions are asked of (default: the row).
    ``names`` is the permission to read the personal fields; without one nobody is kept from them.
    ``title`` is the field that calls the row. ``words`` give labels of codes by field. ``hidden`` fields are technical.
    ``visible_to`` (user → rows) is what makes a history page, at ``address``; ``page`` names the record's own page.
    """

    code: str
    model: type[Model]
    view: str = ""
    change: str = ""
    names: str = ""
    whole: str = ""
    title: str = ""
    owner: Callable[[Any], Any] = lambda row: row
    visible_to: Callable[[Any], QuerySet[Any]] | None = None
    words: Mapping[str, Words] = field(default_factory=dict)
    hidden: frozenset[str] = frozenset()
    related: tuple[str, ...] = ()
    address: str = ""
    page: str = ""

    @property
    def history(self) -> Any:
        """The manager of all recorded states."""
        return self.model.history  # type: ignore[attr-defined]

    @property
    def has_page(self) -> bool:
        return self.visible_to is not None


_kinds: dict[type[Model], Kind] = {}
_called: dict[type[Model], Callable[[Any, Iterable[Any]], Mapping[Any, str]]] = {}
derived: set[type[Model]] = set()
"""Models whose rows machines write: they hold no row back from being deleted."""
when_undone: list[Callable[[list[Any], Any], None]] = []


def declare(*kinds: Kind) -> None:
    """Make kinds known; call in ``AppConfig.ready``."""
    for kind in kinds:
        _kinds[kind.model] = kind


def call_by(model: type[Model], names: Callable[[Any, Iterable[Any]], Mapping[Any, str]]) -> None:
    """Let ``names(user, keys)`` say how rows of ``model`` are called for a user; without it ``str`` does."""
    _called[model] = names


# the whole of a recorded model that nobody has declared: the nearest record that it points to
NEAREST = ("session", "decision", "contribution", "stakeholder", "impact_target", "obstacle", "pilot", "programme")


def kinds() -> list[Kind]:
    """All kinds; a recorded model that no app has declared is a part of the nearest record it points to."""
    for model in apps.get_models():
        if model in _kinds or not hasattr(model._meta, "simple_history_manager_attribute"):
            continue
        names = [
            field.name for field in model._meta.concrete_fields
            if field.is_relation
            and hasattr(getattr(field.related_model, "_meta", None), "simple_history_manager_attribute")
        ]
        whole = next((name for name in (*NEAREST, *names) if name in names), "")
        _kinds[model] = Kind(str(model._meta.model_name), model, whole=whole)
    return list(_kinds.values())


def kind_of(model: type[Model]) -> Kind:
    """The kind of a model. Raises LookupError where it has no history."""
    return next((kind for kind in kinds() if kind.model is model), None) or _unknown(model)


def _unknown(model: type[Model]) -> Kind:
    raise LookupError(f"{model._meta.label} has no history.")


def whole_of(kind: Kind) -> Kind | None:
    """The kind on whose page the rows of ``kind`` are shown."""
    if not kind.whole:
        return None
    return kind_of(kind.model._meta.get_field(kind.whole).related_model)  # type: ignore[arg-type]


def with_parts(kind: Kind) -> list[Kind]:
    """The kind, its parts and theirs."""
    found = [kind]
    for candidate in found:  # grows while it is walked
        found += [part for part in kinds() if part.whole and whole_of(part) == candidate and part not in found]
    return found


def history_of(part: Kind, whole: Kind, key: Any) -> QuerySet[Any]:
    """All recorded states of the rows of ``part`` that belong or belonged to the record ``key`` of ``whole``."""
    if part == whole:
        return part.history.filter(**{part.model._meta.pk.attname: key}).order_by()
    above = whole_of(part)
    if above is None:
        return part.history.none()
    if above == whole:
        return part.history.filter(**{f"{part.whole}_id": key}).order_by()
    keys = history_of(above, whole, key).values(above.model._meta.pk.attname)
    return part.history.filter(**{f"{part.whole}_id__in": keys}).order_by()


def row_or_last(model: type[Model], key: Any) -> Any:
    """The row, else its last recorded state as an unsaved row, else None."""
    row = model._base_manager.filter(pk=key).first()
    if row is None and (last := model.history.filter(pk_of(model, key)).order_by("-history_id").first()):  # type: ignore[attr-defined]
        return last.history_object
    return row


def pk_of(model: type[Model], key: Any) -> Q:
    """The condition on a history that it is of the row ``key``."""
    return Q(**{model._meta.pk.attname: key})


def may(user: Any, wanted: str, kind: Kind, row: Any) -> bool:
    """Whether ``user`` has the permission ``wanted`` ("view", "change" or "names") on a row of ``kind``."""
    permission = getattr(kind, wanted)
    if permission:
        return allowed(user, permission, kind.owner(row))
    above = whole_of(kind)
    if above is None:
        return wanted == "names" and may(user, "view", kind, row)
    whole = row_or_last(above.model, getattr(row, f"{kind.whole}_id"))
    return whole is not None and may(user, wanted, above, whole)


class Asked:
    """A permission asked once for all rows of the same whole; with ``is_one_record`` once per kind of part."""

    def __init__(self, user: Any, wanted: str, *, is_one_record: bool = False) -> None:
        self.user, self.wanted, self.is_one_record = user, wanted, is_one_record
        self.known: dict[tuple[Any, ...], bool] = {}

    def __call__(self, kind: Kind, row: Any) -> bool:
        of = None if self.is_one_record else (kind.whole and getattr(row, f"{kind.whole}_id")) or row.pk
        if (kind, of) not in self.known:
            self.known[kind, of] = may(self.user, self.wanted, kind, row)
        return self.known[kind, of]


def called(model: type[Model], user: Any, keys: Iterable[Any]) -> dict[Any, str]:
    """How the rows are called for ``user``, by key, from a constant number of queries; gone rows are missing."""
    if model in _called:
        return dict(_called[model](user, keys))
    related = _kinds[model].related if model in _kinds else ()
    rows = model._base_manager.select_related(*related) if related else model._base_manager.all()
    return {key: str(row) for key, row in rows.in_bulk(list(keys)).items()}
