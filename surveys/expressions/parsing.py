"""Read the author's text into a tree of JSON lists: ``["=", ["ref", "age"], ["number", 18]]``."""

from collections.abc import Callable, Iterator
from typing import Any

from surveys.expressions.signatures import SIGNATURES
from surveys.expressions.tokens import ExpressionError, Token, tokens

__all__ = ["ExpressionError", "Tree", "nodes", "parse", "references"]

Tree = list[Any]

DEEPEST = 60  # levels of nesting
LEVELS: tuple[tuple[str, ...], ...] = (
    ("or",), ("and",), ("=", "!="), ("<", "<=", ">", ">="), ("+", "-"), ("*", "div", "mod"),
)
ROW = frozenset({"or", "and"})  # take any number of parts: long rows of alternatives are no deep nesting
NOT_SUPPORTED = {"|": "union", "/": "path"}


def parse(expression: str) -> Tree:
    """The tree of an expression.

    Nodes: number, text, ref (``${name}``), self (``.``), here (``..``), column (a bare name, for choice filters), neg,
    the operators, and call with a function's name. Raises ExpressionError (too_long, unreadable, empty, expected,
    not_closed, too_deep, not_supported, unknown_function, few_arguments, many_arguments, left_over).
    """
    reader = _Reader(tokens(expression))
    tree = reader.level(0)
    if reader.now.kind != "end":
        code = "not_supported" if reader.now.text in NOT_SUPPORTED else "left_over"
        raise ExpressionError(code, reader.now.at, part=reader.now.text)
    if _depth(tree) > DEEPEST:
        raise ExpressionError("too_deep", 1, limit=str(DEEPEST))
    return tree


def nodes(tree: Tree) -> Iterator[Tree]:
    """Every node of a tree, the tree itself first."""
    yield tree
    for part in tree[1:]:
        if isinstance(part, list):
            yield from nodes(part)


def references(tree: Tree) -> list[str]:
    """The names that a tree asks for, each once, in the order of the text."""
    return list(dict.fromkeys(node[1] for node in nodes(tree) if node[0] == "ref"))


def _depth(tree: Tree) -> int:
    return 1 + max((_depth(part) for part in tree[1:] if isinstance(part, list)), default=0)


class _Reader:
    """Precedence climbing over the tokens."""

    def __init__(self, found: list[Token]) -> None:
        self.found, self.place, self.open = found, 0, 0

    @property
    def now(self) -> Token:
        return self.found[self.place]

    def step(self) -> Token:
        token = self.now
        self.place += 1
        return token

    def level(self, number: int) -> Tree:
        if number == len(LEVELS):
            return self.signed()
        left = self.level(number + 1)
        while self.now.kind in ("sign", "name") and self.now.text in LEVELS[number]:
            operator = self.step().text
            right = self.level(number + 1)
            left = [*left, right] if operator in ROW and left[0] == operator else [operator, left, right]
        return left

    def signed(self) -> Tree:
        minus = 0
        while self.now.kind == "sign" and self.now.text in "+-":
            minus += self.step().text == "-"
        value = self.single()
        return ["neg", value] if minus % 2 else value

    def single(self) -> Tree:
        token = self.step()
        readers: dict[str, Callable[[Token], Tree]] = {
            "number": lambda t: ["number", _number(t.text)], "text": lambda t: ["text", t.text],
            "ref": lambda t: ["ref", t.text], "name": self.named, "sign": self.punctuated,
        }
        if token.kind == "end":
            raise ExpressionError("empty" if token.at == 1 else "expected", token.at)
        return readers[token.kind](token)

    def punctuated(self, token: Token) -> Tree:
        if token.text == "(":
            return self.nested(token)
        if token.text in (".", ".."):
            return ["self"] if token.text == "." else ["here"]
        raise ExpressionError("not_supported" if token.text in NOT_SUPPORTED else "expected", token.at, part=token.text)

    def nested(self, token: Token) -> Tree:
        self.open += 1
        if self.open > DEEPEST:
            raise ExpressionError("too_deep", token.at, limit=str(DEEPEST))
        inside = self.level(0)
        self.close(token)
        return inside

    def close(self, opened: Token) -> None:
        if self.now.text != ")" or self.now.kind != "sign":
            raise ExpressionError("not_closed", opened.at)
        self.open -= 1
        self.step()

    def named(self, token: Token) -> Tree:
        if self.now.kind == "sign" and self.now.text == "(":
            return self.called(token)
        return ["column", token.text]

    def called(self, token: Token) -> Tree:
        opened = self.step()
        self.open += 1
        if self.open > DEEPEST:
            raise ExpressionError("too_deep", token.at, limit=str(DEEPEST))
        given: list[Tree] = []
        if not (self.now.kind == "sign" and self.now.text == ")"):
            given.append(self.level(0))
            while self.now.kind == "sign" and self.now.text == ",":
                self.step()
                given.append(self.level(0))
        self.close(opened)
        signature = SIGNATURES.get(token.text)
        if signature is None:
            raise ExpressionError("unknown_function", token.at, name=token.text)
        if len(given) < signature.least:
            raise ExpressionError("few_arguments", token.at, name=token.text, n=str(signature.least))
        if signature.most is not None and len(given) > signature.most:
            raise ExpressionError("many_arguments", token.at, name=token.text, n=str(signature.most))
        return ["call", token.text, *given]


def _number(text: str) -> int | float:
    return float(text) if "." in text else int(text[:300])
