from .consent import PersonalDataConsent
from .region import Region
from .token import TokenGrant
from .user import User

__all__ = ["PersonalDataConsent", "Region", "TokenGrant", "User"]
