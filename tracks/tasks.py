from django.utils import timezone
from django_tasks import task

from .domain.curricula import sync_changed
from .domain.extensions import measure_batch
from .models import Curriculum, ExtensionBatch


@task()
def sync_curriculum(curriculum_id: int) -> None:
    """Bring the rows of every participant of a curriculum up to date; does nothing when it is gone."""
    curriculum = Curriculum.objects.select_related("season").filter(pk=curriculum_id).first()
    if curriculum is not None:
        sync_changed(curriculum=curriculum, now=timezone.now())


@task()
def measure_extensions(batch_id: int) -> None:
    """Measure the participants of a bulk extension under their new deadline; may be run twice."""
    batch = ExtensionBatch.objects.filter(pk=batch_id).first()
    if batch is not None:
        measure_batch(batch=batch, now=timezone.now())
