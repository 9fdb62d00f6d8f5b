from allauth.account.models import EmailAddress

from ..models import User


def confirm_email(*, user: User) -> EmailAddress:
    """Mark the e-mail of `user` as confirmed and primary, as if they had followed the link in the letter.

    For people whom staff or a script adds: they sign in at once.
    """
    EmailAddress.objects.filter(user=user, primary=True).exclude(email__iexact=user.email).update(
        primary=False
    )
    address, _created = EmailAddress.objects.update_or_create(
        user=user, email=user.email.lower(), defaults={"verified": True, "primary": True}
    )
    return address
