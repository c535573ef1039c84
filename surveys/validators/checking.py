"""All answers of one person against a definition."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from foundation.translated import in_language
from surveys.definition import COMPUTED, OTHER, SHOWN, Answer, Definition, Element, Group, QuestionDefinition
from surveys.interview import Interview
from surveys.interview.state import MOST_ROWS, At
from surveys.validators.cleaning import Refused, clean_answer

Errors = dict[str, str]


@dataclass(frozen=True)
class Checked:
    """Clean answers to every question asked (None: not answered), or a sentence per question.

    A repeat's answer is a list of such documents; questions in it are named as in ``people.0.who``. dropped: the
    questions that were answered but are not asked, as their conditions stand. asked_count and answered_count count
    what persons answer, in every repeat.
    """

    answers: dict[str, Answer]
    errors: Errors
    dropped: tuple[str, ...] = ()
    asked_count: int = 0
    answered_count: int = 0


def check_answers(definition: Definition, given: Mapping[str, Any], *, now: dt.datetime | None = None, seed: str = "",
                  language: str = "en") -> Checked:
    """Check ``given`` (question code → raw value; absent, "", [] or None: not answered; a repeat: a list of documents).

    ``clean_answer`` says what clean values look like. A code that the definition does not have is an error. now: the
    clock in the survey's time zone; seed: what random numbers rest on; language: of the sentences that the
    questionnaire brings itself.
    """
    errors: Errors = {}
    clean = _cleaned(definition.elements, given, "", errors)
    if definition.is_plain:
        return _plain(definition, clean, errors, language)
    interview = Interview(definition, clean, now=now or timezone.localtime(), seed=seed, language=language)
    codes = {question.code for question in definition.every_question}  # of those that are not asked, errors are none
    kept: Errors = {name: sentence for name, sentence in errors.items() if name.rpartition(".")[2] not in codes}
    asked = answered = 0
    names: set[str] = set()
    for name, question, at in asked_questions(interview):
        names.add(name)
        sentence = errors.get(name) or _sentence(interview, question, at)
        if sentence:
            kept[name] = sentence
        asked += question.is_asked
        answered += question.is_asked and interview.value(question.code, at) is not None
    dropped = tuple(sorted(_answered_names(definition.elements, clean, "") - names))
    return Checked(_without(interview.document, kept), kept, dropped, asked, answered)


def interview_of(definition: Definition, given: Mapping[str, Any], *, now: dt.datetime | None = None, seed: str = "",
                 language: str = "en") -> Interview:
    """The questionnaire as it stands with raw answers; those that cannot be cleaned count as not given."""
    clean = _cleaned(definition.elements, given, "", {})
    return Interview(definition, clean, now=now or timezone.localtime(), seed=seed, language=language)


def asked_questions(interview: Interview) -> Iterator[tuple[str, QuestionDefinition, At]]:
    """(name, question, repeats) of every question that is asked now, calculations and notes included."""
    return _asked(interview, interview.definition.elements, "", ())


def _asked(interview: Interview, elements: Sequence[Element], before: str, at: At) -> Iterator[
        tuple[str, QuestionDefinition, At]]:
    for element in elements:
        if not interview.is_asked(element.code, at):
            continue
        if isinstance(element, QuestionDefinition):
            yield before + element.code, element, at
        elif element.kind == "repeat":
            for number in range(interview.rows_of(element.code, at)):
                yield from _asked(interview, element.elements, f"{before}{element.code}.{number}.", (*at, number))
        else:
            yield from _asked(interview, element.elements, before, at)


def _plain(definition: Definition, clean: dict[str, Any], errors: Errors, language: str) -> Checked:
    """Where everybody is asked everything, nothing has to be worked out."""
    for question in definition.questions:
        if question.is_required and question.code not in errors and clean.get(question.code) is None:
            errors[question.code] = _required(question, language)
    answers = {q.code: clean.get(q.code) for q in definition.questions if q.code not in errors}
    for question in definition.questions:
        field = f"{question.code}_{OTHER}"
        if question.other and _chose_other(clean.get(question.code)):
            answers[field] = clean.get(field)
    answered = sum(answers.get(q.code) is not None for q in definition.questions)
    return Checked(answers, errors, (), len(definition.questions), answered)


def _chose_other(value: Any) -> bool:
    return value == OTHER or isinstance(value, list) and OTHER in value


def _cleaned(elements: Sequence[Element], given: Mapping[str, Any], before: str, errors: Errors) -> dict[str, Any]:
    """The clean answers of one document; what cannot be cleaned is an error under its name."""
    clean: dict[str, Any] = {}
    known: set[str] = set()
    for element in _level(elements):
        known.add(element.code)
        if isinstance(element, Group):
            clean[element.code] = _rows(element, given.get(element.code), before, errors)
        elif element.type not in (*COMPUTED, *SHOWN) or element.type == "hidden":
            _clean_one(element, given, before, clean, errors)
        if isinstance(element, QuestionDefinition) and element.other:
            known.add(f"{element.code}_{OTHER}")
    for code in sorted(set(given) - known):
        errors[before + str(code)[:60].encode(errors="replace").decode()] = _("This version has no such question.")
    return clean


def _level(elements: Sequence[Element]) -> Iterator[Element]:
    """Questions and repeats of one document: groups and matrices only stand around them."""
    for element in elements:
        if isinstance(element, Group) and element.kind != "repeat":
            yield from _level(element.elements)
        else:
            yield element


def _clean_one(question: QuestionDefinition, given: Mapping[str, Any], before: str, clean: dict[str, Any],
               errors: Errors) -> None:
    try:
        clean[question.code] = clean_answer(question, given.get(question.code))
        field = f"{question.code}_{OTHER}"
        if question.other and given.get(field) is not None:
            clean[field] = clean_answer(QuestionDefinition(field, "text"), given[field])
    except Refused as refused:
        errors[before + question.code] = str(refused)


def _rows(group: Group, raw: Any, before: str, errors: Errors) -> list[dict[str, Any]]:
    name = before + group.code
    if raw is None or raw == "":
        return []
    if not isinstance(raw, list) or any(not isinstance(row, Mapping) for row in raw):
        errors[name] = _("Please answer again.")
        return []
    if len(raw) > (group.most or MOST_ROWS):
        errors[name] = _("Please answer at most %(most)s times.") % {"most": group.most or MOST_ROWS}
        return []
    return [_cleaned(group.elements, row, f"{name}.{number}.", errors) for number, row in enumerate(raw)]


def _sentence(interview: Interview, question: QuestionDefinition, at: At) -> str:
    """What is wrong with an answer that has the right form; "" where nothing is."""
    if not question.is_asked:
        return ""
    value = interview.value(question.code, at)
    if value is None:
        return _required(question, interview.language) if interview.is_required(question.code, at) else ""
    if question.choice_filter:
        offered = {choice.code for choice in interview.choices(question.code, at)}
        if not offered.issuperset(value if isinstance(value, list) else [value]):
            return _("Please choose among the answers offered.")
    if not interview.fits(question.code, at):
        return in_language(question.constraint_message, interview.language) or _("Please check this answer.")
    return ""


def _required(question: QuestionDefinition, language: str) -> str:
    own = in_language(question.required_message, language) if question.required_message else ""
    return own or (_("Please tick the box to go on.") if question.type == "acknowledge"
                   else _("Please answer this question."))


def _answered_names(elements: Sequence[Element], clean: Mapping[str, Any], before: str) -> set[str]:
    """The names of all questions that were answered, whether they are asked or not."""
    found = set()
    for element in _level(elements):
        value = clean.get(element.code)
        if isinstance(element, Group):
            for number, row in enumerate(value or []):
                found |= _answered_names(element.elements, row, f"{before}{element.code}.{number}.")
        elif value is not None and element.is_asked:
            found.add(before + element.code)
    return found


def _without(document: dict[str, Any], errors: Errors, before: str = "") -> dict[str, Any]:
    """The document without the answers that are errors."""
    return {
        code: [_without(row, errors, f"{before}{code}.{number}.") for number, row in enumerate(value)]
        if isinstance(value, list) and value and isinstance(value[0], dict) else value
        for code, value in document.items() if before + code not in errors
    }
