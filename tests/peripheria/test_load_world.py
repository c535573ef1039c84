"""``load_world``: what it stores, what it refuses, and that a refusal changes nothing."""

from io import StringIO
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command

from engagement.models import Attendance, Session
from indicators.models import AnalysisPlan
from peripheria.world.loading import load_world
from pilots.models import Pilot, PilotChange, Programme
from stakeholders.models import Involvement, Stakeholder
from surveys.models import AnswerCount, ConstructAnswer, Question, Response, ResponseIdentity, Wave
from tests.peripheria.tiny_world import spoil, write_tiny_world

WORLDS = Path(__file__).parents[3] / "shared" / "data" / "world"

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    return write_tiny_world(tmp_path)


def world(name: str) -> Path:
    folder = WORLDS / name
    if not folder.is_dir():
        pytest.skip(f"SKIPPED LOUDLY: no folder shared/data/world/{name} beside the checkout")
    return folder


def rows_of_all_tables() -> dict[str, int]:
    """Row counts of our own tables."""
    ours = ("pilots", "stakeholders", "engagement", "surveys", "indicators", "audit", "jobs")
    return {
        model._meta.label: model._default_manager.count()
        for model in apps.get_models() if model._meta.app_label in ours
    }


def test_pilots_and_sessions_of_the_tiny_world(tiny: Path) -> None:
    programme = load_world(folder=tiny, name="Tiny World").programme
    assert str(programme.data_cutoff) == "2026-06-30"
    assert list(
        Pilot.objects.order_by("slug")
        .values_list("external_id", "slug", "name", "population", "population_source")
    ) == [
        ("A", "tiny-world-a", "Hilltown", 1000, "pilots.csv of the loaded files"),
        ("B", "tiny-world-b", "Lakeville", None, ""),
    ]
    assert list(
        Session.objects.order_by("external_id").values_list(
            "external_id", "method__code", "level", "promised_level", "head_count", "status", "phase"
        )
    ) == [
        ("E1", "world_cafe", 3, 4, 12, "held", "design"),
        ("E2", "online_forum", None, None, None, "held", ""),
        ("X1", "world_cafe", 2, None, None, "cancelled", ""),
    ]
    assert list(
        Stakeholder.objects.order_by("external_id").values_list("external_id", "helix", "demographics_source")
    ) == [("S1", "people", "register"), ("S2", "public", "unknown"), ("S3", "business", "register")]
    assert Involvement.objects.count() == 3
    assert AnalysisPlan.objects.filter(programme=programme).count() == 1
    changes = PilotChange.objects.values_list("pilot__external_id", "reason")
    assert sorted(changes) == [("A", "load"), ("B", "load")]


def test_the_first_of_two_attendances_counts(tiny: Path) -> None:
    result = load_world(folder=tiny, name="Tiny")
    assert list(
        Attendance.objects.order_by("stakeholder__external_id")
        .values_list("stakeholder__external_id", "hours", "mode", "completed")
    ) == [("S1", 2.5, "onsite", True), ("S2", None, "onsite", False)]
    assert result.duplicates == {"attendance": 1, "responses": 1}


def test_answers_of_a_response_are_brought_together(tiny: Path) -> None:
    load_world(folder=tiny, name="Tiny")
    assert [
        (response.answers, response.answered_count, response.question_count, response.session and
         response.session.external_id, str(response.submitted_on))
        for response in Response.objects.order_by("wave__slug", "submitted_on")
    ] == [
        ({"nps": 9, "trust_1": 5}, 2, 2, None, "2025-12-01"),
        ({"method_rating": 4, "perceived_level": 3, "would_return": None}, 2, 3, "E1", "2025-03-02"),
        ({"perceived_level": 2}, 1, 3, "E2", "None"),
    ]
    assert sorted(ResponseIdentity.objects.values_list("stakeholder__external_id", flat=True)) == ["S1", "S2"]
    assert list(
        ConstructAnswer.objects.order_by("session__external_id", "construct")
        .values_list("session__external_id", "construct", "value")
    ) == [("E1", "method_rating", 4.0), ("E1", "perceived_level", 3.0), ("E1", "would_return", None),
          ("E2", "perceived_level", 2.0)]


def test_questionnaires_waves_and_counts(tiny: Path) -> None:
    load_world(folder=tiny, name="Tiny")
    assert list(
        Question.objects.order_by("version__questionnaire__code", "position")
        .values_list("version__questionnaire__code", "code", "construct", "lowest", "highest")
    ) == [
        ("citizen", "nps", "nps", 0, 10),
        ("citizen", "trust_1", "trust_1_5", 1, 5),
        ("session_feedback", "method_rating", "method_rating", 1, 5),
        ("session_feedback", "perceived_level", "perceived_level", 1, 5),
        ("session_feedback", "would_return", "would_return", 1, 5),
    ]
    assert list(Wave.objects.order_by("slug").values_list("slug", "kind", "invited_count")) == [
        ("tiny-a-citizen", "endline", 20), ("tiny-a-manager", "endline", None),
        ("tiny-a-session-feedback", "always_open", None), ("tiny-b-citizen", "endline", None),
        ("tiny-b-manager", "endline", None), ("tiny-b-session-feedback", "always_open", None),
    ]
    assert sorted(
        AnswerCount.objects.exclude(question_code="").exclude(question_code__startswith="#")
        .values_list("wave__slug", "question_code", "period", "value", "n")
    ) == [
        ("tiny-a-citizen", "nps", "2025-12", "9", 1), ("tiny-a-citizen", "trust_1", "2025-12", "5", 1),
        ("tiny-a-session-feedback", "method_rating", "2025-03", "4", 1),
        ("tiny-a-session-feedback", "perceived_level", "2025-03", "3", 1),
        ("tiny-a-session-feedback", "would_return", "2025-03", "", 1),
        ("tiny-b-session-feedback", "perceived_level", "", "2", 1),
    ]


def test_core_leaves_the_optional_files_alone(tiny: Path) -> None:
    result = load_world(folder=tiny, name="Tiny", core=True)
    assert result.counts == {"pilots": 2, "census": 2, "stakeholders": 3, "sessions": 2, "attendance": 2,
                             "commitments": 1, "surveys": 1, "responses": 4}
    assert list(Session.objects.order_by("external_id").values_list("external_id", "head_count")) == [
        ("E1", None), ("E2", None),
    ]


@pytest.mark.parametrize(("name", "old", "new", "message"), [
    ("pilots.csv", "Hilltown,DE,1000", "Hilltown,DE,many",
     "pilots.csv:2:population: 'many': expected a whole number from 0 to 2147483647"),
    ("pilots.csv", "2026-01-01", "2024-01-01",
     "pilots.csv:2:end_date: '2024-01-01': expected a day not before start_date (2025-01-01)"),
    ("pilots.csv", "population,start", "people,start", "pilots.csv:1:population: this column is missing"),
    ("census.csv", "female,0.5", "female,1.5", "census.csv:2:share: '1.5': expected a number from 0 to 1"),
    ("census.csv", "A,gender,male", "A,gender,female",
     "census.csv:3:category: 'female': already in line 2; expected once"),
    ("stakeholders.csv", "S1,A,citizen", "S1,A,martian",
     "stakeholders.csv:2:helix: 'martian': expected one of academia, citizen, government, industry, other"),
    ("stakeholders.csv", "S3,B", "S3,Z", "stakeholders.csv:4:pilot: 'Z': expected a pilot of pilots.csv"),
    ("stakeholders.csv", "S2,A", "S1,A",
     "stakeholders.csv:3:stakeholder_id: 'S1': already in line 2; expected once"),
    ("sessions.csv", "E1,A,2025-03-01", "E1,A,1 March",
     "sessions.csv:2:date: '1 March': expected a date as YYYY-MM-DD"),
    ("sessions.csv", "world_cafe", "telepathy",
     "sessions.csv:2:method: 'telepathy': expected a method of the catalogue of methods"),
    ("sessions.csv", "E1,A", ",A", "sessions.csv:2:session_id: '': expected text of at most 64 characters"),
    ("attendance.csv", "E1,S2", "E7,S2",
     "attendance.csv:3:session_id: 'E7': expected a session of sessions.csv"),
    ("attendance.csv", "E1,S2,,onsite,0", "E1,S2,,onsite", "attendance.csv:3: 4 fields; expected 5"),
    ("commitments.csv", "C1,A", "C1,B",
     "commitments.csv:2:session_id: 'E1': expected a session of pilot 'B', not of 'A'"),
    ("responses.csv", "trust_1,5", "trust_1,6",
     "responses.csv:3:value: '6': expected a whole number from 1 to 5, or nothing"),
    ("responses.csv", "would_return,,E1,S1", "would_return,,E1,S2",
     "responses.csv:4:stakeholder_id: 'S2': expected 'S1' as in the other rows of response 'R1'"),
    ("feedback_levels.csv", "R1,E1", "R1,E2",
     "feedback_levels.csv:2:session_id: 'E2': expected 'E1' as in the other rows of response 'R1'"),
    ("groups.csv", "RES", "NOBODY",
     "groups.csv:2:group: 'NOBODY': expected a group of the catalogue of stakeholder groups"),
])
def test_a_bad_row_is_named_and_nothing_changes(
    tiny: Path, name: str, old: str, new: str, message: str
) -> None:
    spoil(tiny, name, old, new)
    before = rows_of_all_tables()
    with pytest.raises(CommandError) as refused:
        call_command("load_world", tiny, programme="Tiny")
    assert str(refused.value).splitlines()[:-1] == [message]
    assert rows_of_all_tables() == before


def test_missing_files_are_all_named(tiny: Path) -> None:
    (tiny / "census.csv").unlink()
    (tiny / "responses.csv").unlink()
    with pytest.raises(CommandError) as refused:
        call_command("load_world", tiny, programme="Tiny")
    assert str(refused.value).splitlines() == [
        "census.csv: this file is missing", "responses.csv: this file is missing",
        "2 problems; nothing was loaded.",
    ]


def test_a_second_load_is_refused(tiny: Path) -> None:
    call_command("load_world", tiny, programme="Tiny", stdout=StringIO())
    before = rows_of_all_tables()
    with pytest.raises(CommandError) as refused:
        call_command("load_world", tiny, programme="Tiny")
    assert refused.value.returncode == 1
    assert rows_of_all_tables() == before


def test_replace_leaves_one_programme_with_the_new_rows(tiny: Path) -> None:
    load_world(folder=tiny, name="Tiny")
    ids = set(Response.objects.values_list("pk", flat=True))
    before = rows_of_all_tables()
    spoil(tiny, "pilots.csv", "Hilltown", "Hillcity")
    load_world(folder=tiny, name="Tiny", replace=True)
    after = rows_of_all_tables()
    grows = {"audit.AuditEvent", "jobs.Job"}
    assert {key: n for key, n in after.items() if key not in grows} == {
        key: n for key, n in before.items() if key not in grows
    }
    assert Pilot.objects.get(external_id="A").name == "Hillcity"
    assert set(Response.objects.values_list("pk", flat=True)) == ids


def test_a_refused_replacement_keeps_the_old_programme(tiny: Path) -> None:
    load_world(folder=tiny, name="Tiny")
    before = rows_of_all_tables()
    spoil(tiny, "census.csv", "female,0.5", "female,5")
    with pytest.raises(CommandError):
        call_command("load_world", tiny, programme="Tiny", replace=True)
    assert rows_of_all_tables() == before


def test_coordinates_and_time_zone_are_read_where_given(tiny: Path) -> None:
    (tiny / "pilots.csv").write_text(
        "pilot,city,country,population,start_date,end_date,budget_eur,latitude,longitude,time_zone\n"
        "A,Hilltown,DE,1000,,,,51.5,9.9,Europe/Berlin\nB,Lakeville,,,,,,,,\n", encoding="utf-8",
    )
    load_world(folder=tiny, name="Tiny")
    assert list(Pilot.objects.order_by("slug").values_list("latitude", "longitude", "time_zone")) == [
        (51.5, 9.9, "Europe/Berlin"), (None, None, "UTC"),
    ]


@pytest.mark.parametrize("core", [True, False])
def test_mini_loads_with_every_row(core: bool) -> None:
    folder = world("mini")
    result = load_world(folder=folder, name="Mini", core=core)
    files = {path.stem: path.read_text(encoding="utf-8") for path in folder.glob("*.csv")}
    lines = {name: len(content.splitlines()) - 1 for name, content in files.items()}
    assert result.duplicates == {}
    assert result.counts == {file: lines[file] for file in result.counts}
    assert len(result.counts) == (8 if core else len(lines))


def test_counts_are_those_that_a_rebuild_would_make(tiny: Path) -> None:
    load_world(folder=tiny, name="Tiny")
    before = sorted(AnswerCount.objects.values_list("wave", "question_code", "period", "value", "n"))
    call_command("rebuild_counts", stdout=StringIO())
    assert sorted(AnswerCount.objects.values_list("wave", "question_code", "period", "value", "n")) == before


def test_programmes_side_by_side_do_not_clash(tiny: Path) -> None:
    load_world(folder=tiny, name="Tiny")
    load_world(folder=tiny, name="Tiny!")
    assert sorted(Programme.objects.values_list("slug", flat=True)) == ["tiny", "tiny-2"]
    assert Response.objects.count() == 6
