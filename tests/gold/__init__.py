"""Translation of the gold cases into calls of the application."""
