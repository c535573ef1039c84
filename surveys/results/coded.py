"""How often codes were given to what people wrote."""

from dataclasses import dataclass

from foundation.inference.disclosure import is_disclosive, suppress_choices
from surveys.actions.coding import CODES
from surveys.models import JointCount, Wave


@dataclass(frozen=True)
class CodeCount:
    """How many texts got a code; None: withheld."""

    name: str
    n: int | None


def code_counts(wave: Wave) -> dict[str, tuple[int, tuple[CodeCount, ...]]]:
    """Question → (texts, counts of its codes) of the last settled round, where five people or more wrote something."""
    stored = JointCount.objects.filter(wave=wave, other_wave=wave, columns=CODES)
    return {
        count.rows: (count.n, tuple(
            CodeCount(name, shown) for (name, _column, _n), shown in zip(
                count.cells, suppress_choices([n for *_names, n in count.cells], count.n), strict=True)
        ))
        for count in stored if count.n and not is_disclosive(count.n)
    }
