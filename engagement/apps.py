from django.apps import AppConfig


class EngagementConfig(AppConfig):
    name = "engagement"
    label = "engagement"

    def ready(self) -> None:
        # models can be imported only now
        from engagement.recorded_kinds import declare_kinds  # noqa: PLC0415

        declare_kinds()
