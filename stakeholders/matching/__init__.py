"""Who may be who: names, addresses and numbers brought into one form, compared where they could be alike. No Django."""

from stakeholders.matching.entries import Entry, Likeness
from stakeholders.matching.pairs import likely_matches, likely_pairs
from stakeholders.matching.phones import one_phone

__all__ = ["Entry", "Likeness", "likely_matches", "likely_pairs", "one_phone"]
