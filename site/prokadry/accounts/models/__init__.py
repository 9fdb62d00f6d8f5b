from .consent import PersonalDataConsent
from .erasure import Erasure, PersonalColumn
from .region import Region
from .token import TokenGrant
from .user import User

__all__ = ["Erasure", "PersonalColumn", "PersonalDataConsent", "Region", "TokenGrant", "User"]
