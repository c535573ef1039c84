"""How fast the work is, as ratios and counts measured in one run. ``bin/bench`` runs every module without a leading
underscore beside a real PostgreSQL and writes RESULTS.md. Benchmarks are no tests and decide none."""
