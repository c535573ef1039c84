"""Nobody can be isolated by subtracting what is published: filter, period, refresh, page, chart, API, export, report.

The data could leak: people who alone tell two numbers apart.
"""

import csv
import datetime as dt
import io
import json
import uuid
from collections.abc import Callable, Iterable
from io import StringIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.management import call_command
from django.test import Client

from engagement.models import Session
from foundation.inference.disclosure import differences, is_disclosive
from foundation.jobs.models import Job
from foundation.jobs.running import run
from indicators.actions.comparison import compare_programme
from indicators.actions.pilot_values import compute_pilot
from indicators.tasks import refresh_dirty_pilots
from pilots.models import Pilot
from reports.actions.making import request_report
from reports.models import Report
from reports.tasks import make_report
from surveys.actions.fold import fold_counts, rebuild_counts
from surveys.actions.submit import submit_response
from surveys.actions.withdraw import withdraw_response
from surveys.models import CountDelta, Wave
from surveys.tasks import fold
from tests.cast import Cast
from tests.factories.engagement import AttendanceFactory, MethodFactory, SessionFactory
from tests.factories.stakeholders import StakeholderFactory
from tests.factories.surveys import make_wave
from tests.indicators.stored import body_of, table_rows

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
DOCUMENT: dict[str, Any] = {
    "code": "citizen", "title": {"en": "Citizens"}, "intro": {}, "languages": ["en"],
    "questions": [
        {"code": code, "type": "scale", "label": {"en": code}, "required": False, "lo": 1, "hi": 5, "construct": of}
        for code, of in [("trust_1", "trust_1_5"), ("trust_2", "trust_1_5"), ("influence", ""),
                         ("rating", "method_rating")]
    ],
}
WINTER, SPRING = dt.date(2026, 2, 3), dt.date(2026, 5, 4)
PEOPLE = {  # who came when: thirteen people of three helices
    **{f"P{i}": ("people", (WINTER,)) for i in range(6)},
    **{f"G{i}": ("public", (WINTER,)) for i in range(4)},
    "G4": ("public", (WINTER, SPRING)),
    "B0": ("business", (WINTER, SPRING)),
    "P6": ("people", (SPRING,)),
}
CHARTS = ("dashboard/methods.csv", "dashboard/representation.csv?margin=gender", "dashboard/months.csv")


@pytest.fixture(autouse=True)
def _files(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def reader(cast: Cast, client: Client) -> Client:
    client.force_login(cast.coordinator)
    return client


@pytest.fixture
def sessions(cast: Cast) -> dict[dt.date, Session]:
    """Two sessions of different methods with the attendance above."""
    walk, cafe = MethodFactory(code="walk"), MethodFactory(code="cafe")
    held = {
        WINTER: SessionFactory(pilot=cast.pilot, method=walk, held_on=WINTER, duration_hours=2, phase="design"),
        SPRING: SessionFactory(pilot=cast.pilot, method=cafe, held_on=SPRING, duration_hours=2, phase="deliver"),
    }
    Session.objects.update(status="held")
    for name, (helix, days) in PEOPLE.items():
        somebody = StakeholderFactory(programme=cast.programme, helix=helix, external_id=name)
        for day in days:
            AttendanceFactory(session=held[day], stakeholder=somebody, present=True)
    return held


def compute(pilot: Pilot) -> None:
    compute_pilot(Pilot.objects.select_related("programme").get(pk=pilot.pk))
    compare_programme(pilot.programme)


# --- what each channel publishes: (indicator, method, period, split) → (n, numerator) ---

Published = dict[tuple[str, str, str, str], set[tuple[float | None, float | None]]]


def api(reader: Client, cast: Cast) -> list[dict[str, Any]]:
    """Every value that the API gives, whichever filter is asked for."""
    rows = []
    filters = ["", "&period=2026-Q1", "&period=2026-Q2", "&period=phase:design", "&period=phase:deliver"]
    filters += [f"&split=helix:{helix}" for helix in ("people", "public", "business", "research")]
    for asked in filters:
        address: str | None = f"/api/v1/values/?pilot={cast.pilot.slug}{asked}"
        while address:
            page = reader.get(address).json()
            rows += page["results"]
            address = page["next"]
    return rows


def exported(cast: Cast, kind: str) -> list[dict[str, Any]]:
    out = StringIO()
    call_command("export_values", "--programme", cast.programme.name, "--format", kind, stdout=out)
    text = out.getvalue().removeprefix("\ufeff")
    rows = json.loads(text)["values"] if kind == "json" else list(csv.DictReader(StringIO(text)))
    return [row for row in rows if row["pilot"] == cast.pilot.slug]


def report_files(cast: Cast) -> dict[str, Any]:
    """The tables of a fresh report as rows, and its snapshot."""
    report = request_report(programme=cast.programme, title="R", by=cast.researcher)
    done = run(str(report.job_id))
    assert done is not None
    assert (make_report.__name__, done.state, done.message) == ("make_report", "done", "")
    report = Report.objects.get(pk=report.pk)
    files = {one.format: Path(one.file.file.path).read_bytes() for one in report.documents.select_related("file")}
    book = openpyxl.load_workbook(io.BytesIO(files["xlsx"]))
    return {
        "csv": list(csv.reader(StringIO(files["csv"].decode("utf-8-sig")))),
        "xlsx": {sheet.title: [list(row) for row in sheet.iter_rows(values_only=True)] for sheet in book},
        "snapshot": report.snapshot.content["values"],
    }


def everything(reader: Client, cast: Cast) -> Published:
    """All channels together, as an attacker would put them."""
    found: Published = {}
    rows = [*api(reader, cast), *exported(cast, "json"), *exported(cast, "csv"), *report_files(cast)["snapshot"]]
    for row in rows:
        if row.get("pilot") in (cast.pilot.slug, "own-here") and row["value"] not in (None, ""):
            key = (row["indicator"], row["method"] or "", row["period"], row.get("split") or "")
            found.setdefault(key, set()).add((number(row["n"]), number(row["numerator"])))
    return found


def number(text: Any) -> float | None:
    return None if text in (None, "") else float(text)


def who(period: str, split: str) -> set[str]:
    """The people behind a cell."""
    days = {"all": {WINTER, SPRING}, "2026-Q1": {WINTER}, "2026-Q2": {SPRING}, "phase:design": {WINTER},
            "phase:deliver": {SPRING}}[period]
    return {name for name, (helix, came) in PEOPLE.items() if days & set(came) and split in ("", f"helix:{helix}")}


def test_no_filter_or_period_differs_from_another_by_few_people(
    reader: Client, cast: Cast, sessions: dict[dt.date, Session]
) -> None:
    compute(cast.pilot)
    found = everything(reader, cast)
    for indicator in ("participants", "participation_intensity", "return_rate", "digital_share", "person_hours"):
        cells = {(period, split) for code, _m, period, split in found
                 if code == indicator and (split or indicator != "person_hours")}
        crowds = {cell: who(*cell) for cell in cells}
        pairs = [(a, b) for a in crowds for b in crowds if crowds[b] < crowds[a]]
        assert [(a, b) for a, b in pairs if is_disclosive(len(crowds[a] - crowds[b]))] == []
        assert [cell for cell, crowd in crowds.items() if is_disclosive(len(crowd))] == []


def test_no_sum_of_filters_isolates_anybody(reader: Client, cast: Cast, sessions: dict[dt.date, Session]) -> None:
    compute(cast.pilot)
    found = everything(reader, cast)
    helices = {helix: len(who("all", f"helix:{helix}")) for helix in ("people", "public", "business")}
    for indicator in ("participants", "participation_intensity", "person_hours"):
        cells = {split: [split.removeprefix("helix:")] for code, _m, period, split in found
                 if code == indicator and period == "all" and split}
        assert differences({"all": list(helices), **cells}, helices) == []
        assert (indicator, "", "all", "") in found


def test_every_channel_says_the_same_of_the_same_cell(
    reader: Client, cast: Cast, sessions: dict[dt.date, Session]
) -> None:
    compute(cast.pilot)
    assert {cell: said for cell, said in everything(reader, cast).items() if len(said) != 1} == {}


def test_page_and_charts_show_nothing_that_is_withheld(
    reader: Client, cast: Cast, sessions: dict[dt.date, Session]
) -> None:
    three = StakeholderFactory.create_batch(3, programme=cast.programme, helix="business")
    for somebody in three:
        AttendanceFactory(session=SessionFactory(pilot=cast.other_pilot, held_on=SPRING, status="held"),
                          stakeholder=somebody, present=True, completed=True)
    compute(cast.pilot)
    compute(cast.other_pilot)
    values = cast.other_pilot.indicator_values.filter(period="all", split="", method="")
    withheld = set(values.filter(suppressed=True).values_list("indicator", flat=True))
    assert {"participation_intensity", "stakeholder_diversity", "session_completion"} <= withheld
    compared = list(csv.DictReader(StringIO(body_of(reader.get(
        "/programmes/own/compare/table.csv?indicator=stakeholder_diversity")).removeprefix("\ufeff"))))
    assert {(row["pilot"], row["state"], row["value"], row["n"]) for row in compared if row["state"] != "ok"} == {
        ("own-there", "suppressed", "", "")}


# --- refreshes ---


@pytest.fixture
def wave(cast: Cast, sessions: dict[dt.date, Session]) -> Wave:
    """A citizen survey and feedback on the walk with six answers each, published."""
    wave = make_wave(pilot=cast.pilot, document=DOCUMENT, slug="citizens", invited_count=40)
    for score in (1, 2, 3, 3, 4, 5):
        say(wave, score, sessions[WINTER])
    refresh(cast)
    return wave


def say(wave: Wave, score: int | None, session: Session | None = None) -> str:
    """One more response; its receipt."""
    answers = dict.fromkeys(("trust_1", "trust_2", "influence", "rating"), score)
    return submit_response(wave=wave, response_id=uuid.uuid4(), answers=answers, session=session).code


def refresh(cast: Cast) -> None:
    """Whatever makes numbers anew: beat, workers, the command over everything, somebody who opens the pages."""
    fold()
    refresh_dirty_pilots()
    while job := Job.objects.filter(state=Job.State.QUEUED).order_by("created_at").first():
        run(str(job.pk))
    call_command("compute_indicators", "--programme", cast.programme.name, "--full", stdout=StringIO())


def seen(reader: Client, cast: Cast) -> dict[str, Any]:
    """All that anybody can read about the survey, by channel, without times."""
    report = report_files(cast)
    return {
        "survey page": table_rows(body_of(reader.get("/surveys/citizens/"))),
        "survey list": table_rows(body_of(reader.get("/programmes/own/surveys/"))),
        "dashboard": table_rows(body_of(reader.get("/pilots/own-here/dashboard/"))),
        "comparison": table_rows(body_of(reader.get("/programmes/own/compare/?indicator=likert_mean_trust_1"))),
        "comparison csv": without_times(csv.DictReader(StringIO(body_of(
            reader.get("/programmes/own/compare/table.csv?indicator=likert_mean_trust_1"))))),
        "charts": [body_of(reader.get(f"/pilots/own-here/{chart}")) for chart in CHARTS],
        "api": without_times(api(reader, cast)),
        "export json": without_times(exported(cast, "json")),
        "export csv": without_times(exported(cast, "csv")),
        "report": (without_times(report["snapshot"]), rows_without_times(report["csv"]),
                   {name: rows_without_times(rows) for name, rows in report["xlsx"].items()}),
    }


def without_times(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{name: value for name, value in row.items() if name != "as_of"} for row in rows]


def rows_without_times(rows: list[list[Any]]) -> list[list[Any]]:
    """Rows of a table, with a word in the place of instants and of the report's hash."""
    return [["when" if isinstance(c, dt.datetime) or is_time_or_hash(c) else c for c in row] for row in rows]


def is_time_or_hash(text: Any) -> bool:
    return isinstance(text, str) and (len(text) == 64 or text[:2] == "20" and ":" in text)


def n_of(reader: Client, cast: Cast, indicator: str, method: str = "") -> list[int | None]:
    return [row["n"] for row in api(reader, cast) if (row["indicator"], row["method"]) == (indicator, method)
            and (row["period"], row["split"]) == ("all", "")]


def one_more(cast: Cast, wave: Wave, sessions: dict[dt.date, Session]) -> None:
    say(wave, 1, sessions[WINTER])


def four_more(cast: Cast, wave: Wave, sessions: dict[dt.date, Session]) -> None:
    for score in (1, 1, 5, None):
        say(wave, score, sessions[WINTER])


@pytest.mark.parametrize("change", [one_more, four_more])
def test_no_refresh_shows_fewer_than_five_new_answers(
    reader: Client, cast: Cast, wave: Wave, sessions: dict[dt.date, Session],
    change: Callable[[Cast, Wave, dict[dt.date, Session]], None],
) -> None:
    before = seen(reader, cast)
    assert n_of(reader, cast, "likert_mean_trust_1") == [6]
    change(cast, wave, sessions)
    refresh(cast)
    assert seen(reader, cast) == before
    call_command("compute_indicators", "--programme", cast.programme.name, "--verify", stdout=StringIO())


def test_the_fifth_new_answer_lets_out_all_five(
    reader: Client, cast: Cast, wave: Wave, sessions: dict[dt.date, Session]
) -> None:
    for score in (1, 1, 5, 5, 2):
        say(wave, score, sessions[WINTER])
    refresh(cast)
    code = wave.questionnaire.code
    assert n_of(reader, cast, "likert_mean_trust_1") == [11]
    assert n_of(reader, cast, "trust_alpha") == [11]
    assert n_of(reader, cast, "method_top2", "walk") == [11]
    assert n_of(reader, cast, f"survey_completion_rate_{code}") == [11]


def test_one_answer_taken_back_shows_nowhere_until_five_went(
    reader: Client, cast: Cast, wave: Wave, sessions: dict[dt.date, Session]
) -> None:
    receipts = [say(wave, score, sessions[WINTER]) for score in (5, 2, 3, 4, 5)]
    refresh(cast)
    before = seen(reader, cast)
    for receipt in receipts[:4]:
        assert withdraw_response(wave=wave, receipt=receipt)
        refresh(cast)
    assert seen(reader, cast) == before
    withdraw_response(wave=wave, receipt=receipts[4])
    refresh(cast)
    assert n_of(reader, cast, "likert_mean_trust_1") == [6]
    assert list(CountDelta.objects.values_list("question_code", "split", "value", "n")) == []


def test_coming_and_going_does_not_push_out_a_single_answer(
    reader: Client, cast: Cast, wave: Wave, sessions: dict[dt.date, Session]
) -> None:
    before = seen(reader, cast)
    say(wave, 1, sessions[WINTER])
    for _ in range(3):
        withdraw_response(wave=wave, receipt=say(wave, 5, sessions[WINTER]))
    refresh(cast)
    assert seen(reader, cast) == before


def test_five_responses_of_which_one_answered_show_no_answer(
    reader: Client, cast: Cast, wave: Wave, sessions: dict[dt.date, Session]
) -> None:
    say(wave, 1, sessions[WINTER])
    for _ in range(4):
        say(wave, None, sessions[WINTER])
    refresh(cast)
    assert n_of(reader, cast, "likert_mean_trust_1") == [6]
    assert n_of(reader, cast, f"survey_completion_rate_{wave.questionnaire.code}") == [11]


def test_five_answers_of_which_one_rates_another_method(
    reader: Client, cast: Cast, wave: Wave, sessions: dict[dt.date, Session]
) -> None:
    for _ in range(5):
        say(wave, 4, sessions[SPRING])
    refresh(cast)
    assert (n_of(reader, cast, "method_top2", "walk"), n_of(reader, cast, "method_top2", "cafe")) == ([6], [5])
    for day in (WINTER, SPRING, SPRING, SPRING, SPRING):
        say(wave, 1, sessions[day])
    refresh(cast)
    assert (n_of(reader, cast, "method_top2", "walk"), n_of(reader, cast, "method_top2", "cafe")) == ([6], [5])
    assert n_of(reader, cast, "likert_mean_trust_1") == [16]


def test_rebuilding_keeps_back_what_waits_unless_the_law_wants_it_out(
    reader: Client, cast: Cast, wave: Wave, sessions: dict[dt.date, Session]
) -> None:
    before = seen(reader, cast)
    say(wave, 1, sessions[WINTER])
    rebuild_counts(wave)
    refresh(cast)
    assert seen(reader, cast) == before
    rebuild_counts(wave, release=True)
    refresh(cast)
    assert n_of(reader, cast, "likert_mean_trust_1") == [7]


def test_a_survey_of_four_shows_nothing_and_of_five_all(reader: Client, cast: Cast) -> None:
    wave = make_wave(pilot=cast.pilot, document=DOCUMENT, slug="citizens")
    for score in (1, 2, 3, 4):
        say(wave, score)
    refresh(cast)
    assert n_of(reader, cast, "likert_mean_trust_1") in ([0], [])
    say(wave, 5)
    refresh(cast)
    assert n_of(reader, cast, "likert_mean_trust_1") == [5]
    assert fold_counts() == 0
