"""Family D: how deep the participation went, and what came of it."""

from collections import Counter
from statistics import median

from foundation.inference.survival import Survival
from indicators.measures.measure import Measure, mean, measure, proportion
from indicators.samples import Commitment, PilotSample

INVOLVE = 3  # the level from which on participants are involved
ACCEPTED = ("accepted", "partly")


def measure_depth(sample: PilotSample) -> dict[str, Measure]:
    """Participation level of the sessions: mean with its distribution and median, share from involve on."""
    levels = [s.level for s in sample.sessions if s.level is not None]
    missing = len(sample.sessions) - len(levels)
    tally = Counter(levels)
    detail = {
        "distribution": {level: tally[level] for level in range(1, 6)},
        "median": median(levels) if levels else None,
    }
    return {
        "iap2_depth": mean(levels, n_missing=missing, detail=detail),
        "iap2_involve_share": proportion(
            sum(level >= INVOLVE for level in levels), len(levels), n_missing=missing
        ),
    }


def _delivered(commitment: Commitment, sample: PilotSample) -> bool:
    return commitment.delivered is not None and commitment.delivered <= sample.cutoff


def delivery_days_median(sample: PilotSample) -> Measure:
    """Median days from decision to delivery; the undelivered are censored at the cut-off (Kaplan-Meier).

    No day of decision, or delivered before it: left out. Never half delivered: None, flag not_reached.
    """
    accepted = [c for c in sample.commitments if c.decision in ACCEPTED]
    usable = []
    for c in accepted:
        happened = c.delivered is not None and c.delivered <= sample.cutoff
        end = c.delivered if happened and c.delivered else sample.cutoff
        if c.decided is not None and end >= c.decided:
            usable.append((float((end - c.decided).days), happened))
    half = Survival(tuple(days for days, _ in usable), tuple(event for _, event in usable)).median()
    unreached = bool(usable) and half.estimate is None
    return measure(
        half.estimate,
        n=len(usable),
        limits=half,
        n_missing=len(accepted) - len(usable),
        flags=("not_reached",) if unreached else (),
    )


def decision_influence(sample: PilotSample) -> Measure:
    """Share of all commitments raised that were accepted and delivered up to the cut-off; the undecided beside it."""
    raised = sample.commitments
    delivered = sum(c.decision in ACCEPTED and _delivered(c, sample) for c in raised)
    pending = {"pending": sum(c.decision == "pending" for c in raised)}
    return proportion(delivered, len(raised), detail=pending)


def measure_influence(sample: PilotSample) -> dict[str, Measure]:
    """Indicators of family D; commitments hold no personal data and are never withheld."""
    decided = [c for c in sample.commitments if c.decision != "pending"]
    accepted = [c for c in decided if c.decision in ACCEPTED]
    delivered = sum(_delivered(c, sample) for c in accepted)
    pending = {"pending": len(sample.commitments) - len(decided)}
    return {
        **measure_depth(sample),
        "commitment_acceptance": proportion(len(accepted), len(decided), detail=pending),
        "commitment_delivery": proportion(delivered, len(accepted)),
        "decision_influence": decision_influence(sample),
        "delivery_days_median": delivery_days_median(sample),
    }
