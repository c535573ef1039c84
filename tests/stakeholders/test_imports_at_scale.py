"""A register of 5,000 rows with 200 planted duplicates and 50 bad rows, imported through the pages."""

import csv
import io
import random
import time
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from foundation.jobs.models import Job
from foundation.jobs.running import run
from stakeholders.models import ImportRow, RegisterImport, Stakeholder
from stakeholders.tasks import work_on_import
from tests.cast import Cast

ROWS, PLANTED, BAD = 5000, 200, 50
HEADINGS = ("Name", "E-mail", "Telephone", "Organisation", "District", "Speaks for")
FIRST = [a + b for a in ("Al", "Bé", "Ca", "Dö", "El", "Fi", "Ga", "Hé", "Is", "Ja", "Ka", "Lü", "Mi", "No", "Os",
                         "Pe", "Ri", "Sø", "Ti", "Va") for b in ("va", "rik", "ne", "lás", "mon", "sa", "tte", "na",
                                                                 "dor", "bel")]
LAST = [a + b + c for a in ("Berg", "Lind", "Hol", "Nor", "Øst", "Sand", "Kirk", "Mül", "Vand", "Grön", "Stein", "Wes")
        for b in ("en", "o", "er", "a") for c in ("mark", "ström", "feld", "gard", "huis", "dal", "ley", "sen", "łuk",
                                                  "poulos")]
HELIX = ("people", "public", "business", "research", "other")
PLAIN = str.maketrans("éöüøłáØ", "eouolaO")


def person(number: int, draw: random.Random) -> list[str]:
    """Somebody made up; three in four have an address, half a number."""
    name = f"{draw.choice(FIRST)} {draw.choice(LAST)}"
    email = f"{name.translate(PLAIN).lower().replace(' ', '.')}.{number}@example.org" if number % 4 else ""
    phone = f"0470 {number // 100:02d} {number % 100:02d} {draw.randrange(10, 99)}" if number % 2 else ""
    house = f"Guild {number % 400}" if number % 5 == 0 else ""
    return [name, email, phone, house, draw.choice(("North", "South")), draw.choice(HELIX)]


def again(row: list[str], way: int, draw: random.Random) -> list[str]:
    """The same person as somebody else would have typed them."""
    name, email, phone, *rest = row
    first, last = name.split(" ")
    digits = phone.replace(" ", "")
    place = draw.randrange(1, len(last) - 1)
    typo = last[:place] + last[place + 1] + last[place] + last[place + 2:]
    return [
        [name.translate(PLAIN), email, "", *rest],                      # accents lost
        [f"{last.upper()}, {first}", "", phone, *rest],                 # parts swapped
        [f"{first} {typo}", "", phone, *rest],                          # letters swapped
        [name, "", f"+32 {digits[1:4]}/{digits[4:]}" if digits else "", *rest],  # another form of the number
        [f"{first[0]}. {last}", email.upper(), "", *rest],              # an initial, the address in capitals
    ][way]


def table() -> tuple[list[list[str]], dict[int, int]]:
    """Rows, and for the number of each planted duplicate the number of the row that it repeats."""
    draw = random.Random(20260501)
    rows = [person(number, draw) for number in range(ROWS - PLANTED - BAD)]
    rows += [[f"Bad Row {number}", "no address", "", "", "", "people"] for number in range(BAD)]
    draw.shuffle(rows)
    originals = draw.sample([place for place, row in enumerate(rows) if row[0][:3] != "Bad" and row[1] and row[2]],
                            PLANTED)
    planted: dict[int, int] = {}
    for count, place in enumerate(originals):
        planted[len(rows) + 2] = place + 2
        rows.append(again(rows[place], count % 5, draw))
    return rows, planted


def as_file(rows: list[list[str]]) -> SimpleUploadedFile:
    text = io.StringIO()
    csv.writer(text).writerows([HEADINGS, *rows])
    return SimpleUploadedFile("register.csv", text.getvalue().encode())


def worked(made: RegisterImport) -> None:
    """Let the worker do what is queued."""
    made.refresh_from_db()
    assert run(str(made.job_id)).state == Job.State.DONE


def test_five_thousand_rows_with_duplicates_and_errors(cast: Cast, capsys: Any) -> None:
    cast.pilot.country = "BE"
    cast.pilot.save()
    rows, planted = table()
    client, started = Client(), time.monotonic()
    client.force_login(cast.manager)
    client.post("/programmes/own/register-imports/", {"pilot": cast.pilot.pk, "file": as_file(rows)})
    made = RegisterImport.objects.get()
    uploaded = time.monotonic()
    client.post(f"{made.get_absolute_url()}columns/",
                {f"column_{place}": field for place, field in enumerate(made.mapping)})
    worked(made)
    checked = time.monotonic()
    found, hinted = [
        {row.number: [candidate["row"] for candidate in row.candidates]
         for row in ImportRow.objects.filter(outcome=kind)} for kind in ("conflict", "maybe")]
    hit = {number for number, original in planted.items() if original in found.get(number, ())}
    wrong = set(found) - set(planted)
    # somebody who takes whatever is likeliest, and decides nothing about what is alike by name alone
    joined = {number for number, like in found.items() if planted.get(number) != like[0]}
    client.post(f"{made.get_absolute_url()}decide/", {"rest": "fill"})
    client.post(f"{made.get_absolute_url()}apply/")
    worked(made)
    applied, entered = time.monotonic(), Stakeholder.objects.filter(kind="person").count()
    client.post(f"{made.get_absolute_url()}undo/")
    worked(made)
    undone = time.monotonic()
    with capsys.disabled():
        print(f"\n{work_on_import.__name__}: {ROWS} rows, planted {PLANTED}: found {len(hit)}, "
              f"missed {len(planted) - len(hit)}, wrongly suggested {len(wrong)}, wrongly merged {len(joined)}, "
              f"hinted at by name alone {len(hinted)} (all entered); seconds: upload "
              f"{uploaded - started:.1f}, check {checked - uploaded:.1f}, apply {applied - checked:.1f}, "
              f"undo {undone - applied:.1f}")
    assert ImportRow.objects.filter(outcome="bad").count() == BAD
    assert (len(rows), len(planted), entered) == (ROWS, PLANTED, ROWS - BAD - len(found))
    assert (len(hit), len(wrong), len(joined), len(hinted) <= 350) == (PLANTED, 0, 0, True)
    assert Stakeholder.objects.count() == 0
