"""The letter that tells a participant what was decided on their appeal."""

from django.core.mail import EmailMultiAlternatives
from django.urls import reverse

from prokadry.accounts.models import User
from prokadry.ui.mail import render_mail

from ..models import AppealDecision


def build_decision_mail(decision: AppealDecision, *, to: User) -> EmailMultiAlternatives:
    """Return the unsent letter; `decision` has its appeal and activity loaded."""
    context = {
        "user": to,
        "decision": decision,
        "activity": decision.appeal.activity,
        "why_path": reverse("courses:why", args=[decision.appeal.activity_id]),
        "zone": to.zone,
    }
    return render_mail("email/appeal_decided", context, to=[to.email])
