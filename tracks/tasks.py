from django.utils import timezone
from django_tasks import task

from .domain.curricula import sync_changed
from .models import Curriculum


@task()
def sync_curriculum(curriculum_id: int) -> None:
    """Bring the rows of every participant of a curriculum up to date; does nothing when it is gone."""
    curriculum = Curriculum.objects.select_related("season").filter(pk=curriculum_id).first()
    if curriculum is not None:
        sync_changed(curriculum=curriculum, now=timezone.now())
