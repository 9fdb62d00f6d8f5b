from .curriculum import Curriculum, CurriculumCourse, CurriculumOverride
from .enrolment import Enrolment, Extension
from .season import Season, Stage

__all__ = [
    "Curriculum",
    "CurriculumCourse",
    "CurriculumOverride",
    "Enrolment",
    "Extension",
    "Season",
    "Stage",
]
