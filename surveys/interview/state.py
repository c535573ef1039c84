"""One person's answers so far, and what follows from them."""

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

from surveys.definition import OTHER, ChoiceDefinition, Definition, Group, Place, QuestionDefinition, Text
from surveys.expressions import Scene, Tree, Value, Values, evaluate
from surveys.expressions.values import number_of, plain, text_of, truth_of
from surveys.interview.chance import Chance
from surveys.interview.compiled import CompiledQuestionnaire, compile_questionnaire, question_named

At = tuple[int, ...]  # numbers of the repeats around a question, outermost first, from 0
Key = tuple[str, At]
PIPED = re.compile(r"\$\{\s*([^\W\d][\w.\-]*)\s*\}")  # an answer in the words of a question
MOST_ROWS = 100  # of a repeat that says nothing else


def key_text(definition: Definition, key: Key) -> str:
    """A key as one word: the code, before it the repeats with their numbers from 0, as in ``people.0.who``."""
    code, at = key
    place = definition.place_of.get(code) or definition.place_of[question_named(definition, code)]
    return ".".join([*(f"{repeat}.{number}" for repeat, number in zip(place.repeats, at, strict=False)), code])


class Interview:
    """A questionnaire with the answers of one person.

    answers: {code: clean answer}, a repeat's answer being a list of such documents; now: the clock in the survey's time
    zone; seed: what random numbers rest on, the same for the same response; labels: (question, code) → words of a
    choice in the language of the page.
    """

    def __init__(self, definition: Definition, answers: Mapping[str, Any], *, now: dt.datetime, seed: str = "",
                 language: str = "en") -> None:
        self.definition, self.answers = definition, answers
        self.now, self.seed, self.language = now, seed, language
        self.compiled: CompiledQuestionnaire = compile_questionnaire(definition)
        self._asked: dict[Key, bool] = {}
        self._values: dict[Key, Value] = {}
        self._rows: dict[Key, int] = {}
        for code in self.compiled.order:  # in this order nothing has to wait for another
            for at in self.instances(definition.place_of[code]):
                self._value((code, at))

    # what is asked

    def is_asked(self, code: str, at: At = ()) -> bool:
        """Whether the question or group is relevant, and so is everything around it."""
        key = (code, at)
        if key not in self._asked:
            self._asked[key] = False  # a ring of questions asks none of them
            place = self.definition.place_of[code]
            outer = place.around[-1] if place.around else None
            inside = outer is None or self.is_asked(outer.code, self._at_of(outer, at))
            self._asked[key] = inside and self._truth(key, "relevant", otherwise=True)
        return self._asked[key]

    def rows_of(self, code: str, at: At = ()) -> int:
        """How often a repeat is asked; what its expression says, else as often as it was answered."""
        key = (code, at)
        if key not in self._rows:
            self._rows[key] = 0
            group = self.definition.place_of[code].element
            most = group.most if isinstance(group, Group) and group.most else MOST_ROWS
            tree = self.compiled.tree(code, "count")
            wanted = len(self._given_rows(key)) if tree is None else number_of(self._evaluate(tree, key))
            self._rows[key] = max(0, min(int(wanted or 0), most)) if self.is_asked(code, at) else 0
        return self._rows[key]

    def instances(self, place: Place) -> list[At]:
        """The numbers of all repeats in which a question or group now stands."""
        return list(self._below(place.repeats, ()))

    def is_required(self, code: str, at: At = ()) -> bool:
        """Whether the question must be answered now."""
        question = self.definition.place_of[code].element
        if not isinstance(question, QuestionDefinition):
            return False
        return self._truth((code, at), "required", otherwise=question.is_required)

    def fits(self, code: str, at: At = ()) -> bool:
        """Whether the answer keeps the question's constraint; no answer breaks none."""
        return self.value(code, at) is None or self._truth((code, at), "constraint", otherwise=True)

    def choices(self, code: str, at: At = ()) -> tuple[ChoiceDefinition, ...]:
        """The choices that are offered now, in the order of the questionnaire."""
        question = self.definition.place_of[code].element
        offered = question.choices if isinstance(question, QuestionDefinition) else ()
        tree = self.compiled.tree(code, "choice_filter")
        if tree is None:
            return offered
        return tuple(c for c in offered if truth_of(self._evaluate(tree, (code, at), columns=self._columns(c))))

    def default_of(self, code: str, at: At = ()) -> Value:
        """What stands in the question before anybody answered."""
        question = self.definition.place_of[code].element
        tree = self.compiled.tree(code, "default")
        if tree is not None:
            return self._evaluate(tree, (code, at))
        return question.default or None if isinstance(question, QuestionDefinition) else None

    # answers

    def value(self, code: str, at: At = ()) -> Value:
        """The answer, or what was calculated; blank where the question is not asked."""
        return self._value((code, at))

    def words(self, question: str, code: str) -> str:
        """What the page calls a choice; the code itself where there is no such choice."""
        place = self.definition.place_of.get(question)
        choices: Sequence[ChoiceDefinition] = getattr(place.element, "choices", ()) if place else ()
        label = next((choice.label for choice in choices if choice.code == code), {})
        return self.in_language(label) or code

    def in_language(self, text: Text) -> str:
        """Words in the language of the page, else in English, else in any."""
        return text.get(self.language) or text.get("en") or next(iter(text.values()), "")

    def said(self, text: Text, code: str, at: At = ()) -> str:
        """Words of a question in the language of the page, with answers where they name one: "How old is ${who}?"."""
        words = self.in_language(text)
        return PIPED.sub(lambda found: self._piped(found[1], code, at), words) if "${" in words else words

    def _piped(self, name: str, code: str, at: At) -> str:
        value = plain(self._seen(name, (code, at)))
        codes = value if isinstance(value, list) else [] if value is None else [text_of(value)]
        return ", ".join(self.words(name, one) for one in codes)

    @cached_property
    def document(self) -> dict[str, Any]:
        """The answers to what is asked, calculations included: as they are stored. None: asked but not answered."""
        return self._document(self.definition.elements, ())

    # inside

    def _document(self, elements: Sequence[Any], at: At) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for element in elements:
            if not self.is_asked(element.code, at):
                continue
            if isinstance(element, QuestionDefinition):
                found |= self._answer(element, at)
            elif element.kind == "repeat":
                found[element.code] = [
                    self._document(element.elements, (*at, number)) for number in range(self.rows_of(element.code, at))
                ]
            else:
                found |= self._document(element.elements, at)
        return found

    def _answer(self, question: QuestionDefinition, at: At) -> dict[str, Any]:
        if question.type == "note":
            return {}
        value = self.value(question.code, at)
        if not (question.other and (value == OTHER or isinstance(value, list) and OTHER in value)):
            return {question.code: value}
        field = f"{question.code}_{OTHER}"
        return {question.code: value, field: self._given((field, at))}

    def _below(self, repeats: tuple[str, ...], at: At) -> Iterator[At]:
        if len(at) == len(repeats):
            yield at
            return
        for number in range(self.rows_of(repeats[len(at)], at)):
            yield from self._below(repeats, (*at, number))

    def _at_of(self, group: Group, at: At) -> At:
        """Where a group around a question stands: in as many repeats as lie around the group."""
        return at[:len(self.definition.place_of[group.code].repeats)]

    def _given_rows(self, key: Key) -> list[Any]:
        given = self._given(key)
        return given if isinstance(given, list) else []

    def _given(self, key: Key) -> Any:
        """What was answered, wherever it lies in the document."""
        code, at = key
        place = self.definition.place_of[question_named(self.definition, code)]
        document: Any = self.answers
        for repeat, number in zip(place.repeats, at, strict=True):
            rows = document.get(repeat) if isinstance(document, Mapping) else None
            document = rows[number] if isinstance(rows, list) and number < len(rows) else {}
        return document.get(code) if isinstance(document, Mapping) else None

    def _value(self, key: Key) -> Value:
        if key not in self._values:
            self._values[key] = None
            code, at = key
            element = self.definition.place_of[code].element
            if isinstance(element, Group):
                if element.kind == "repeat":
                    self.rows_of(code, at)
            elif self.is_asked(code, at):
                self._values[key] = self._worked_out(element, key)
        return self._values[key]

    def _worked_out(self, question: QuestionDefinition, key: Key) -> Value:
        given: Value = self._given(key)
        tree = self.compiled.tree(question.code, "calculation")
        if tree is None:
            return question.default or None if question.type == "hidden" and given is None else given
        if question.is_asked and given is not None:
            return given
        return self._evaluate(tree, key, own=given)

    def _truth(self, key: Key, use: str, *, otherwise: bool) -> bool:
        tree = self.compiled.tree(key[0], use)
        if tree is None:
            return otherwise
        return truth_of(self._evaluate(tree, key, own=self._value(key) if use == "constraint" else None))

    def _evaluate(self, tree: Tree, key: Key, *, own: Value = None,
                  columns: Mapping[str, Value] | None = None) -> Value:
        code, at = key
        chance = Chance("/".join([self.seed, code, *map(str, at)]))
        return evaluate(tree, Scene(
            lookup=lambda name: self._seen(name, key), own=own, columns=columns or {}, now=self.now,
            position=at[-1] + 1 if at else None, random=chance, label=self.words,
        ))

    def _columns(self, choice: ChoiceDefinition) -> dict[str, Value]:
        return {**choice.columns, "name": choice.code, "label": choice.label.get(self.language)}

    def _seen(self, name: str, key: Key) -> Value | Values:
        """An answer as seen from a question: the one in the same repeats, or all where it lies in further ones."""
        base = question_named(self.definition, name)
        if not base:
            return None
        place, asker = self.definition.place_of[base], self.definition.place_of[key[0]]
        shared = 0
        while shared < min(len(place.repeats), len(asker.repeats)) and place.repeats[shared] == asker.repeats[shared]:
            shared += 1
        at = key[1][:shared]
        if _is_repeat(place):
            return Values([True for where in self._below(place.repeats, at)
                           for _ in range(self.rows_of(base, where))])
        if len(place.repeats) == shared:
            return self._of_name(name, base, at)
        return Values([self._of_name(name, base, where) for where in self._below(place.repeats, at)])

    def _of_name(self, name: str, base: str, at: At) -> Value:
        value = self._value((base, at))
        if name == base:
            return value
        chosen = value == OTHER or isinstance(value, list) and OTHER in value
        text: Value = self._given((name, at))
        return text if chosen else None


def _is_repeat(place: Place) -> bool:
    return isinstance(place.element, Group) and place.element.kind == "repeat"
