from django.apps import AppConfig


class StakeholdersConfig(AppConfig):
    name = "stakeholders"
    label = "stakeholders"

    def ready(self) -> None:
        # models can be imported only now
        from stakeholders.recorded_kinds import declare_kinds  # noqa: PLC0415
        from stakeholders.taken_back_elsewhere import declare_kinds_taken_back_elsewhere  # noqa: PLC0415

        declare_kinds()
        declare_kinds_taken_back_elsewhere()
