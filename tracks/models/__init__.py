from .curriculum import Curriculum, CurriculumCourse, CurriculumOverride
from .enrolment import Enrolment, Extension, ExtensionBatch
from .plugins import PluginSwitch
from .season import Season, Stage

__all__ = [
    "Curriculum",
    "CurriculumCourse",
    "CurriculumOverride",
    "Enrolment",
    "Extension",
    "ExtensionBatch",
    "PluginSwitch",
    "Season",
    "Stage",
]
