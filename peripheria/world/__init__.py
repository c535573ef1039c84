"""Load a world of CSV files (pilots, people, sessions, answers) as one programme, whole or not at all."""
