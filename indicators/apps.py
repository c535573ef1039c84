from django.apps import AppConfig


class IndicatorsConfig(AppConfig):
    name = "indicators"
    label = "indicators"

    def ready(self) -> None:
        """Listen to the floors below."""
        from indicators import receivers  # noqa: F401, PLC0415  receivers need the models
