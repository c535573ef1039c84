"""Questions that a pilot's copy may move but not redefine, so that answers stay comparable between pilots."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from surveys.editing.documents import Document, Part, spots_of

SHAPE = ("code", "type", "lo", "hi", "step", "other", "bank", "construct")
WORDING = ("label", "hint", "guidance", "lo_label", "hi_label", "other_label")


def is_locked(document: Mapping[str, Any], part: Mapping[str, Any], *, core: Collection[str],
              catalogue: Collection[str]) -> bool:
    """Whether the part is a core question. core: codes of the bank's core entries; catalogue: codes of its templates.

    A question from the bank is one where its entry is core, or where its questionnaire was made from the catalogue;
    there whatever measures a construct is core too.
    """
    bank = part.get("bank", "")
    if bank and (bank in core or part.get("is_core")):
        return True
    return document["code"] in catalogue and bool(bank or part.get("construct"))


def redefined(old: Part, new: Part) -> str:
    """The first field in which a core question would not be what it was, "" where there is none.

    Words may be added in languages that had none.
    """
    for name in SHAPE:
        if (old.get(name) or None) != (new.get(name) or None):
            return name
    for name in WORDING:
        if _reworded(old.get(name), new.get(name)):
            return name
    return "choices" if _choices_differ(old, new) else ""


def redefined_in(old: Document, new: Document, *, core: Collection[str], catalogue: Collection[str]) -> str:
    """The code of the first core question of ``old`` that is another one in ``new``; "" where there is none."""
    after = {spot.code: spot.part for spot in spots_of(new)}
    for part in locked_parts(old, core=core, catalogue=catalogue):
        if part["code"] in after and redefined(part, after[part["code"]]):
            return str(part["code"])
    return ""


def locked_parts(document: Document, *, core: Collection[str], catalogue: Collection[str]) -> Iterator[Part]:
    """The core questions of a document."""
    for spot in spots_of(document):
        if is_locked(document, spot.part, core=core, catalogue=catalogue):
            yield spot.part


def _reworded(old: Any, new: Any) -> bool:
    return any(text and text != (new or {}).get(language) for language, text in (old or {}).items())


def _choices_differ(old: Part, new: Part) -> bool:
    before, after = old.get("choices") or [], new.get("choices") or []
    if [(c["code"], c.get("numeric")) for c in before] != [(c["code"], c.get("numeric")) for c in after]:
        return True
    return any(_reworded(was.get("label"), now.get("label")) for was, now in zip(before, after, strict=True))
