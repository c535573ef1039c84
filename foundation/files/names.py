"""File names as people gave them, made harmless."""

import re
import unicodedata
from pathlib import PurePosixPath

LONGEST = 120


def clean_name(name: str) -> str:
    """The last part of ``name`` without paths, control or direction characters, at most LONGEST characters.

    Only for showing and as the suggested name of a download; in the store a file never has this name.
    """
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    kept = "".join(sign for sign in last if unicodedata.category(sign)[0] != "C")
    kept = re.sub(r'[<>:"|?*%;]', "_", kept)
    plain = re.sub(r"\s+", " ", kept).strip(" .")
    ending = PurePosixPath(plain).suffix[:12]
    stem = plain.removesuffix(ending)[: LONGEST - len(ending)].strip(" .")
    return f"{stem or 'file'}{ending}"


def with_ending(name: str, ending: str) -> str:
    """``name`` with another ending, for a file that was written anew; ``ending`` has its dot."""
    return f"{PurePosixPath(name).stem or 'file'}{ending}"
