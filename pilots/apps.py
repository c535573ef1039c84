from django.apps import AppConfig


class PilotsConfig(AppConfig):
    name = "pilots"
    label = "pilots"

    def ready(self) -> None:
        # models can be imported only now
        from pilots.recorded_kinds import declare_kinds  # noqa: PLC0415

        declare_kinds()
