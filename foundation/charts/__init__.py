"""Charts: frozen dataclasses in, Vega-Lite specifications (dicts) and their table twins out."""
