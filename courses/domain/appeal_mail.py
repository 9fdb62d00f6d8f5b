"""The letter that tells a participant what was decided on their appeal."""

from django.urls import reverse

from prokadry.accounts.extensions import Notice, NoticeKind
from prokadry.ui.mail import render_mail

from ..models import AppealDecision


def build_decision_notice(decision_id: int) -> Notice | None:
    """Return what the author of an appeal is told; None when the account was erased."""
    rows = AppealDecision.objects.select_related("appeal__participant", "appeal__activity")
    decision = rows.filter(pk=decision_id).first()
    person = decision.appeal.participant if decision else None
    if decision is None or person is None:
        return None
    context = {
        "user": person,
        "decision": decision,
        "activity": decision.appeal.activity,
        "why_path": reverse("courses:why", args=[decision.appeal.activity_id]),
        "zone": person.zone,
    }
    letter = render_mail("email/appeal_decided", context, to=[person.email])
    html = str(letter.alternatives[0][0]) if letter.alternatives else ""
    return Notice(to=person, subject=str(letter.subject), text=str(letter.body), html=html)


APPEAL_DECIDED = NoticeKind("appeal_decided", build_decision_notice)
