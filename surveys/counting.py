"""What one response adds to the rolled-up counts; the one definition for submitting, withdrawing and rebuilding.

Whatever is published of answers is worked out from these counts, and they grow in batches: so no refresh tells what a
single response said. Beside the answers to each question they hold what no single question tells, under codes that no
question can have: how far responses went, joint answers to a scale, and ratings by session.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from surveys.counted_values import ANSWERED as ANSWERED
from surveys.counted_values import LONGEST_VALUE, values_of
from surveys.counted_values import NOT_ANSWERED as NOT_ANSWERED
from surveys.definition import OTHER, Answer, Definition, Group, Place, QuestionDefinition

RESPONSES = ""  # the "question" under which whole responses are counted
REACHED = "#reached"  # how far a response went; its values are "answered/asked"
SESSION, LATE = "session:", "late:"  # begin the splits by session
SCALE = "#scale:"  # begins the codes of joint answers to the items of a scale
Cell = tuple[str, str, str]  # question code, split, value


def construct_code(construct: str) -> str:
    """The code under which the answers to a construct are counted by session."""
    return f"#construct:{construct}"


# published session by session, so that a batch must come from one session
BY_SINGLE_SESSION = frozenset({construct_code("perceived_level")})


def scale_code(construct: str, version: int) -> str:
    """The code under which the joint answers to the items of a scale in that version are counted."""
    return f"{SCALE}{version}:{construct}"


def session_split(session_id: int) -> str:
    """The split of what is counted by session."""
    return f"{SESSION}{session_id}"


def late_split(split: str) -> str:
    """The split of answers by session that were released together with those of another quarter or phase.

    They count over the whole time only: a period that held them would change by fewer answers than a batch has.
    """
    return f"{LATE}{split.removeprefix(SESSION)}"


def is_late(split: str) -> bool:
    """Whether a split holds what counts in no period."""
    return split.startswith(LATE)


def session_of_split(split: str) -> int | None:
    """The key of the session that a split names, whether it counts in a period or not; None for any other split."""
    kind, colon, key = split.partition(":")
    return int(key) if kind + colon in (SESSION, LATE) and key.isdecimal() else None


def is_given(code: str, value: str) -> bool:
    """Whether a counted value is an answer; a joint answer is one where no item of the scale is missing."""
    return value != NOT_ANSWERED and not (code.startswith(SCALE) and "" in value.split(","))


def scale_items(definition: Definition) -> dict[str, tuple[QuestionDefinition, ...]]:
    """Scale questions that share a construct, in their order, by that construct; a lone one makes no scale."""
    items: dict[str, list[QuestionDefinition]] = defaultdict(list)
    for question in definition.questions:
        if question.type == "scale" and question.construct:
            items[question.construct].append(question)
    return {construct: tuple(questions) for construct, questions in items.items() if len(questions) > 1}


def counted_cells(definition: Definition, answers: Mapping[str, Answer], *, version: int, answered: int, asked: int,
                  session_id: int | None = None) -> list[Cell]:
    """The (question, split, value) triples that a response counts in, each once.

    `surveys.counted_values` says under which values. A question that was not shown (absent from ``answers``) counts
    nowhere; one in a repeat counts once for a person, under every value of any row. version: number of the version
    asked.
    """
    cells = [(RESPONSES, "", ANSWERED), (REACHED, "", f"{answered}/{asked}")]
    for question in definition.questions:
        if question.code in answers:
            cells += [(question.code, "", value) for value in values_of(question, answers[question.code])]
            cells += _other_text(question, answers)
    for place in definition.places:
        if place.repeats or isinstance(place.element, Group) and place.element.kind == "repeat":
            cells += [(place.element.code, "", value) for value in _repeated(place, answers)]
    for construct, items in scale_items(definition).items():
        joint = ",".join(_number(question, answers.get(question.code)) for question in items)
        if len(joint) <= LONGEST_VALUE:
            cells.append((scale_code(construct, version), "", joint))
    return cells if session_id is None else cells + _by_session(definition, answers, session_split(session_id))


def _by_session(definition: Definition, answers: Mapping[str, Answer], split: str) -> list[Cell]:
    """Numeric answers to questions with a construct of their own: of several, one person would count several times."""
    asked = Counter(question.construct for question in definition.questions)
    return [
        (construct_code(question.construct), split, _number(question, answers[question.code]))
        for question in definition.questions
        if question.construct and asked[question.construct] == 1 and question.type != "multiple"
        and question.code in answers
    ]


def _number(question: QuestionDefinition, answer: Answer) -> str:
    number = question.number_of(answer)
    return NOT_ANSWERED if number is None else f"{number:.12g}"


def _other_text(question: QuestionDefinition, answers: Mapping[str, Answer]) -> list[Cell]:
    """Of own words beside a choice, only whether there were some."""
    code = f"{question.code}_{OTHER}"
    if not question.other or code not in answers:
        return []
    return [(code, "", NOT_ANSWERED if answers[code] is None else ANSWERED)]


def _repeated(place: Place, answers: Mapping[str, Answer]) -> list[str]:
    """The values of a question in a repeat over all its rows; of a repeat itself how many rows it has."""
    element = place.element
    given = [row[element.code] for row in rows_of(place.repeats, answers) if element.code in row]
    if isinstance(element, Group):
        return _rows_counted(len(given[0])) if given and not place.repeats else []
    if not element.is_asked or not given:
        return []
    values = {value: None for answer in given for value in values_of(element, answer) if value != NOT_ANSWERED}
    values.pop(ANSWERED, None)
    return [NOT_ANSWERED] if all(answer is None for answer in given) else [ANSWERED, *values]


def _rows_counted(rows: int) -> list[str]:
    return [ANSWERED, str(rows)] if rows else [NOT_ANSWERED]


def rows_of(repeats: Sequence[str], answers: Mapping[str, Answer]) -> Iterator[Mapping[str, Any]]:
    """The documents of all rows of repeats inside each other, outermost first; without repeats the whole one."""
    if not repeats:
        yield answers
        return
    for row in answers.get(repeats[0]) or ():
        yield from rows_of(repeats[1:], row)
