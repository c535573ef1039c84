"""The statistics as the gold values name them: STATISTICS maps a name to a callable of plain inputs."""

from tests.gold.pilots import PILOT_STATISTICS
from tests.gold.single_samples import SAMPLE_STATISTICS

try:
    from tests.gold.comparison import COMPARISON_STATISTICS
except ImportError:
    COMPARISON_STATISTICS = {}

STATISTICS = {**SAMPLE_STATISTICS, **PILOT_STATISTICS, **COMPARISON_STATISTICS}
