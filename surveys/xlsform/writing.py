"""From a definition to the sheets of a form; reading them again gives an equal definition.

Every row is read back while it is written: what its cells cannot say goes into the column of exact values.
"""

from collections.abc import Iterator
from typing import Any

from surveys.definition import CHOSEN, OTHER, Definition, write_definition
from surveys.xlsform.cells import Line, plain, read_back, safe_heading, said
from surveys.xlsform.choice_lists import Lists
from surveys.xlsform.columns import (
    CELLS,
    EXACT,
    EXPRESSIONS,
    FLAGS,
    GROUP_TEXTS,
    LIMITS,
    OTHER_LABEL,
    OUR_TYPE,
    OWN_LIST,
    SETTINGS,
    SURVEY,
    TEXTS,
)
from surveys.xlsform.exact import difference
from surveys.xlsform.languages import heading_in, heading_language
from surveys.xlsform.names import name_like
from surveys.xlsform.rows import chosen_of, group_of, note_of, question_of
from surveys.xlsform.settings import NEVER_KEPT, settings_of
from surveys.xlsform.types import kind_of
from surveys.xlsform.workbook import Table, table_of, workbook_of

WRITTEN = {
    "single": "select_one", "multiple": "select_multiple", "rank": "rank", "scale": "range", "range": "range",
    "integer": "integer", "number": "decimal", "text": "text", "email": "text", "date": "date", "time": "time",
    "datetime": "dateTime", "geopoint": "geopoint", "image": "image", "file": "file", "acknowledge": "acknowledge",
    "calculation": "calculate", "hidden": "hidden", "note": "note",
}
Document = dict[str, Any]


def write_xlsform(definition: Definition) -> bytes:
    """The XLSX workbook of a questionnaire, with the sheets survey, choices and settings; every cell is a text.

    Raises CellTooLong where a text is longer than a cell can be.
    """
    return workbook_of(form_tables(definition))


def form_tables(definition: Definition) -> dict[str, Table]:
    """The rows of each sheet, the headings first."""
    document = write_definition(definition)
    default, language = heading_language(definition.languages)
    writer = _Writer(document.get("lists", {}), language)
    survey = [line for element in document["elements"] for line in writer.lines(element)]
    settings = _settings(document, default, language)
    return {
        "survey": table_of(survey, SURVEY, ("type", "name", heading_in("label", language))),
        "choices": table_of(writer.lists.lines(language), ("list_name", "name"),
                            ("list_name", "name", heading_in("label", language))),
        "settings": table_of([settings], SETTINGS, ("form_title", "form_id")),
    }


class _Writer:
    def __init__(self, lists: Document, language: str) -> None:
        self.shared, self.language = lists, language
        self.lists = Lists()
        self.names: set[str] = set()

    def lines(self, element: Document) -> Iterator[Line]:
        if "elements" not in element:
            yield self.question(element)
            return
        yield self.group(element)
        for inside in element["elements"]:
            yield from self.lines(inside)
        yield {"type": "end_repeat" if element["type"] == "repeat" else "end_group"}

    def name(self, element: Document) -> str:
        found = name_like(element["code"], self.names)
        self.names.add(found)
        return found

    def group(self, element: Document) -> Line:
        is_repeat, is_matrix = element["type"] == "repeat", element["type"] == "matrix"
        look = ["table-list"] if is_matrix else ["field-list"] if element.get("is_page") else []
        line: Line = {
            "type": "begin_repeat" if is_repeat else "begin_group", "name": self.name(element),
            "relevant": element.get("relevant", ""), "repeat_count": element.get("count", "") if is_repeat else "",
            "repeat_most": str(element.get("most", "")), OUR_TYPE: "matrix" if is_matrix else _plain_group(element),
            "appearance": " ".join([*look, element.get("appearance", "")]),
        }
        line |= self.texts(element, {name: name for name in GROUP_TEXTS}) | _extra(element)
        row = read_back(line, self.language)
        meant = {key: value for key, value in element.items() if key != "elements"}
        return line | {EXACT: difference(group_of(row, kind_of(line["type"]), []), meant)}

    def question(self, element: Document) -> Line:
        is_chosen = element["type"] in CHOSEN
        if not is_chosen and "list_name" in element:  # no cell of such a question names a list
            element = {"choices": self.shared.get(element["list_name"]), **element}
        line: Line = {
            "type": WRITTEN[element["type"]], "name": self.name(element), "required": _required(element),
            "appearance": " ".join([*(["multiline"] if element.get("multiline") else []),
                                    element.get("appearance", "")]),
            "parameters": _parameters(element),
            OUR_TYPE: element["type"] if element["type"] in ("scale", "email") else "",
        }
        line |= {column: "yes" for column, key in FLAGS.items() if element.get(key)}
        line |= {name: element.get(name, "") for name in EXPRESSIONS}
        line |= {column: element.get(key, "") for column, key in CELLS.items() if key != "appearance"}
        if element["type"] not in ("range", "scale"):
            line |= {column: said(element.get(key)) for column, key in LIMITS.items()}
        line |= self.texts(element, TEXTS) | _extra(element)
        choices: list[Document] = []
        if is_chosen:
            choices, chosen = self.chosen(element)
            line |= chosen
        if element["type"] == "note" and kind_of(_original(element)).what == "not_supported":
            line["type"] = _original(element)
        return line | {EXACT: self.exact(line, element, choices)}

    def exact(self, line: Line, element: Document, choices: list[Document]) -> str:
        row = read_back(line, self.language)
        kind = kind_of(line["type"])
        if kind.what == "not_supported":
            return difference(note_of(row, []), element)
        read = question_of(row, kind, [])
        if not kind.list_name:
            return difference(read, element)
        read |= chosen_of(row, kind, choices)
        read.pop("choices", None)  # they are those of the element: their list holds them exactly
        return difference(read, {key: value for key, value in element.items() if key != "choices"})

    def chosen(self, element: Document) -> tuple[list[Document], Line]:
        """The choices of the list that is written for the question, and the cells that name it."""
        type_ = WRITTEN[element["type"]]
        shared, choices = element.get("list_name", ""), element.get("choices")
        has_other = any(choice["code"] == OTHER for choice in choices or self.shared.get(shared, ()))
        suffix = " or_other" if element.get("other") and has_other else ""
        if choices is None and self.lists.holds(shared, self.shared[shared]):
            return self.shared[shared], {"type": f"{type_} {shared}{suffix}"}
        choices = self.shared[shared] if choices is None else choices
        wanted = element.get("extra", {}).get("list_name")
        if suffix and isinstance(wanted, str) and choices[-1] == {"code": OTHER, "label": OTHER_LABEL}:
            rest = choices[:-1]
            if rest and self.lists.holds(wanted, rest):
                return rest, {"type": f"{type_} {wanted}{suffix}", "list_name": ""}
        name = self.lists.add(shared or element["code"], choices)
        return choices, {"type": f"{type_} {name}{suffix}", OWN_LIST: "yes"}

    def texts(self, element: Document, columns: dict[str, str]) -> Line:
        return {heading_in(column, language): words for column, key in columns.items()
                for language, words in element.get(key, {}).items() if heading_in(column, language)}


def _plain_group(element: Document) -> str:
    """ "group" where a reader could take the questions inside for a table, which they are not."""
    looks = [inside.get("appearance", "").split() for inside in element["elements"]]
    return "group" if any("label" in look for look in looks) or "table-list" in element.get("appearance", "") else ""


def _original(element: Document) -> str:
    return str(element.get("extra", {}).get("type", ""))


def _required(element: Document) -> str:
    required = element.get("required", "")
    return "yes" if required is True else str(required or "")


def _parameters(element: Document) -> str:
    names = {"start": "lo", "end": "hi"} if element["type"] in ("range", "scale") else {}
    if element["type"] == "range" and (element.get("step") or 0) > 0:
        names["step"] = "step"
    found = [f"{name}={said(element[key])}" for name, key in names.items() if element.get(key) is not None]
    return " ".join([*found, *(["randomize=true"] if element.get("randomize") else [])])


def _extra(element: Document) -> Line:
    extra = element.get("extra", {})
    return {key: value for key, value in extra.items() if isinstance(value, str) and safe_heading(key)} | {
        "read_only": "yes" if extra.get("read_only") == "yes" else ""}


def _settings(document: Document, default: str, language: str) -> Line:
    title = document["title"]
    names = [title.get(language, ""), *title.values(), document["code"], "Questionnaire"]
    line: Line = {
        "form_title": next(name for name in names if plain(name)),
        "form_id": plain(document["code"]) or "questionnaire", "default_language": default,
        "languages": plain(" ".join(document["languages"])) or language, "paging": document["paging"],
        "response_limit": said(document.get("quota")),
    }
    line |= {heading_in("form_title", other): words for other, words in title.items()
             if other != language and heading_in("form_title", other)}
    line |= {heading_in("intro", other): words for other, words in document["intro"].items()
             if heading_in("intro", other)}
    line |= {key: value for key, value in document.get("settings", {}).items()
             if isinstance(value, str) and key not in NEVER_KEPT and safe_heading(key)}
    row = read_back(line, language, "settings")
    meant = {"settings": {}, **{key: value for key, value in document.items()
                                if key not in ("elements", "lists") and (key, value) != ("intro", {})}}
    return line | {EXACT: difference(settings_of(row, "", language), meant)}
