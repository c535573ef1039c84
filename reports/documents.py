"""Snapshots → files. Each writer reads the snapshot only and leaves a whole file or none."""

import json
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from foundation.charts.render import render_svg
from foundation.charts.theme import LIGHT
from foundation.tables.atomic_file import atomic_path, write_lines
from foundation.tables.csv_writer import csv_lines
from foundation.tables.xlsx_writer import Column, Sheet, write_xlsx
from reports import layout, matrix
from reports.models import Snapshot

VALUES = ("pilot", "indicator", "definition_version", "method", "period", "split", "value", "lower", "upper",
          "boot_lower", "boot_upper", "n", "n_missing", "numerator", "denominator", "coverage", "suppressed", "flags",
          "as_of")
TEXTS = {"pilot", "indicator", "method", "period", "split", "flags", "as_of"}
CHART_WIDTH = 560  # two beside each other on a page
TEMPLATE = Path(__file__).parent / "typst" / "report.typ"


def value_rows(content: dict[str, Any]) -> Iterator[list[Any]]:
    """Every value in full precision; lists are joined by semicolons."""
    for value in content["values"]:
        yield [";".join(cell) if isinstance(cell := value[name], list) else cell for name in VALUES]


def write_csv(snapshot: Snapshot, target: Path) -> None:
    """The values."""
    write_lines(target, csv_lines(VALUES, value_rows(snapshot.content), bom=True))


def write_workbook(snapshot: Snapshot, target: Path) -> None:
    """About, values, verdicts and definitions, each on its sheet."""
    content = snapshot.content
    write_xlsx(target, [
        Sheet(_("About"), [Column(_("What"), width=30), Column(_("Value"), width=80)], _about(snapshot)),
        Sheet(_("Values"), [Column(name, _kind(name)) for name in VALUES], value_rows(content)),
        Sheet(_("Verdicts"), _verdict_columns(), _verdict_rows(content)),
        Sheet(_("Definitions"), [Column(name, width=30) for name in _definition_labels()],
              layout.definition_rows(content)),
    ])


def _kind(name: str) -> Any:
    return "text" if name in TEXTS else "boolean" if name == "suppressed" else "number"


def _about(snapshot: Snapshot) -> list[list[str]]:
    content = snapshot.content
    return [
        [_("Title"), content["report"]["title"]], *layout.facts(content), ["SHA-256", snapshot.sha256],
        *[[_("Note"), sentence] for sentence in layout.statements(content)], *layout.plan_rows(content),
    ]


def _verdict_columns() -> list[Column]:
    return [Column("outcome"), Column("subject"), Column("method", width=30), Column("verdict", width=24),
            Column("reason"), Column("k", "integer"), Column("interim", "boolean"), Column("text", width=80),
            Column("figures", width=80)]


def _verdict_rows(content: dict[str, Any]) -> Iterator[list[Any]]:
    lines = layout.verdict_lines(content)
    for verdict, line in zip(content["verdicts"], lines, strict=True):
        yield [verdict["outcome"], verdict["subject"], line["name"], verdict["verdict"], verdict["reason"],
               verdict["k"], verdict["interim"], line["text"], json.dumps(verdict["figures"], sort_keys=True)]


def _definition_labels() -> tuple[str, ...]:
    return (_("Definition"), _("Name"), _("Formula"), _("Unit"), _("Sources"))


def write_pdf(snapshot: Snapshot, target: Path) -> None:
    """An accessible PDF (PDF/UA-1). All text goes in as data, never as markup."""
    import typst  # noqa: PLC0415  only the job needs the typesetter

    document = typst.compile(  # type: ignore[call-overload]  # its stubs leave out bytes with these options
        TEMPLATE.read_bytes(), format="pdf", pdf_standards=["ua-1"], ignore_system_fonts=True,
        font_paths=[str(settings.BASE_DIR / "static" / "vendor" / "inter-ttf")],
        sys_inputs={"data": json.dumps(pdf_data(snapshot), ensure_ascii=False)},
    )
    with atomic_path(target) as temporary:
        temporary.write_bytes(document)


def pdf_data(snapshot: Snapshot) -> dict[str, Any]:
    """What the template of the PDF sets: texts, tables and drawings."""
    content = snapshot.content
    return {
        "title": content["report"]["title"], "programme": content["programme"]["name"],
        "language": content["report"]["language"].split("-")[0], "sha256": snapshot.sha256,
        "date": content["report"]["requested_at"][:10], "statements": layout.statements(content),
        "facts": layout.facts(content), "context": layout.context_table(content),
        "methods": [asdict(table) for table in matrix.method_tables(content)],
        "indicators": [asdict(table) for table in [
            *matrix.family_tables(content), *matrix.programme_tables(content)]],
        "reading": matrix.reading_note(content), "verdicts": layout.rating_lines(content),
        "families": layout.other_families(content),
        "caveats": layout.caveats(content), "plan": layout.plan_rows(content),
        "charts": [
            {key: chart[key] for key in ("title", "alt")}
            | {"svg": render_svg(chart["picture"].draw(CHART_WIDTH, LIGHT))}
            for chart in layout.charts(content)
        ],
        "definitions": {"columns": [{"label": label, "numeric": False} for label in _definition_labels()],
                        "rows": layout.definition_rows(content)},
        "words": _pdf_words(),
    }


def _pdf_words() -> dict[str, str]:
    return {
        "about": _("What this report is"), "verdicts": _("Does one size fit all?"), "method": _("Method"),
        "verdict": _("Verdict"), "cities": _("Cities"), "meaning": _("What it means"), "interim": _("interim"),
        "charts": _("Ratings of the methods"), "others": _("What else was compared"),
        "subject": _("What"), "indicators": _("Indicators"), "plan": _("Analysis plan"),
        "setting": _("Setting"), "value": _("Value"), "definitions": _("Definitions"), "report": _("Comparison report"),
        "verify": _("SHA-256 of the content"), "none": _("Nothing has been computed yet."), "page": _("Page"),
    }


WRITERS: dict[str, Callable[[Snapshot, Path], None]] = {"csv": write_csv, "xlsx": write_workbook, "pdf": write_pdf}
