"""The built-in wording of messages, a data file a language. No Django."""

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Wording:
    """Subject and text of a message, with placeholders."""

    subject: str
    body: str


def built_in_languages() -> list[str]:
    return sorted(path.stem for path in FOLDER.glob("*.json") if "." not in path.stem)


@lru_cache
def built_in(kind: str, language: str) -> Wording | None:
    """The built-in wording of a kind in a language; None where that language has none."""
    if language not in built_in_languages():
        return None
    row = json.loads((FOLDER / f"{language}.json").read_text(encoding="utf-8"))[kind]
    return Wording(row["subject"], "\n\n".join(row["body"]))
