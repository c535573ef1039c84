"""The read API of values and verdicts."""
