from django.apps import AppConfig


class PeripheriaConfig(AppConfig):
    name = "peripheria"
    label = "peripheria"
