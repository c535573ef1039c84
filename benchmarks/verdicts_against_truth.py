"""Verdicts on generated worlds against the truth that was planted in them: seeds 1 to 20, plain and nasty.

Run by ``bin/bench verdicts_against_truth``; prints one table by planted class and one by item. A verdict is wrong
where the truth lists it among ``must_not_be``. Expected rates of wrong verdicts: part 2.7 of the specification.

The nasty worlds overwrite every answer of one pilot with the same number, but their truth is that of before: a method
rated 3 elsewhere and 4 there is called different, rightly. The third table therefore leaves that pilot's answers out.
"""

import csv
import json
import os
import subprocess
import sys
import tempfile
from collections import Counter
from io import StringIO
from pathlib import Path

import django

GENERATOR = Path(
    os.environ.get("MAKE_WORLD", Path(__file__).parents[2] / "shared" / "data" / "world" / "make_world.py")
)
SEEDS = range(1, int(os.environ.get("SEEDS", "20")) + 1)
VERDICTS = ("FITS_ALL", "CONTEXT_DEPENDENT", "NOT_ENOUGH_EVIDENCE")
RATING = "method_rating"
CITIZENS = "survey_item_citizen"
OVERWRITTEN = "all_same_answer"
Row = tuple[str, str, str, bool]


def main() -> int:
    """Load, compute and compare every world; exit status 2 where the generator is missing."""
    if not GENERATOR.exists():
        print(f"The world generator is missing: {GENERATOR.name}; set MAKE_WORLD to its path.")
        return 2
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "peripheria.settings")
    django.setup()
    from django.core.management import call_command  # noqa: PLC0415  settings come first

    call_command("migrate", verbosity=0)
    call_command("install_catalogue", stdout=StringIO())
    for title, nasty, whole in (
        ("plain", False, True), ("with --nasty", True, True),
        ("with --nasty, without the answers of the pilot where all were overwritten", True, False),
    ):
        print_table(title, [row for seed in SEEDS for row in judged(seed, nasty=nasty, whole=whole)])
    return 0


def judged(seed: int, *, nasty: bool, whole: bool) -> list[Row]:
    """(kind, planted class, verdict, wrong) of every method and item of one world."""
    from django.core.management import call_command  # noqa: PLC0415

    with tempfile.TemporaryDirectory() as folder:
        options = ["--scale", "small", "--seed", str(seed), "--out", folder, *(["--nasty"] if nasty else [])]
        subprocess.run([sys.executable, str(GENERATOR), *options], check=True, stdout=subprocess.DEVNULL)  # noqa: S603
        truth = json.loads((Path(folder) / "truth.json").read_text(encoding="utf-8"))
        if not whole:
            leave_out_answers(Path(folder), {p for p, odd in truth["edge_pilots"].items() if odd == OVERWRITTEN})
        call_command("load_world", folder, "--programme", "Truth", "--replace", stdout=StringIO())
    call_command("compute_indicators", "--programme", "Truth", stdout=StringIO())
    written = StringIO()
    call_command("export_values", "--programme", "Truth", "--format", "json", stdout=written)
    planted = {("method", code): facts for code, facts in truth["methods"].items()}
    planted |= {("item", code): facts for code, facts in truth["items"].items()}
    found = []
    for verdict in json.loads(written.getvalue())["verdicts"]:
        kind = "method" if verdict["outcome"] == RATING else "item" if verdict["outcome"] == CITIZENS else ""
        facts = planted.get((kind, verdict["subject"]))
        if facts is not None:
            found.append((kind, facts["class"], verdict["verdict"], verdict["verdict"] in facts["must_not_be"]))
    return found


def leave_out_answers(folder: Path, pilots: set[str]) -> None:
    """Take the responses of these pilots out of the world."""
    path = folder / "responses.csv"
    with path.open(newline="", encoding="utf-8") as file:
        head, *rows = csv.reader(file)
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([head, *(row for row in rows if row[head.index("pilot")] not in pilots)])


def print_table(title: str, rows: list[Row]) -> None:
    """Counts of verdicts by kind and planted class, and how many are wrong."""
    print(f"\n{len(SEEDS)} small worlds, {title}")
    print(f"{'planted':22}" + "".join(f"{verdict:>21}" for verdict in VERDICTS) + f"{'wrong':>8}{'of':>6}")
    for kind, planted in sorted({row[:2] for row in rows}):
        group = [row for row in rows if row[:2] == (kind, planted)]
        counts = Counter(verdict for _kind, _class, verdict, _wrong in group)
        wrong = sum(row[3] for row in group)
        print(f"{kind + ' ' + planted:22}" + "".join(f"{counts[verdict]:>21}" for verdict in VERDICTS)
              + f"{wrong:>8}{len(group):>6}")
    print(f"{'all':22}{'':63}{sum(row[3] for row in rows):>8}{len(rows):>6}")


if __name__ == "__main__":
    sys.exit(main())
