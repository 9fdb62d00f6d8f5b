from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "prokadry.demo"
    label = "demo"
