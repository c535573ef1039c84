"""A questionnaire with every type of question, and random answers to it."""

from typing import Any

from hypothesis import strategies as st

DISHES = [{"code": code, "numeric": number, "label": {"en": code.capitalize()}} for number, code in
          enumerate(("soup", "stew", "bread"), start=1)]
EVERY_TYPE: dict[str, Any] = {
    "code": "every_type", "title": {"en": "Every type"}, "languages": ["en"],
    "elements": [
        {"code": "travel", "type": "single", "label": {"en": "Travel"}, "other": True, "choices": [
            {"code": "foot", "numeric": 1, "label": {"en": "On foot"}},
            {"code": "bus", "numeric": 2, "label": {"en": "By bus"}},
            {"code": "other", "label": {"en": "Otherwise"}}]},
        {"code": "topics", "type": "multiple", "label": {"en": "Topics"}, "choices": DISHES},
        {"code": "order", "type": "rank", "label": {"en": "Order"}, "choices": DISHES},
        {"code": "rating", "type": "scale", "label": {"en": "Rating"}, "lo": 1, "hi": 5},
        {"code": "slider", "type": "range", "label": {"en": "Slider"}, "lo": 0, "hi": 100, "step": 5},
        {"code": "count", "type": "integer", "label": {"en": "Count"}},
        {"code": "years", "type": "number", "label": {"en": "Years"}, "lo": 0, "hi": 120},
        {"code": "idea", "type": "text", "label": {"en": "Idea"}},
        {"code": "since", "type": "date", "label": {"en": "Since"}},
        {"code": "clock", "type": "time", "label": {"en": "Clock"}},
        {"code": "moment", "type": "datetime", "label": {"en": "Moment"}},
        {"code": "where", "type": "geopoint", "label": {"en": "Where"}},
        {"code": "agreed", "type": "acknowledge", "label": {"en": "Agreed"}},
        {"code": "table", "type": "matrix", "label": {"en": "Table"}, "elements": [
            {"code": "row_a", "type": "scale", "label": {"en": "Row A"}, "lo": 1, "hi": 3},
            {"code": "row_b", "type": "scale", "label": {"en": "Row B"}, "lo": 1, "hi": 3}]},
        {"code": "people", "type": "repeat", "label": {"en": "People"}, "most": 3, "elements": [
            {"code": "age", "type": "integer", "label": {"en": "Age"}, "lo": 0, "hi": 120},
            {"code": "dish", "type": "single", "label": {"en": "Dish"}, "choices": DISHES}]},
    ],
}

codes = st.sampled_from(["soup", "stew", "bread"])
people = st.lists(st.fixed_dictionaries({}, optional={"age": st.integers(0, 120), "dish": codes}), max_size=3)
random_answers = st.fixed_dictionaries({}, optional={
    "travel": st.sampled_from(["foot", "bus", "other"]), "topics": st.lists(codes, unique=True),
    "order": st.lists(codes, unique=True), "rating": st.integers(1, 5),
    "slider": st.integers(0, 20).map(lambda step: 5 * step), "count": st.integers(-3000, 3000),
    "years": st.floats(0, 120).map(lambda number: round(number, 2)), "idea": st.sampled_from(["", "A bench"]),
    "since": st.dates().map(str), "clock": st.times().map(lambda time: f"{time:%H:%M}"),
    "moment": st.sampled_from(["2026-05-01T10:00", "2027-01-01T00:00"]),
    "where": st.sampled_from(["59.331 18.065", "59.339 18.069", "-0.001 -0.001"]),
    "agreed": st.booleans(), "row_a": st.integers(1, 3), "row_b": st.integers(1, 3), "people": people,
})
