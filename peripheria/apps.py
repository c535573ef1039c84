from django.apps import AppConfig


class PeripheriaConfig(AppConfig):
    name = "peripheria"
    label = "peripheria"

    def ready(self) -> None:
        # models can be imported only now
        from peripheria.badge_links import BADGE_LINK  # noqa: PLC0415
        from peripheria.pilot_copies import COPIES  # noqa: PLC0415
        from peripheria.retention_contacts import engagement_contacts  # noqa: PLC0415
        from pilots.copies import declare_copies  # noqa: PLC0415
        from stakeholders.last_contacts import declare_contacts  # noqa: PLC0415
        from stakeholders.personal_links import declare_personal_link  # noqa: PLC0415

        declare_copies(COPIES)
        declare_contacts(engagement_contacts)
        declare_personal_link(BADGE_LINK)
