from django.apps import AppConfig


class PeripheriaConfig(AppConfig):
    name = "peripheria"
    label = "peripheria"

    def ready(self) -> None:
        # models can be imported only now
        from peripheria.pilot_copies import COPIES  # noqa: PLC0415
        from pilots.copies import declare_copies  # noqa: PLC0415

        declare_copies(COPIES)
