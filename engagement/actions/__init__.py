"""The writers of the engagement floor."""
