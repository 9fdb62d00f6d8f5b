"""Objections of the named participants: one declined, one excused, one that waits for its decision."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from courses.domain.appeals import decide_appeal, file_appeal
from courses.enums import CompletionState, Verdict
from courses.models import Appeal, Completion
from prokadry.accounts.models import User

FILED_AGO = timedelta(hours=5)
DECIDED_AGO = timedelta(hours=2)


@dataclass(frozen=True)
class Objection:
    """What somebody objects to in the latest webinar they missed; without a verdict nobody has answered yet."""

    email: str
    text: str
    verdict: Verdict | None = None
    reason: str = ""


OBJECTIONS = (
    Objection(
        "anna.beginner@example.org",
        "Я включила лекцию вечером и досмотрела её до конца, но засчиталась только треть. Смотрела с телефона, "
        "связь не пропадала. Проверьте, пожалуйста, куда делись остальные минуты.",
        Verdict.DECLINED,
        "Мы посмотрели все сеансы. До нас дошёл один: запись прозвучала с начала и до 35 %, потом её закрыли "
        "и до срока больше не открывали. Других сеансов с вашей учётной записи не было. Если вы смотрели "
        "с чужой учётной записи, напишите нам, с какой.",
    ),
    Objection(
        "vera.pro@example.org",
        "В день, когда закрывался доступ, в нашем районе была авария на линии, интернета не было до ночи. "
        "Сообщение на сайте района приложу, если нужно. Лекцию я до этого начала, но закончить не смогла.",
        Verdict.EXCUSED,
        "Авария подтверждается сообщением администрации. Занятие зачитываем: досматривать его не нужно, но "
        "запись полезная, советуем.",
    ),
    Objection(
        "boris.young@example.org",
        "Срок прошёл, пока я был в дороге: поезд шёл без связи почти весь день. До поездки я посмотрел начало "
        "и готов досмотреть за один вечер, если вы продлите доступ.",
    ),
)


def load_appeals(*, accounts: Mapping[str, User], now: datetime) -> None:
    """File and decide the objections of those who have missed a webinar and have not objected before."""
    organiser = accounts["organiser@example.org"]
    for objection in OBJECTIONS:
        person = accounts[objection.email]
        missed = Completion.objects.filter(
            participant=person, activity__type="webinar", state=CompletionState.MISSED
        ).order_by("-share", "-closes_at")
        row = missed.first()
        if row is None or Appeal.objects.filter(participant=person).exists():
            continue
        appeal = file_appeal(
            participant_id=person.pk,
            activity_id=row.activity_id,
            text=objection.text,
            now=now - FILED_AGO,
        )
        if objection.verdict is not None:
            decide_appeal(
                appeal_id=appeal.pk,
                verdict=objection.verdict,
                reason=objection.reason,
                decided_by=organiser,
                now=now - DECIDED_AGO,
            )
