"""What is compared between pilots, and in which unit. Names only: pages read them without loading statistics."""

from enum import StrEnum

OVERALL = "all"
METHOD_RATING, METHOD_TOP2 = "method_rating", "method_top2"
LOG_COST, LOG_COST_OVERALL = "log_cost", "log_cost_overall"
LOG_COST_PPP = "log_cost_overall_ppp"  # of the pilots with a purchasing-power factor
COSTS_OVERALL = (LOG_COST_OVERALL, LOG_COST_PPP)
ITEM_PREFIX = "survey_item_"


class Kind(StrEnum):
    """The scale that the figures of a verdict are on, and what one unit is.

    RATING: points, session means. SHARE: shares of a session's answers. COST: logarithm of money, sessions. ITEM:
    points of a question's scale, respondents. PROPORTION: log odds of independent cases.
    """

    RATING = "rating"
    SHARE = "share"
    COST = "cost"
    ITEM = "item"
    PROPORTION = "proportion"


BY_METHOD = {METHOD_RATING: Kind.RATING, METHOD_TOP2: Kind.SHARE, LOG_COST: Kind.COST}
PROPORTIONS = ("return_rate", "commitment_acceptance", "commitment_delivery")


def kind_of(outcome: str) -> Kind:
    """The kind of a stored outcome. Raises KeyError for one that is not known."""
    if outcome.startswith(ITEM_PREFIX):
        return Kind.ITEM
    if outcome in PROPORTIONS:
        return Kind.PROPORTION
    return Kind.COST if outcome in COSTS_OVERALL else BY_METHOD[outcome]
