from datetime import datetime

from ..models import PersonalDataConsent, User


def record_consent(*, user: User, version: str, now: datetime) -> PersonalDataConsent:
    """Store that `user` agreed to the text of this version, once, and return the record.

    Agreeing again keeps the first instant.
    """
    consent, _created = PersonalDataConsent.objects.get_or_create(
        user=user, version=version, defaults={"accepted_at": now}
    )
    return consent
