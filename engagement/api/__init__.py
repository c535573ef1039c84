"""Read API of the engagement record."""
