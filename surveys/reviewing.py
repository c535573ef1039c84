"""All answers at a glance before they are sent, and what is wrong with them, page by page."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from surveys.definition import QuestionDefinition, walk
from surveys.expressions.values import text_of
from surveys.interview import Interview
from surveys.interview.state import At
from surveys.paging import Page
from surveys.validators import asked_questions

Address = Callable[[int], str]


@dataclass
class ReviewedPage:
    """A page with its (label, words of the answer) pairs; a blank answer was not given."""

    number: int
    address: str
    answers: list[tuple[str, str]] = field(default_factory=list)


def page_is_asked(page: Page, interview: Interview) -> bool:
    """Whether anything on the page is to be shown."""
    return any(
        interview.is_asked(place.element.code, at)
        for place in walk(page) if isinstance(place.element, QuestionDefinition) and place.element.type not in (
            "calculation", "hidden")
        for at in interview.instances(interview.definition.place_of[place.element.code])
    ) or any(interview.is_asked(place.element.code) for place in walk(page) if getattr(place.element, "kind", "") ==
             "repeat" and not place.repeats)


def answers_by_page(pages: Sequence[Page], interview: Interview, address: Address) -> list[ReviewedPage]:
    """Every question that was asked, with the answer in the words of the questionnaire; empty pages are left out."""
    numbers = _numbers(pages)
    found = {number: ReviewedPage(number, address(number)) for number in sorted(set(numbers.values()))}
    for _name, question, at in asked_questions(interview):
        if question.is_asked:
            label = interview.said(question.label, question.code, at) or question.code
            found[numbers[question.code]].answers.append((label, words_of(interview, question, at)))
    return [page for page in found.values() if page.answers]


def errors_by_page(pages: Sequence[Page], interview: Interview, errors: Mapping[str, str],
                   address: Address) -> list[tuple[str, str, str]]:
    """(address of the question, its label, sentence) of every error."""
    numbers = _numbers(pages)
    return [
        (f"{address(numbers[code])}#id_q-{name}", _label(interview, name), sentence)
        for name, sentence in errors.items() if (code := name.rpartition(".")[2]) in numbers
    ]


def words_of(interview: Interview, question: QuestionDefinition, at: At) -> str:
    """An answer in the words of the questionnaire; "" where there is none."""
    value = interview.value(question.code, at)
    if value is None:
        return ""
    if question.type == "acknowledge":
        return _("Yes")
    if question.choices:
        codes = value if isinstance(value, list) else [text_of(value)]
        return ", ".join(interview.words(question.code, code) for code in codes)
    return text_of(value)


def _label(interview: Interview, name: str) -> str:
    *outer, code = name.split(".")
    at = tuple(int(number) for number in outer[1::2])
    return interview.said(interview.definition.place_of[code].element.label, code, at) or code


def _numbers(pages: Sequence[Page]) -> dict[str, int]:
    """The number of the page on which each question stands."""
    return {place.element.code: number for number, page in enumerate(pages, start=1) for place in walk(page)}
