"""The writers of the indicators floor."""
