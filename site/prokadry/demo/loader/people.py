"""The people of the demo: named accounts to sign in with, and a seeded crowd from every region."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group

from prokadry.accounts.domain.consents import record_consent
from prokadry.accounts.enums import Role
from prokadry.accounts.models import Region, User
from prokadry.demo.specs import NamePools, People
from tracks.enums import Level

PASSWORD = "demo-prokadry"  # noqa: S105 - the published password of the demo
CROWD_SIZE = 340
CROWD_SEED = 2026
LEVEL_WEIGHTS = {Level.BEGINNER: 5, Level.YOUNG: 4, Level.PRO: 3}


@dataclass(frozen=True)
class Account:
    """A named account; `level` is set for participants, `role` for staff."""

    email: str
    last_name: str
    first_name: str
    patronymic: str
    region: str
    level: Level | None = None
    role: Role | None = None
    is_superuser: bool = False


ACCOUNTS = (
    Account(
        "anna.beginner@example.org", "Константинопольская", "Анна", "Сергеевна", "RU-PRI", Level.BEGINNER
    ),
    Account("boris.young@example.org", "Галиев", "Борис", "Маратович", "RU-TA", Level.YOUNG),
    Account("vera.pro@example.org", "Ли", "Вера", "Александровна", "RU-KGD", Level.PRO),
    Account("editor@example.org", "Северьянова", "Ирина", "Павловна", "RU-MOW", role=Role.EDITORS),
    Account("organiser@example.org", "Заславский", "Пётр", "Ильич", "RU-MOW", role=Role.ORGANISERS),
    Account("expert@example.org", "Пантелеймонова", "Ольга", "Викторовна", "RU-SPE", role=Role.EXPERTS),
    Account("admin@example.org", "Администратор", "Мария", "Олеговна", "RU-MOW", is_superuser=True),
)


def load_accounts(*, consent_version: str, now: datetime) -> dict[str, User]:
    """Make the named accounts where missing; return them by e-mail."""
    regions = {region.code: region for region in Region.objects.all()}
    password = make_password(PASSWORD)
    users = {}
    for account in ACCOUNTS:
        region = regions[account.region]
        staff = account.role in (Role.EDITORS, Role.ORGANISERS) or account.is_superuser
        user, created = User.objects.get_or_create(
            email=account.email,
            defaults={
                "last_name": account.last_name,
                "first_name": account.first_name,
                "patronymic": account.patronymic,
                "region": region,
                "time_zone": region.time_zone,
                "is_staff": staff,
                "is_superuser": account.is_superuser,
                "password": password,
            },
        )
        if created:
            EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
            record_consent(user=user, version=consent_version, now=now)
            if account.role:
                user.groups.add(Group.objects.get(name=account.role.value))
        users[account.email] = user
    return users


def load_crowd(names: NamePools) -> list[tuple[User, Level]]:
    """Make the crowd where missing; return everyone with their level. Equal seeds give equal people."""
    rng = random.Random(CROWD_SEED)  # noqa: S311 - invented people, nothing secret
    regions = list(Region.objects.order_by("code"))
    people = [_person(number, rng, regions, names) for number in range(1, CROWD_SIZE + 1)]
    known = set(
        User.objects.filter(email__in=[user.email for user, _level in people]).values_list("email", flat=True)
    )
    User.objects.bulk_create([user for user, _level in people if user.email not in known])
    stored = User.objects.in_bulk([user.email for user, _level in people], field_name="email")
    return [(stored[user.email], level) for user, level in people]


def _person(
    number: int, rng: random.Random, regions: Sequence[Region], names: NamePools
) -> tuple[User, Level]:
    # Every region is used before any is used twice, so no district is empty.
    region = regions[number % len(regions)] if number <= len(regions) else rng.choice(regions)
    people = _pool(rng, rng.choice((names.male, names.female)), region.code)
    user = User(
        email=f"participant{number:03}@example.org",
        last_name=rng.choice(people.surnames),
        first_name=rng.choice(people.names),
        patronymic=rng.choice(people.patronymics) if people.patronymics else "",
        region=region,
        time_zone=region.time_zone,
    )
    user.set_unusable_password()
    level = rng.choices(list(LEVEL_WEIGHTS), weights=list(LEVEL_WEIGHTS.values()))[0]
    return user, level


def _pool(rng: random.Random, pools: Sequence[People], region: str) -> People:
    """Choose a people's names, those at home in the region three times as often."""
    weights = [pool.weight * (3 if region in pool.regions else 1) for pool in pools]
    return rng.choices(pools, weights=weights)[0]
