"""The choices of a question as rows of a form; they can be typed, pasted, moved and removed without a script."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.text import slugify
from django.utils.translation import gettext as _

CHOICE = re.compile(r"[A-Za-z0-9_.\-]{1,60}")
MOST = 1000
EMPTY_ROWS = 2


class ChoiceRows:
    """Rows of choices: as they are kept, or as they were typed.

    exclusive: codes that exclude all others, None where a question has no such choices. After typing ``choices`` is the
    list to keep, ``errors`` what is wrong with it.
    """

    def __init__(self, kept: Sequence[Mapping[str, Any]], data: Mapping[str, Any] | None, *, language: str,
                 exclusive: Sequence[str] | None, has_columns: bool, locked: bool) -> None:
        self.kept = {str(choice["code"]): dict(choice) for choice in kept}
        self.language, self.has_columns, self.locked = language, has_columns, locked
        self.can_exclude = exclusive is not None
        is_typed = data is not None and "choices-count" in data and not locked
        self.rows = self._typed(data) if data is not None and is_typed else [
            self._row(choice, exclusive or ()) for choice in kept]
        if is_typed:
            self._take_action(str(data.get("action", "")))  # type: ignore[union-attr]
        self._name_rows()
        self.errors = self._errors()

    @property
    def shown(self) -> list[dict[str, Any]]:
        """The rows with some empty ones below."""
        return self.rows if self.locked else [*self.rows, *({"code": "", "label": ""} for _n in range(EMPTY_ROWS))]

    @property
    def exclusive_codes(self) -> tuple[str, ...]:
        return tuple(row["code"] for row in self.rows if row.get("exclusive")) if self.can_exclude else ()

    @property
    def choices(self) -> list[dict[str, Any]]:
        """The choices to keep; what a row does not show stays as it was."""
        return [self._choice(row) for row in self.rows]

    def _choice(self, row: Mapping[str, Any]) -> dict[str, Any]:
        choice = dict(self.kept.get(row.get("was", ""), {}))
        label = {**choice.get("label", {}), self.language: row["label"]}
        choice |= {"code": row["code"], "label": {lang: text for lang, text in label.items() if text}}
        choice.pop("numeric", None)
        if (numeric := _numeric(row.get("numeric", ""))) is not None:
            choice["numeric"] = numeric
        if self.has_columns:
            choice.pop("columns", None)
            if columns := _columns(row.get("columns", "")):
                choice["columns"] = columns
        return choice

    def _row(self, choice: Mapping[str, Any], exclusive: Sequence[str]) -> dict[str, Any]:
        numeric = choice.get("numeric")
        return {
            "code": str(choice["code"]), "was": str(choice["code"]),
            "label": (choice.get("label") or {}).get(self.language, ""),
            "numeric": "" if numeric is None else f"{numeric:g}", "exclusive": choice["code"] in exclusive,
            "columns": ", ".join(f"{name}={value}" for name, value in (choice.get("columns") or {}).items()),
        }

    def _typed(self, data: Mapping[str, Any]) -> list[dict[str, Any]]:
        count = str(data.get("choices-count", ""))
        numbers = range(min(int(count), MOST) if count.isdecimal() and len(count) < 6 else 0)
        rows = []
        for number in numbers:
            row = {name: str(data.get(f"choices-{number}-{name}", "")).strip()[:2000]
                   for name in ("code", "was", "label", "numeric", "columns")}
            if row["code"] or row["label"]:
                rows.append({**row, "exclusive": bool(data.get(f"choices-{number}-exclusive")), "at": str(number)})
        pasted = [line.strip() for line in str(data.get("choices-paste", "")).splitlines() if line.strip()]
        following = max((int(n) for row in rows if (n := _numeric(row["numeric"])) is not None and n > 0), default=0)
        return rows + [{"code": "", "label": line[:2000], "numeric": str(following + number)}
                       for number, line in enumerate(pasted[:MOST], start=1)]

    def _take_action(self, action: str) -> None:
        what, _colon, which = action.partition(":")
        place = next((n for n, row in enumerate(self.rows) if row.get("at") == which), None)
        if place is None:
            return
        if what == "choice-remove":
            del self.rows[place]
        beside = place + {"choice-up": -1, "choice-down": 1}.get(what, 0)
        if beside != place and 0 <= beside < len(self.rows):
            self.rows[place], self.rows[beside] = self.rows[beside], self.rows[place]

    def _name_rows(self) -> None:
        """Codes for the choices of which only the words were typed."""
        taken = {row["code"] for row in self.rows}
        for row in self.rows:
            if not row["code"]:
                base = slugify(row["label"]).replace("-", "_")[:50] or "choice"
                code, number = base, 2
                while code in taken:
                    code, number = f"{base}_{number}", number + 1
                row["code"] = code
                taken.add(code)

    def _errors(self) -> list[str]:
        errors = []
        codes = [row["code"] for row in self.rows]
        for row in self.rows:
            if not CHOICE.fullmatch(row["code"]):
                errors.append(_("“%(code)s” cannot be a code: letters without accents, digits, _ . and - only.")
                              % {"code": row["code"]})
            if row.get("numeric") and _numeric(row["numeric"]) is None:
                errors.append(_("“%(number)s” is no number.") % {"number": row["numeric"]})
            if row.get("columns") and not _columns(row["columns"]):
                errors.append(_("Columns are written as region=north, size=big."))
        errors += [_("The code “%(code)s” stands there twice.") % {"code": code}
                   for code in dict.fromkeys(codes) if codes.count(code) > 1]
        return errors


def _numeric(text: str) -> float | int | None:
    try:
        number = float(text.replace(",", "."))
    except ValueError:
        return None
    if number != number or abs(number) > 1e9:
        return None
    return int(number) if number == int(number) else number


def _columns(text: str) -> dict[str, str]:
    pairs = [pair.partition("=") for pair in text.split(",") if pair.strip()]
    if not all(name.strip() and sign for name, sign, _value in pairs):
        return {}
    return {name.strip(): value.strip() for name, _sign, value in pairs}
