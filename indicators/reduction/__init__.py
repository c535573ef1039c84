"""From the units of all pilots to verdicts: frozen statistics in, plain figures out, no Django."""
