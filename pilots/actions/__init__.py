"""The writers of the pilots floor."""
