"""The lists of choices of a form that is written."""

from typing import Any

from surveys.xlsform.cells import Line, plain, read_back, safe_heading, said
from surveys.xlsform.choices import OWN, choice_of
from surveys.xlsform.columns import EXACT
from surveys.xlsform.exact import difference
from surveys.xlsform.languages import heading_in
from surveys.xlsform.names import choice_name_like, name_like
from surveys.xlsform.types import kind_of

Choices = list[dict[str, Any]]


class Lists:
    """Lists by their name; no two lists under one."""

    def __init__(self) -> None:
        self.known: dict[str, Choices] = {}

    def holds(self, name: str, choices: Choices) -> bool:
        """Keep the choices under just this name; False where another list has it or no list can have it."""
        if kind_of(f"select_one {name}").list_name != name or " " in name or plain(name) != name:
            return False
        return self.known.setdefault(name, choices) == choices

    def add(self, name: str, choices: Choices) -> str:
        """Keep the choices under this name, or one like it; returns it."""
        found = name_like(name, set(self.known))
        self.known[found] = choices
        return found

    def lines(self, language: str) -> list[Line]:
        """A row for every choice of every list."""
        found: list[Line] = []
        for name, choices in self.known.items():
            taken: set[str] = set()
            for choice in choices:
                code = choice_name_like(choice["code"], taken)
                taken.add(code)
                found.append(_line(name, code, choice, language))
        return found


def _line(name: str, code: str, choice: dict[str, Any], language: str) -> Line:
    line: Line = {"list_name": name, "name": code, "media::image": choice.get("image", ""),
                  "numeric_code": said(choice.get("numeric")), "quota": said(choice.get("quota"))}
    line |= {heading_in("label", other): words for other, words in choice["label"].items()
             if heading_in("label", other)}
    line |= {key: cell for key, cell in choice.get("columns", {}).items()
             if isinstance(cell, str) and safe_heading(key) and key not in OWN}
    row = read_back(line, language)
    return line | {EXACT: difference(choice_of(row, []), choice)}


