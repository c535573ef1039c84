"""Pages on which questionnaires are written."""
