"""Cross-tabs: counted in the background, with margins that are the published counts, nothing of few people."""

import uuid
from collections import Counter
from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

import surveys.tasks  # noqa: F401  registers the work
from foundation.inference.disclosure import differences
from foundation.jobs.models import Job
from foundation.jobs.running import run
from surveys.actions.fold import fold_counts
from surveys.actions.joint_counts import count_crosstab
from surveys.actions.receipts import receipt_of
from surveys.actions.submit import submit_response
from surveys.actions.withdraw import withdraw_response
from surveys.joint import without_waiting
from surveys.models import JointCount, Wave
from surveys.results.crosstabs import CrossTab, stored_crosstab
from tests.cast import Cast
from tests.factories.engagement import MethodFactory, SessionFactory
from tests.factories.surveys import ALL_TYPES, make_wave
from tests.surveys.test_waves import TWO


def answered(wave: Wave, *answers: tuple[int | None, str | None], language: str = "en") -> list[uuid.UUID]:
    keys = [uuid.uuid4() for _ in answers]
    for key, (rating, travel) in zip(keys, answers, strict=True):
        submit_response(wave=wave, response_id=key, answers={"rating": rating, "travel": travel}, language=language)
    return keys


def shown(wave: Wave, rows: str = "rating", columns: str = "travel") -> CrossTab | None:
    fold_counts(wave=wave)
    count_crosstab(wave=wave, rows=rows, columns=columns)
    return stored_crosstab(wave, rows, columns, "en")


def test_two_questions_are_counted_with_their_margins(db: None) -> None:
    wave = make_wave(document=TWO)
    answered(wave, *[(1, "foot")] * 6, *[(5, "bus")] * 7, *[(5, "foot")] * 5, *[(None, "bus")] * 5)
    found = shown(wave)
    assert found is not None
    assert found.cells == ((6, 0), (0, 0), (0, 0), (0, 0), (5, 7))
    assert (found.row_totals, found.column_totals, found.n) == ((6, 0, 0, 0, 12), (11, 7), 18)
    assert found.v == pytest.approx(0.5641, abs=1e-4)
    assert found.computed_at is not None


def test_of_few_people_cells_and_margins_are_kept_back(db: None) -> None:
    wave = make_wave(document=TWO)
    people = Counter({(1, "foot"): 9, (1, "bus"): 8, (2, "foot"): 2, (2, "bus"): 7, (3, "foot"): 6, (3, "bus"): 3})
    answered(wave, *people.elements())
    found = shown(wave)
    assert found is not None
    parts = {(row - 1, ("foot", "bus").index(column)): n for (row, column), n in people.items()}
    published: dict[Any, list[tuple[int, int]]] = {
        cell: [cell] for cell in parts if found.cells[cell[0]][cell[1]] is not None}
    published |= {("row", i): [cell for cell in parts if cell[0] == i] for i in range(3)
                  if found.row_totals[i] is not None}
    published |= {("column", j): [cell for cell in parts if cell[1] == j] for j in range(2)
                  if found.column_totals[j] is not None}
    assert found.cells[1][0] is found.cells[2][1] is None
    assert differences(published | {"all": list(parts)}, parts) == []


def test_of_fewer_than_five_people_nothing_is_shown(db: None) -> None:
    wave = make_wave(document=TWO)
    answered(wave, *[(1, "foot")] * 3, *[(None, None)] * 5)
    fold_counts(smallest_release=1)
    found = shown(wave)
    assert found is not None
    assert (found.n, found.v, {n for row in found.cells for n in row}) == (0, None, {None})


def test_answers_that_wait_are_in_no_cross_tab(db: None) -> None:
    wave = make_wave(document=TWO)
    answered(wave, *[(1, "foot")] * 6, *[(5, "bus")] * 6)
    first = shown(wave)
    answered(wave, (2, "foot"), (3, "bus"))
    JointCount.objects.all().delete()  # even counted for the first time
    second = shown(wave)
    assert first is not None
    assert second is not None
    assert (first.cells, second.cells) == (second.cells, first.cells)
    assert second.n == 12


def test_a_cross_tab_is_renewed_when_five_more_came(db: None) -> None:
    wave = make_wave(document=TWO)
    keys = answered(wave, *[(1, "foot")] * 6, *[(5, "bus")] * 6)
    shown(wave)
    answered(wave, *[(5, "bus")] * 5)
    renewed = shown(wave)
    assert renewed is not None
    assert renewed.n == 17
    withdraw_response(wave=wave, receipt=receipt_of(keys[0]))
    waiting = shown(wave)
    assert waiting is not None
    assert waiting.n == 17


def test_a_question_by_language_and_by_wave(cast: Cast) -> None:
    first = make_wave(pilot=cast.pilot, document=TWO, kind="baseline")
    second = Wave.objects.create(pilot=cast.pilot, questionnaire=first.questionnaire, version=first.version,
                                 kind="endline", slug="later", is_published=True)
    answered(first, *[(1, "foot")] * 5, language="sv")
    answered(first, *[(1, "bus")] * 5, language="en")
    answered(second, *[(1, "bus")] * 7)
    by_language = shown(first, "travel", "#language")
    assert by_language is not None
    assert (by_language.column_labels, by_language.cells) == (("en", "sv"), ((0, 5), (5, 0)))
    fold_counts()
    by_wave = stored_crosstab(first, "travel", "#wave", "en")
    assert by_wave is not None
    assert (by_wave.column_labels, by_wave.cells) == (("Baseline", "Endline"), ((5, 0), (5, 7)))


def test_ratings_by_method_are_the_released_ones(cast: Cast) -> None:
    wave = make_wave(pilot=cast.pilot, document=ALL_TYPES)
    walk, talk = (SessionFactory(pilot=cast.pilot, method=MethodFactory(code=code, name={"en": code.title()}))
                  for code in ("walk", "talk"))
    for session, ratings in ((walk, [5] * 7), (talk, [1] * 6)):
        for rating in ratings:
            submit_response(wave=wave, response_id=uuid.uuid4(), answers={"travel": "foot", "rating": rating},
                            session=session)
    fold_counts()
    for _ in range(3):  # they wait
        submit_response(wave=wave, response_id=uuid.uuid4(), answers={"travel": "foot", "rating": 3}, session=walk)
    fold_counts()
    found = stored_crosstab(wave, "rating", "#method", "en")
    assert found is not None
    assert (found.column_labels, found.cells, found.n) == (
        ("Talk", "Walk"), ((6, 0), (0, 0), (0, 0), (0, 0), (0, 7)), 13)
    assert stored_crosstab(wave, "travel", "#method", "en") is None


people = st.lists(st.tuples(st.sampled_from(["a", "b", "", None]), st.sampled_from(["x", "y", "", None])), max_size=14)


@given(people, people.map(lambda some: some[:4]))
def test_left_out_people_leave_the_margins_of_the_others(
    released: list[tuple[Any, Any]], waiting: list[tuple[Any, Any]]
) -> None:
    rows = Counter(row for row, _column in waiting if row is not None)
    columns = Counter(column for _row, column in waiting if column is not None)
    found = without_waiting(Counter(released + waiting), rows, columns)
    assert found is not None
    for side in (0, 1):
        margin: Counter[Any] = Counter()
        for cell, n in found.items():
            margin[cell[side]] += n
        expected = Counter(cell[side] for cell in released)
        margin.pop(None, None)
        expected.pop(None, None)
        assert margin == expected


def test_the_page_has_a_table_counted_by_a_job(cast: Cast, client: Client) -> None:
    wave = make_wave(pilot=cast.pilot, document=TWO)
    answered(wave, *[(1, "foot")] * 6, *[(5, "bus")] * 7)
    client.force_login(cast.manager)
    address = f"/surveys/{wave.slug}/crosstab/"
    asked = {"rows": "rating", "columns": "travel"}
    assert "Choose something else" in client.get(address, {"rows": "rating", "columns": "rating"}).content.decode()
    assert "has not been counted yet" in client.get(address, asked).content.decode()
    client.post(address, asked)
    client.post(address, asked)
    job = Job.objects.get(kind="surveys.count_crosstab")
    assert "is being counted" in client.get(address, asked).content.decode()
    run(str(job.pk))
    page = client.get(address, asked).content.decode()
    assert "Cramér’s V = 1.00" in page
    table = b"".join(client.get(f"/surveys/{wave.slug}/crosstab.csv", asked).streaming_content).decode("utf-8-sig")
    assert table.splitlines() == ["Rating,On foot,By bus,All", "1,6,0,6", "2,0,0,0", "3,0,0,0", "4,0,0,0", "5,0,7,7",
                                  "All,6,7,13"]
    assert client.get(f"/surveys/{wave.slug}/crosstab.csv").status_code == 400
