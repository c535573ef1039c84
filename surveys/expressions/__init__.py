"""The expressions of questionnaires: read once into a small JSON tree, evaluated here and in the browser.

Values are blank (``None``), number, text, boolean or a list of texts (a choice of several). ``vectors.json`` beside the
tests says what every construct gives; the interpreters in Python (``evaluating``) and in JavaScript
(``static/js/expressions.js``) both pass it. Pure Python, no Django.
"""

from surveys.expressions.evaluating import evaluate
from surveys.expressions.parsing import ExpressionError, Tree, parse, references
from surveys.expressions.scene import Scene
from surveys.expressions.values import Value, Values

__all__ = ["ExpressionError", "Scene", "Tree", "Value", "Values", "evaluate", "parse", "references"]
