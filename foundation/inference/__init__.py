"""Statistics without Django: frozen dataclasses in and out. Formulas and sources stand in the docstrings."""
