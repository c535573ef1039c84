"""What a new version does to the questions of the one before."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from surveys.definition import ChoiceDefinition, Definition, Group, QuestionDefinition

TEXTS = ("label", "hint", "lo_label", "hi_label")
BREAKS = frozenset({"retyped", "choice_added", "choice_removed", "choice_renumbered", "choices_reordered", "scale"})


@dataclass(frozen=True)
class Change:
    """One change. reason: lost, added, relabelled, retyped, choice_added, choice_removed, choice_relabelled,
    choice_renumbered, choices_reordered, scale, moved, conditions; before and after in words."""

    reason: str
    what: str = ""
    before: str = ""
    after: str = ""
    language: str = ""

    @property
    def breaks(self) -> bool:
        """Whether answers before and after cannot be compared."""
        return self.reason in BREAKS


@dataclass(frozen=True)
class QuestionImpact:
    """A question that is not as it was."""

    code: str
    label: Mapping[str, str]
    changes: tuple[Change, ...] = field(default_factory=tuple)

    @property
    def breaks(self) -> bool:
        return any(change.breaks for change in self.changes)

    @property
    def is_lost(self) -> bool:
        return any(change.reason == "lost" for change in self.changes)


@dataclass(frozen=True)
class Impact:
    """questions: those that differ; stays: whether the new version is comparable, so in the family of the old one."""

    questions: tuple[QuestionImpact, ...]
    stays: bool
    is_first: bool = False
    is_same: bool = False

    @property
    def lost(self) -> int:
        """How many questions are asked no more."""
        return sum(question.is_lost for question in self.questions)


def impact_of(old: Definition | None, new: Definition) -> Impact:
    """Compare a new definition with the last published one, None where there is none."""
    if old is None:
        return Impact((), stays=True, is_first=True)
    before = {q.code: q for q in old.every_question}
    after = {q.code: q for q in new.every_question}
    found = [
        QuestionImpact(code, (after.get(code) or before[code]).label, tuple(_changes(old, new, code)))
        for code in dict.fromkeys([*before, *after])
    ]
    return Impact(tuple(one for one in found if one.changes), stays=new.comparable_with(old), is_same=old == new)


def _changes(old: Definition, new: Definition, code: str) -> Iterator[Change]:
    before, after = old.place_of.get(code), new.place_of.get(code)
    was, now = _question(before.element if before else None), _question(after.element if after else None)
    if was is None or now is None:
        yield Change("added" if was is None else "lost")
        return
    yield from _relabelled(was, now)
    if was.type != now.type:
        yield Change("retyped", before=was.type, after=now.type)
    if (was.lo, was.hi) != (now.lo, now.hi):
        yield Change("scale", before=_range(was), after=_range(now))
    yield from _of_choices(was, now)
    if before and after and before.repeats != after.repeats:
        yield Change("moved", before=", ".join(before.repeats), after=", ".join(after.repeats))
    for name in ("relevant", "required", "constraint", "calculation", "choice_filter"):
        if getattr(was, name) != getattr(now, name):
            yield Change("conditions", name, _words(getattr(was, name)), _words(getattr(now, name)))


def _relabelled(was: QuestionDefinition, now: QuestionDefinition) -> Iterator[Change]:
    for name in TEXTS:
        yield from _texts("relabelled", name, getattr(was, name), getattr(now, name))


def _texts(reason: str, what: str, was: Mapping[str, str], now: Mapping[str, str]) -> Iterator[Change]:
    for language in was:  # words in a language that had none are a translation, no other wording
        if was[language] and was[language] != now.get(language, ""):
            yield Change(reason, what, was[language], now.get(language, ""), language)


def _of_choices(was: QuestionDefinition, now: QuestionDefinition) -> Iterator[Change]:
    before, after = _by_code(was), _by_code(now)
    yield from (Change("choice_removed", code) for code in before if code not in after)
    yield from (Change("choice_added", code) for code in after if code not in before)
    both = [code for code in before if code in after]
    for code in both:
        if before[code].numeric != after[code].numeric:
            yield Change("choice_renumbered", code, _number(before[code]), _number(after[code]))
        yield from _texts("choice_relabelled", code, before[code].label, after[code].label)
    if both != [code for code in after if code in before]:
        yield Change("choices_reordered")


def _by_code(question: QuestionDefinition) -> dict[str, ChoiceDefinition]:
    return {choice.code: choice for choice in question.choices}


def _question(element: QuestionDefinition | Group | None) -> QuestionDefinition | None:
    return element if isinstance(element, QuestionDefinition) else None


def _number(choice: ChoiceDefinition) -> str:
    return "–" if choice.numeric is None else f"{choice.numeric:g}"


def _range(question: QuestionDefinition) -> str:
    ends = ("…" if end is None else f"{end:g}" for end in (question.lo, question.hi))
    return " – ".join(ends)


def _words(said: bool | str) -> str:
    return said if isinstance(said, str) else "✓" if said else ""
