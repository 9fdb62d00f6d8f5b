from django.apps import AppConfig


class ExampleStepsConfig(AppConfig):
    """An activity type of somebody else, known to no line of core. What it registers, a test registers."""

    name = "tests.example_steps"
    label = "example_steps"
    default_auto_field = "django.db.models.BigAutoField"
