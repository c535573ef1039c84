"""The only writers of the surveys floor."""
