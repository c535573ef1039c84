"""One text for one content, so that a hash says whether anything was changed."""

import hashlib
import json
import math
from typing import Any


def canonical(content: Any) -> Any:
    """The same content in the one form that every database gives back unchanged.

    A whole float becomes an integer (5.0 and -0.0 would not all survive PostgreSQL's jsonb), a tuple a list. Raises
    ``ValueError`` at a number that is not finite and ``TypeError`` at what JSON cannot hold.
    """
    if isinstance(content, dict):
        return {str(key): canonical(value) for key, value in content.items()}
    if isinstance(content, list | tuple):
        return [canonical(value) for value in content]
    if isinstance(content, float):
        if not math.isfinite(content):
            raise ValueError("a snapshot holds finite numbers only")
        return int(content) if content.is_integer() else content
    if content is None or isinstance(content, str | int):
        return content
    raise TypeError(f"a snapshot cannot hold a {type(content).__name__}")


def canonical_json(content: Any) -> str:
    """Sorted keys, no white space, numbers in full precision, text as it is."""
    return json.dumps(
        canonical(content), sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    )


def sha256_of(content: Any) -> str:
    """SHA-256 of the canonical JSON in UTF-8, as 64 hexadecimal digits."""
    return hashlib.sha256(canonical_json(content).encode()).hexdigest()
