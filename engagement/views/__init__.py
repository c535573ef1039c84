"""Pages of the engagement record, one module per object."""
