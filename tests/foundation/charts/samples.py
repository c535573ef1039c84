"""Charts with invented figures and hostile labels, one of each kind, for any width and theme."""

from collections.abc import Callable

from foundation.charts.bars import Bar, BarsWords, bars
from foundation.charts.bump import Bump, BumpWords, bump
from foundation.charts.canvas import Spec
from foundation.charts.distribution import Counts, Distribution, DistributionWords, distribution
from foundation.charts.forest import Estimate, Forest, ForestWords, Pooled, forest
from foundation.charts.presence import Cell, Presence, PresenceWords, presence
from foundation.charts.representation import Ratio, RepresentationWords, representation
from foundation.charts.theme import Theme
from foundation.charts.timeline import Month, TimelineWords, timeline

HOSTILE = '<script>alert("x")</script>\' onload=a() & {{datum.x}} \\u003c'
LONG = "Waterfront co-design of neighbourhood services for older people and their carers"

FOREST = Forest(
    rows=(
        Estimate(HOSTILE, 3.5, 3.1, 3.9, n=24),
        Estimate(LONG, 2.25, 1.75, 2.75, n=17, reason="other wording"),
        Estimate("Small", None, note="Fewer than 5 people"),
        Estimate("Young", 4.0, n=9, exploratory=True),
    ),
    pooled=Pooled(3.2, 3.0, 3.4, 2.5, 3.9),
    reference=3.0,
    domain=(1, 5),
)
FOREST_WORDS = ForestWords(
    "Ratings",
    "Pilot",
    "Mean",
    "Lower",
    "Upper",
    "n",
    "Note",
    "Pooled mean",
    "Nine in ten",
    "Target",
    "not comparable",
    "exploratory",
)
BARS = (
    Bar(HOSTILE, 0.5, 0.4, 0.6, n=20),
    Bar(LONG, 0.25, n=8, reason="other scale"),
    Bar("Small", None, note="Fewer than 5 people"),
)
BARS_WORDS = BarsWords(
    "Shares", "Method", "Share", "Lower", "Upper", "n", "Note", "Interval", "not comparable"
)
DISTRIBUTION = Distribution(
    ("No", "Neither", HOSTILE), (Counts(LONG, (1, 2, 7)), Counts("Small", None, "Fewer than 5 people")), True
)
DISTRIBUTION_WORDS = DistributionWords("Answers", "Pilot", "Share", "n", "Note")
MONTHS = (Month("Jan 2025", 3, 2), Month(HOSTILE, 0, 0), Month("Mar 2025", 2, 4))
TIMELINE_WORDS = TimelineWords("Sessions", "Month", "Sessions", "Planned", "Held")
RATIOS = (
    Ratio(HOSTILE, 0.5, 0.3, 0.8, n=12),
    Ratio("None came", 0.0, n=0),
    Ratio("Small", None, note="Fewer than 5 people"),
    Ratio(LONG, 40.0, 9.0, 60.0, n=30),
)
RATIO_WORDS = RepresentationWords(
    "Who came", "Group", "Ratio", "Lower", "Upper", "n", "Note", "fewer", "more", "as in the population"
)
PRESENCE = Presence(
    methods=("Walk", LONG),
    pilots=(HOSTILE, "Northport", "Southport"),
    cells=(
        (Cell("value", 4.5, 12), Cell("unused"), Cell("suppressed")),
        (Cell("incomparable", reason="other scale"), Cell("unlogged"), Cell("value", 1.0, 6)),
    ),
    verdicts=("fits all", ""),
    domain=(1, 5),
)
PRESENCE_WORDS = PresenceWords(
    "Methods",
    "Method",
    "Pilot",
    "Mean",
    "n",
    "Verdict",
    "Note",
    "not used",
    "not logged",
    "suppressed",
    "not comparable",
)

BUMP = Bump((HOSTILE, "Walk", LONG), ("Northport", LONG, "Southport"), ((1, 2.5, 3), (2, 2.5, 1), (3, 1, 2)))
BUMP_WORDS = BumpWords("Places of methods", "Pilot", "place")

CHARTS: dict[str, Callable[[int, Theme], Spec]] = {
    "forest": lambda width, theme: forest(FOREST, FOREST_WORDS, width=width, theme=theme),
    "bars": lambda width, theme: bars(BARS, BARS_WORDS, width=width, theme=theme),
    "distribution": lambda w, theme: distribution(DISTRIBUTION, DISTRIBUTION_WORDS, width=w, theme=theme),
    "timeline": lambda width, theme: timeline(MONTHS, TIMELINE_WORDS, width=width, theme=theme),
    "representation": lambda width, theme: representation(RATIOS, RATIO_WORDS, width=width, theme=theme),
    "bump": lambda width, theme: bump(BUMP, BUMP_WORDS, width=width, theme=theme),
    "presence": lambda width, theme: presence(PRESENCE, PRESENCE_WORDS, width=width, theme=theme),
}
