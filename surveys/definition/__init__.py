"""A questionnaire's definition as stored in ``QuestionnaireVersion.definition``. Pure Python, no Django."""

from surveys.definition.elements import (
    CHOSEN,
    CLOSED,
    COMPUTED,
    GROUPS,
    NUMERIC,
    OTHER,
    SHOWN,
    TYPES,
    UPLOADS,
    Answer,
    ChoiceDefinition,
    DefinitionError,
    Element,
    Group,
    Place,
    QuestionDefinition,
    Text,
    walk,
)
from surveys.definition.questionnaire import Definition
from surveys.definition.reading import read_definition
from surveys.definition.writing import write_definition

__all__ = [
    "CHOSEN", "CLOSED", "COMPUTED", "GROUPS", "NUMERIC", "OTHER", "SHOWN", "TYPES", "UPLOADS", "Answer",
    "ChoiceDefinition", "Definition", "DefinitionError", "Element", "Group", "Place", "QuestionDefinition", "Text",
    "read_definition", "walk", "write_definition",
]
