"""Indicators over all pilots that follow from the same units: variance between pilots, rankings, profiles."""

from collections import Counter
from collections.abc import Mapping, Sequence
from zlib import crc32

from foundation.inference.agreement import icc1
from foundation.inference.association import cramers_v
from foundation.inference.intervals import Interval
from indicators.measures.measure import Measure, measure
from indicators.reduction.families import Family, Subject
from indicators.reduction.outcomes import METHOD_RATING, Kind
from indicators.reduction.ranking import interaction_of, pairs_of, rankings_of
from indicators.reduction.remembering import remembered

FEWEST_PILOTS = 3
Key = tuple[str, str, str]  # indicator, method, split
TOO_FEW_PILOTS = Measure(None, flags=("needs_three_pilots",))


def programme_measures(families: Sequence[Family], profiles: Mapping[str, Mapping[str, Mapping[str, int]]]) -> dict[
    Key, Measure
]:
    """I28 to I30 by (indicator, method, split). profiles: what -> pilot -> category -> cases."""
    found: dict[Key, Measure] = {}
    for family in families:
        if family.outcome == METHOD_RATING:
            found["method_rank_agreement", "", ""] = method_rank_agreement(family)
            found |= {("pilot_icc_method_rating", name, ""): icc for name, icc in pilot_iccs(family).items()}
    found |= _item_iccs({family.outcome: pilot_iccs(family) for family in families if family.kind is Kind.ITEM})
    return found | {
        ("profile_association", "", what): profile_association(table, what) for what, table in profiles.items()
    }


def _item_iccs(surveys: Mapping[str, Mapping[str, Measure]]) -> dict[Key, Measure]:
    """A question that two surveys ask under the same code is told apart by its survey."""
    asked = Counter(name for iccs in surveys.values() for name in iccs)
    return {
        (f"pilot_icc_{name}", "", outcome if asked[name] > 1 else ""): icc
        for outcome, iccs in surveys.items() for name, icc in iccs.items()
    }


@remembered
def pilot_iccs(family: Family) -> dict[str, Measure]:
    """By subject."""
    return {subject.name: pilot_icc(subject) for subject in family.subjects}


def pilot_icc(subject: Subject) -> Measure:
    """Share of the variance of the units that lies between the pilots that count; limits as computed."""
    pilots, groups = subject.counting.pilots, subject.groups()
    if len(pilots) < FEWEST_PILOTS or groups is None:
        return TOO_FEW_PILOTS
    found = icc1(groups)
    limits = None if found.lower is None else Interval(found.icc1, found.lower, found.upper)
    return measure(
        found.icc1, n=found.n, limits=limits, persons=sum(pilot.persons or pilot.units for pilot in pilots),
        detail={"k": found.k, "k0": found.k0, "F": found.F, "p": found.p, "icc1k": found.icc1k},
    )


@remembered
def method_rank_agreement(family: Family) -> Measure:
    """Kendall's W over the pilots ranking the methods that all of them used; with what else is known of rankings.

    detail: chi2, df, p, mean_rho, methods, pilots, means, interaction, pairs.
    """
    beside = {"interaction": interaction_of(family), "pairs": pairs_of(family)}
    ranked = rankings_of(family)
    if ranked is None:
        return Measure(None, flags=TOO_FEW_PILOTS.flags, detail=beside)
    agreement, table = ranked
    return measure(
        agreement.W, n=agreement.blocks,
        detail=beside | table | {"chi2": agreement.chi2, "df": agreement.df, "p": agreement.p,
                                 "mean_rho": agreement.mean_rho},
    )


@remembered
def profile_association(table: Mapping[str, Mapping[str, int]], what: str) -> Measure:
    """Cramer's V, corrected for its bias, of pilots by categories. detail: v, chi2, df, p, p_permutation."""
    filled = {pilot: counts for pilot, counts in table.items() if any(counts.values())}
    if len(filled) < FEWEST_PILOTS:
        return TOO_FEW_PILOTS
    categories = sorted({category for counts in filled.values() for category in counts})
    rows = [[counts.get(category, 0) for category in categories] for _pilot, counts in sorted(filled.items())]
    found = cramers_v(rows, seed=crc32(f"{what}|profile_association".encode()))
    return measure(
        found.v_bc, n=sum(map(sum, rows)),
        detail={"v": found.v, "chi2": found.chi2, "df": found.df, "p": found.p, "p_permutation": found.p_permutation,
                "few_expected": found.few_expected, "pilots": len(filled), "categories": len(categories)},
    )
