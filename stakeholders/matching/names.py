"""Names without what differs between two spellings of one: accents, case, order, titles, legal forms."""

import re
import unicodedata
from functools import lru_cache

# letters that do not decompose into a base letter and a mark
_LETTERS = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h"})
_WORD = re.compile(r"[^\W_]+")
_APOSTROPHES = re.compile(r"['’`´]")
TITLES = frozenset({"dr", "prof", "mr", "mrs", "ms", "ir", "ing", "dhr", "mevr", "mw", "herr", "frau", "sr", "sra",
                    "mme", "dipl", "drs", "msc", "bsc", "phd"})
LEGAL_FORMS = frozenset({
    "ab", "ag", "aps", "as", "asbl", "bv", "bvba", "coop", "doo", "eg", "ev", "gbr", "gmbh", "ivzw", "inc", "kft", "kg",
    "limited", "llc", "llp", "ltd", "nv", "oe", "ou", "oy", "oyj", "plc", "sa", "sarl", "sas", "scrl", "se", "sl", "sp",
    "spa", "spzoo", "srl", "srls", "srp", "sro", "stichting", "the", "uab", "ug", "vof", "vzw", "zoo", "zrt",
})
# sounds that are written one for another; the order is that of application
_SOUNDS = (("sch", "s"), ("sh", "s"), ("sz", "s"), ("ch", "k"), ("ck", "k"), ("ph", "f"), ("th", "t"), ("gh", "g"),
           ("qu", "k"), ("x", "ks"))
_CLASSES = str.maketrans("bpfvwcgkqjdtszmnlr" + "aeiouyh", "111112222233445567" + "       ")


@lru_cache(maxsize=50_000)
def folded(text: str) -> str:
    """Small letters without accents, apostrophes gone: "Ó'Brien-Łuczak" is "obrien-luczak"."""
    small = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS))
    return _APOSTROPHES.sub("", "".join(letter for letter in small if not unicodedata.combining(letter)))


@lru_cache(maxsize=50_000)
def person_words(name: str) -> tuple[str, ...]:
    """The words of a person's name, sorted, without titles (unless nothing else is left)."""
    words = _WORD.findall(folded(name))
    return tuple(sorted(word for word in words if word not in TITLES)) or tuple(sorted(words))


@lru_cache(maxsize=50_000)
def organisation_words(name: str) -> tuple[str, ...]:
    """The words of an organisation's name in their order, without legal forms (also those with points: e. V.)."""
    words: list[str] = []
    letters = ""
    for word in [*_WORD.findall(folded(name).replace("&", " and ")), ""]:
        if len(word) == 1:
            letters += word
            continue
        if letters:
            words.append(letters)
            letters = ""
        if word:
            words.append(word)
    kept = tuple(word for word in words if word not in LEGAL_FORMS)
    return kept or tuple(words)


def address_form(email: str) -> str:
    """The e-mail address in small letters; what stands behind a + is kept, it may be somebody else's box."""
    return email.strip().casefold()


@lru_cache(maxsize=50_000)
def sound(word: str) -> str:
    """A coarse code that most misspellings of a word share: a sign for the first letter, then consonant classes."""
    for written, heard in _SOUNDS:
        word = word.replace(written, heard)
    first = "*" if word[:1] in "aeiouyh" else word[:1].translate(_CLASSES)
    code = first
    for letter in word[1:].translate(_CLASSES):
        if letter != " " and letter != code[-1]:
            code += letter
    return code[:5]
