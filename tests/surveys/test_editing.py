"""Changing a questionnaire's document: steps, merging, checks, locks, impact. No database."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.definition import read_definition
from surveys.editing import (
    EditError,
    add_part,
    as_shown,
    change_part,
    duplicate_part,
    editable,
    empty_document,
    findings_in,
    impact_of,
    merge_parts,
    move_part,
    new_part,
    part_with,
    ready_to_publish,
    remove_part,
    spots_of,
    texts_of,
    with_texts,
)
from surveys.editing.exclusive import join_exclusive, split_exclusive
from surveys.editing.locks import is_locked, redefined, redefined_in
from tests.factories.surveys import ALL_TYPES

BUS = {"code": "bus", "numeric": 1, "label": {"en": "Bus"}}
FOOT = {"code": "foot", "numeric": 2, "label": {"en": "On foot"}}


def document(*parts: dict[str, Any], languages: tuple[str, ...] = ("en",)) -> dict[str, Any]:
    return empty_document("walks", "Walks", languages) | {"elements": list(parts)}


def text(code: str, **more: Any) -> dict[str, Any]:
    return {"code": code, "type": "text", "label": {"en": code}, **more}


def single(code: str, *choices: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"code": code, "type": "single", "label": {"en": code}, "choices": list(choices or (BUS, FOOT)), **more}


def group(code: str, *parts: dict[str, Any], kind: str = "group") -> dict[str, Any]:
    return {"code": code, "type": kind, "label": {"en": code}, "elements": list(parts)}


def order(doc: dict[str, Any]) -> list[str]:
    return [".".join([*spot.around, spot.code]) for spot in spots_of(doc)]


# steps


def test_an_older_document_and_shared_lists_become_editable_and_mean_the_same() -> None:
    shared = {"code": "s", "title": {"en": "S"}, "languages": ["en"], "lists": {"ways": [BUS, FOOT]}, "elements": [
        {"code": "there", "type": "single", "label": {"en": "There"}, "list_name": "ways"},
        {"code": "back", "type": "single", "label": {"en": "Back"}, "list_name": "ways"}]}
    for stored in (ALL_TYPES, shared):
        draft = editable(stored)
        assert read_definition(draft) == read_definition(stored)
        assert read_definition(ready_to_publish(draft)) == read_definition(stored)
    assert ready_to_publish(editable(shared))["lists"] == shared["lists"]


@pytest.mark.parametrize(("code", "step", "expected"), [
    ("a", 1, ["b", "a", "g", "g.c", "g.d"]),
    ("b", 1, ["a", "g", "g.b", "g.c", "g.d"]),
    ("c", -1, ["a", "b", "c", "g", "g.d"]),
    ("d", 1, ["a", "b", "g", "g.c", "d"]),
    ("a", -1, ["a", "b", "g", "g.c", "g.d"]),
    ("g", 1, ["a", "b", "g", "g.c", "g.d"]),
    ("g", -1, ["a", "g", "g.c", "g.d", "b"]),
])
def test_a_part_moves_past_its_neighbour_into_groups_and_out_of_them(
    code: str, step: int, expected: list[str]
) -> None:
    doc = document(text("a"), text("b"), group("g", text("c"), text("d")))
    assert order(move_part(doc, code, step)) == expected


def test_a_matrix_takes_in_only_rows_with_its_choices() -> None:
    doc = document(text("a"), group("m", single("r"), kind="matrix"), single("b"), single("c", BUS))
    assert order(move_part(doc, "a", 1)) == ["m", "m.r", "a", "b", "c"]
    assert order(move_part(doc, "b", -1)) == ["a", "m", "m.r", "m.b", "c"]
    assert order(move_part(move_part(doc, "c", -1), "c", -1)) == ["a", "c", "m", "m.r", "b"]


def test_a_row_that_is_added_to_a_matrix_has_its_choices() -> None:
    doc = add_part(document(group("m", single("r"), kind="matrix")), text("why"), inside="m")
    assert part_with(doc, "why") == {"code": "why", "label": {"en": "why"}, "type": "single", "choices": [BUS, FOOT]}
    with pytest.raises(EditError, match="not_here"):
        add_part(doc, group("g"), inside="m")


def test_a_new_code_is_followed_by_expressions_and_words() -> None:
    doc = document(text("a", other=True), text("b", relevant="${a} = 1 or ${ a_other } = 2 or ${ab} = 3",
                                               label={"en": "You said ${a}"}))
    new = change_part(doc, "a", text("z"))
    assert (part_with(new, "b") or {})["relevant"] == "${z} = 1 or ${z_other} = 2 or ${ab} = 3"
    assert (part_with(new, "b") or {})["label"] == {"en": "You said ${z}"}


@pytest.mark.parametrize(("code", "reason"), [("b", "code_taken"), ("å", "code_unusable"), ("1a", "code_unusable"),
                                              ("c_other", "code_taken")])
def test_a_code_that_cannot_be_is_refused(code: str, reason: str) -> None:
    doc = document(text("a"), text("b"), single("c", other=True))
    with pytest.raises(EditError, match=reason):
        change_part(doc, "a", text(code))


def test_a_copy_of_a_group_asks_under_codes_of_its_own() -> None:
    doc = document(group("g", text("a", bank="a", is_core=True), text("b", relevant="${a} = 1")))
    new = duplicate_part(doc, "g")
    assert order(new) == ["g", "g.a", "g.b", "g_2", "g_2.a_2", "g_2.b_2"]
    assert (part_with(new, "a_2"), (part_with(new, "b_2") or {})["relevant"]) == (
        {"code": "a_2", "type": "text", "label": {"en": "a"}}, "${a_2} = 1")


@pytest.mark.parametrize("change", [
    lambda doc: move_part(doc, "gone", 1), lambda doc: remove_part(doc, "gone"),
    lambda doc: duplicate_part(doc, "gone"), lambda doc: change_part(doc, "gone", text("a")),
    lambda doc: add_part(doc, text("b"), after="gone"), lambda doc: add_part(doc, text("b"), inside="gone"),
])
def test_a_step_on_what_is_gone_says_so(change: Any) -> None:
    with pytest.raises(EditError, match="gone"):
        change(document(text("a")))


KINDS = ["text", "single", "scale", "group", "repeat", "matrix", "note"]
STEPS = st.lists(st.tuples(st.sampled_from(["add", "up", "down", "copy", "remove"]), st.integers(0, 20),
                           st.sampled_from(KINDS)), max_size=25)


@given(STEPS)
def test_any_steps_keep_codes_apart_and_lose_nothing_by_moving(steps: list[tuple[str, int, str]]) -> None:
    doc = document(text("a"))
    for what, which, kind in steps:
        codes = [spot.code for spot in spots_of(doc)]
        code = codes[which % len(codes)] if codes else ""
        before = sorted(codes)
        if what == "add":
            spot = next((s for s in spots_of(doc) if s.code == code), None)
            in_matrix = spot is not None and spot.in_matrix
            place = {} if in_matrix or not code else {"after": code}
            doc = add_part(doc, new_part(doc, kind), **place)
        elif code and what in ("up", "down"):
            doc = move_part(doc, code, -1 if what == "up" else 1)
            assert sorted(spot.code for spot in spots_of(doc)) == before
        elif code:
            doc = duplicate_part(doc, code) if what == "copy" and len(codes) < 40 else remove_part(doc, code)
        after = [spot.code for spot in spots_of(doc)]
        assert len(set(after)) == len(after)


# two people


def test_words_are_merged_language_by_language_and_the_rest_field_by_field() -> None:
    base = text("a", label={"en": "A", "sv": "A"}, relevant="1")
    mine = text("a", label={"en": "A!", "sv": "A"}, relevant="1", hint={"en": "H"})
    theirs = text("a", label={"en": "A", "sv": "Å"}, relevant="2", appearance="w3")
    assert merge_parts(base, mine, theirs) == (
        text("a", label={"en": "A!", "sv": "Å"}, relevant="2", hint={"en": "H"}, appearance="w3"), [])


def test_what_both_changed_is_a_conflict_and_what_both_removed_is_gone() -> None:
    base = text("a", relevant="1", default="x")
    assert merge_parts(base, text("a", relevant="2"), text("a", relevant="3")) == (
        text("a", relevant="2"), ["relevant"])
    assert merge_parts(None, text("a", relevant="2"), text("a", relevant="3"))[1] == ["relevant"]


# checks


def test_everything_that_is_missing_is_found_with_its_place() -> None:
    doc = document(
        single("a", {"code": "x", "numeric": 1, "label": {}}, {"code": "x", "numeric": 1, "label": {"en": "X"}}),
        {"code": "s", "type": "scale", "label": {"en": "S"}, "lo": 5, "hi": 5},
        text("a", label={}), text("e", relevant="${a} ="), text("n", constraint="${nobody} = 1"),
        text("p", relevant="${q} = 1"), text("q", relevant="${p} = 1"), text("d", relevant="1 = 2"),
        group("g"), group("m", kind="matrix"), {"code": "f", "type": "file", "label": {"en": "F"}},
        {"code": "c", "type": "calculation", "label": {}}, languages=("en", "sv"),
    )
    found = {(f.code, f.use, f.reason, f.is_error) for f in findings_in(doc) if f.reason != "not_translated"}
    assert found == {
        ("a", "choices", "choice_twice", True), ("a", "choices", "number_twice", False),
        ("a", "choices", "choice_unlabelled", True), ("s", "lo", "no_range", True), ("a", "code", "code_twice", True),
        ("a", "label", "no_label", True), ("e", "relevant", "expected", True),
        ("n", "constraint", "unknown_name", True), ("p", "relevant", "cycle", True),
        ("d", "relevant", "never_holds", False), ("g", "", "group_empty", False), ("m", "", "group_empty", True),
        ("f", "type", "no_files", True), ("c", "calculation", "no_calculation", False),
    }


def test_a_whole_questionnaire_has_no_findings_and_an_empty_one_asks_nothing() -> None:
    assert findings_in(document(text("a"), single("b"))) == []
    assert [finding.reason for finding in findings_in(document())] == ["nothing_asked"]


# exclusive choices


@pytest.mark.parametrize(("codes", "rest"), [((), ""), ((), ". < 3"), (("none",), ""), (("none",), ". != 'x'"),
                                             (("none", "unsaid"), "a or b"), (("none",), "(a) and (b)")])
def test_exclusive_choices_and_the_rest_of_a_condition_come_apart_again(codes: tuple[str, ...], rest: str) -> None:
    assert split_exclusive(join_exclusive(codes, rest)) == (codes, rest)


# words


def test_every_text_can_be_translated_and_taken_away_again() -> None:
    doc = document(single("a", hint={"en": "H"}), languages=("en", "sv"))
    assert [spot.key for spot in texts_of(doc)] == ["|title", "a|label", "a|hint", "a|choice|bus", "a|choice|foot"]
    new = with_texts(doc, "sv", {"a|label": "Ä", "a|choice|bus": "Buss", "nobody|label": "x"})
    assert (part_with(new, "a") or {})["label"] == {"en": "a", "sv": "Ä"}
    assert [spot.text.get("sv") for spot in texts_of(new)] == [None, "Ä", None, "Buss", None]
    assert with_texts(new, "sv", {"a|label": "", "a|choice|bus": ""}) == doc


# core questions


def test_a_core_question_may_get_languages_and_conditions_and_nothing_else() -> None:
    old = single("a", bank="a", construct="c", hint={"en": "H"})
    fine = old | {"relevant": "1", "required": True, "label": {"en": "a", "sv": "Ä"}, "choices": [
        {**BUS, "label": {"en": "Bus", "sv": "Buss"}}, FOOT]}
    assert redefined(old, fine) == ""
    for change, expected in [
        ({"type": "rank"}, "type"), ({"label": {"en": "A"}}, "label"), ({"label": {}}, "label"),
        ({"hint": {}}, "hint"), ({"choices": [BUS]}, "choices"), ({"choices": [FOOT, BUS]}, "choices"),
        ({"choices": [BUS | {"numeric": 3}, FOOT]}, "choices"), ({"bank": ""}, "bank"),
        ({"construct": "d"}, "construct"),
        ({"choices": [BUS | {"label": {"en": "Tram"}}, FOOT]}, "choices"), ({"code": "b"}, "code"),
    ]:
        assert redefined(old, old | change) == expected


@pytest.mark.parametrize(("code", "part", "core", "expected"), [
    ("walks", text("a"), set(), False), ("walks", text("a", bank="x"), set(), False),
    ("walks", text("a", bank="x"), {"x"}, True), ("walks", text("a", bank="x", is_core=True), set(), True),
    ("T1", text("a", bank="x"), set(), True), ("T1", text("a", construct="c"), set(), True),
    ("T1", text("a"), set(), False), ("walks", text("a", construct="c"), set(), False),
])
def test_what_is_core(code: str, part: dict[str, Any], core: set[str], expected: bool) -> None:
    assert is_locked({"code": code}, part, core=core, catalogue={"T1"}) is expected


def test_a_core_question_may_be_moved_and_left_out() -> None:
    old = document(text("a", bank="x"), text("b"))
    for new, expected in [(move_part(old, "a", 1), ""), (remove_part(old, "a"), ""),
                          (change_part(old, "b", text("b", label={"en": "B"})), ""),
                          (change_part(old, "a", text("a", bank="x", label={"en": "A"})), "a")]:
        assert redefined_in(old, new, core={"x"}, catalogue=()) == expected


# impact


def reasons(old: dict[str, Any], new: dict[str, Any]) -> tuple[list[tuple[str, str, str, str, str]], bool]:
    impact = impact_of(read_definition(old), read_definition(new))
    return [(one.code, c.reason, c.what, c.before, c.after) for one in impact.questions for c in one.changes], \
        impact.stays


@pytest.mark.parametrize(("old", "new", "expected", "stays"), [
    (text("a"), text("b"), [("a", "lost", "", "", ""), ("b", "added", "", "", "")], True),
    (text("a"), text("a", label={"en": "A"}), [("a", "relabelled", "label", "a", "A")], True),
    (text("a"), text("a", label={"en": "a", "sv": "å"}), [], True),
    (text("a"), text("a", type="date"), [("a", "retyped", "", "text", "date")], False),
    (single("a", BUS, FOOT), single("a", FOOT), [("a", "choice_removed", "bus", "", "")], False),
    (single("a", FOOT), single("a", FOOT, BUS), [("a", "choice_added", "bus", "", "")], False),
    (single("a", BUS), single("a", BUS | {"numeric": 3}), [("a", "choice_renumbered", "bus", "1", "3")], False),
    (single("a", BUS), single("a", BUS | {"label": {"en": "Tram"}}),
     [("a", "choice_relabelled", "bus", "Bus", "Tram")], True),
    (single("a", BUS, FOOT), single("a", FOOT, BUS), [("a", "choices_reordered", "", "", "")], False),
    (text("a", type="scale", lo=1, hi=5), text("a", type="scale", lo=1, hi=7),
     [("a", "scale", "", "1 – 5", "1 – 7")], False),
    (text("a"), text("a", required=True), [("a", "conditions", "required", "", "✓")], True),
    (text("a"), group("g", text("a"), kind="repeat"), [("a", "moved", "", "", "g")], True),
])
def test_the_impact_of_every_kind_of_change(
    old: dict[str, Any], new: dict[str, Any], expected: list[tuple[str, ...]], stays: bool
) -> None:
    assert reasons(document(old), document(new)) == (expected, stays)


def test_whatever_is_said_to_break_comparison_leaves_the_family() -> None:
    old = read_definition(document(single("a"), text("b")))
    new = read_definition(document(single("a", FOOT), text("b", label={"en": "B"})))
    impact = impact_of(old, new)
    assert ({one.code: one.breaks for one in impact.questions}, impact.stays) == ({"a": True, "b": False}, False)
    assert (impact_of(None, new).is_first, impact_of(old, old).is_same) == (True, True)


def test_the_part_as_it_is_edited_has_what_the_rows_of_a_matrix_share() -> None:
    matrix = group("m", single("r"), single("s"), kind="matrix")
    assert as_shown(matrix) == {
        "code": "m", "type": "matrix", "label": {"en": "m"}, "rows": {"type": "single", "choices": [BUS, FOOT]}}
