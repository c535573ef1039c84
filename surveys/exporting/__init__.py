"""Answers as a table: which columns a wave has, what stands in them, and what research may see."""

from surveys.exporting.columns import Column, columns_of
from surveys.exporting.rare import Rare, rare_values

__all__ = ["Column", "Rare", "columns_of", "rare_values"]
