"""Who may be who: names, addresses and numbers brought into one form, compared where they could be alike. No Django."""

from stakeholders.matching.entries import Entry, Likeness
from stakeholders.matching.pairs import likeliest_first, likely_matches, likely_pairs, without_ruled_out
from stakeholders.matching.phones import one_phone

__all__ = [
    "Entry", "Likeness", "likeliest_first", "likely_matches", "likely_pairs", "one_phone", "without_ruled_out",
]
