from django.conf import settings
from django.db import models

from courses.models import Activity, ActivityPage


class StepPage(ActivityPage):
    """Something done in a number of steps."""

    activity_type = "example_step"
    steps = models.PositiveSmallIntegerField(default=2)
    template = "example_steps/step_page.html"


class StepTaken(models.Model):
    """That a person took a step."""

    activity = models.ForeignKey(Activity, models.CASCADE, related_name="+")
    participant = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    taken_at = models.DateTimeField()
