"""All words of a questionnaire, to be translated."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from surveys.editing.documents import Document, plain_copy, spots_of
from surveys.editing.merging import TEXTS


@dataclass(frozen=True)
class TextSpot:
    """Words in some languages. key: as in ``travel|label`` or ``travel|choice|bus``; code: of the part, "" of none."""

    key: str
    code: str
    kind: str
    text: Mapping[str, str]
    choice: str = ""


def texts_of(document: Mapping[str, Any]) -> list[TextSpot]:
    """Every text that says something in any language, in the order of the questionnaire; what is called by a label has
    one even where it is still missing."""
    return [spot for spot in _every(document) if any(spot.text.values())]


def with_texts(document: Mapping[str, Any], language: str, texts: Mapping[str, str]) -> Document:
    """The document with words ({key: text}) in a language; "" takes them away. Unknown keys are passed over."""
    new = plain_copy(document)
    for spot in _every(new):
        if spot.key in texts and isinstance(spot.text, dict):
            if texts[spot.key]:
                spot.text[language] = texts[spot.key]
            else:
                spot.text.pop(language, None)
    return new


def _every(document: Mapping[str, Any]) -> Iterator[TextSpot]:
    for name in ("title", "intro"):
        yield TextSpot(f"|{name}", "", name, _texts(document, name))
    shared: set[str] = set()
    for spot in spots_of(document):
        for name in TEXTS:
            if name in spot.part:
                yield TextSpot(f"{spot.code}|{name}", spot.code, name, _texts(spot.part, name))
        if spot.in_matrix and spot.around[-1] in shared:
            continue
        for choice in spot.part.get("choices") or ():
            yield TextSpot(f"{spot.code}|choice|{choice['code']}", spot.code, "choice", _texts(choice, "label"),
                           str(choice["code"]))


def _texts(holder: Any, name: str) -> dict[str, str]:
    found = holder.get(name)
    return found if isinstance(found, dict) else {}
