"""More answers of the same people, made inside the database."""

from math import ceil
from typing import Any

from django.db import connection, transaction

ANSWERS = """
    SELECT COALESCE(SUM(r.answered_count), 0) FROM surveys_response r JOIN pilots_pilot p ON p.id = r.pilot_id
    WHERE p.programme_id = %s
"""
RESPONSES = """
    CREATE TEMP TABLE more ON COMMIT DROP AS
    SELECT gen_random_uuid() AS new_id, r.* FROM surveys_response r JOIN pilots_pilot p ON p.id = r.pilot_id,
        generate_series(1, %s)
    WHERE p.programme_id = %s
"""
COPIES = (
    """
    INSERT INTO surveys_response (id, pilot_id, wave_id, version_id, session_id, language, channel, answers,
        answered_count, question_count, submitted_on, body_hash, receipt_hash, is_test)
    SELECT new_id, pilot_id, wave_id, version_id, session_id, language, channel, answers, answered_count,
        question_count, submitted_on, body_hash, receipt_hash, is_test FROM more
    """,
    """
    INSERT INTO surveys_responseidentity (response_id, stakeholder_id, pilot_id)
    SELECT more.new_id, i.stakeholder_id, i.pilot_id
    FROM surveys_responseidentity i JOIN more ON more.id = i.response_id
    """,
    """
    INSERT INTO surveys_constructanswer (response_id, question_id, pilot_id, session_id, construct, value)
    SELECT more.new_id, c.question_id, c.pilot_id, c.session_id, c.construct, c.value
    FROM surveys_constructanswer c JOIN more ON more.id = c.response_id
    """,
)
# the copies refer to what their originals refer to: checking ten million keys again takes longer than the copying
UNCHECKED = "SET LOCAL session_replication_role = replica"
COUNTS = """
    UPDATE surveys_answercount SET n = n * %s WHERE wave_id IN (
        SELECT w.id FROM surveys_wave w JOIN pilots_pilot p ON p.id = w.pilot_id WHERE p.programme_id = %s)
"""


def answers_of(programme: Any) -> int:
    """Answers stored in the responses of a programme."""
    with connection.cursor() as cursor:
        cursor.execute(ANSWERS, [programme.pk])
        return int(cursor.fetchone()[0])


@transaction.atomic
def multiply(programme: Any, wanted: int) -> None:
    """Copy every response of a programme often enough that it has at least so many answers; the counts follow."""
    times = ceil(wanted / answers_of(programme)) - 1
    if times < 1:
        return
    with connection.cursor() as cursor:
        cursor.execute(UNCHECKED)
        cursor.execute(RESPONSES, [times, programme.pk])
        for copy in COPIES:
            cursor.execute(copy)
        cursor.execute(COUNTS, [times + 1, programme.pk])
