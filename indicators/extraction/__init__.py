"""The bridge from rows to samples: sums and counts in SQL, no row per answer in Python."""

from indicators.extraction.pilot import cutoff_of, extract_pilot
from indicators.extraction.units import method_units, pilot_units

__all__ = ["cutoff_of", "extract_pilot", "method_units", "pilot_units"]
