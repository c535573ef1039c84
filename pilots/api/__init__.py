"""The read API of pilots."""
