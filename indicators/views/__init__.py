"""Pages of what it means; one module per page, pictures and tables beside their page."""
