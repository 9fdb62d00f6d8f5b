import pytest
from allauth.account.models import EmailAddress

from prokadry.accounts.models import Region, User
from tests.factories import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(client):
    client.force_login(make_user("admin@example.org", is_staff=True, is_superuser=True))
    return client


def person(**changes):
    return {
        "email": "Fresh@example.org",
        "last_name": "Петров",
        "first_name": "Пётр",
        "patronymic": "",
        "region": Region.objects.get(code="RU-SPE").pk,
        "time_zone": "Europe/Moscow",
        "password1": "dlinnaya-fraza-42",
        "password2": "dlinnaya-fraza-42",
        "is_active": "on",
    } | changes


def test_users_are_listed_with_their_regions_in_a_constant_number_of_queries(
    admin, django_assert_max_num_queries
):
    region = Region.objects.get(code="RU-SPE")
    for _ in range(15):
        make_user(region=region)
    with django_assert_max_num_queries(40):
        answer = admin.get("/cms/users/")
    assert "Санкт-Петербург" in answer.content.decode()


def test_staff_add_a_person_who_can_sign_in_at_once(admin):
    assert admin.post("/cms/users/new/", person()).status_code == 302
    user = User.objects.get(email="fresh@example.org")
    assert user.region.code == "RU-SPE"
    assert EmailAddress.objects.get(user=user).verified


def test_the_email_must_be_free_in_any_letter_case(admin):
    make_user("fresh@example.org")
    answer = admin.post("/cms/users/new/", person())
    assert "email" in answer.context["form"].errors


def test_a_new_person_lives_by_moscow_time_unless_told_otherwise(admin):
    html = admin.get("/cms/users/new/").content.decode()
    assert '<option value="Europe/Moscow" selected' in html
    assert "Приволжский федеральный округ" in html


def test_editing_shows_our_fields(admin):
    user = make_user(time_zone="Europe/Berlin")
    html = admin.get(f"/cms/users/edit/{user.pk}/").content.decode()
    for name in ("patronymic", "region", "time_zone", "is_staff"):
        assert f'name="{name}"' in html
    assert '<option value="Europe/Berlin" selected' in html


def test_organisers_edit_regions(admin):
    region = Region.objects.get(code="RU-SPE")
    url = f"/cms/snippets/accounts/region/edit/{region.pk}/"
    assert admin.get(url).status_code == 200
    data = {"name": "Петербург", "code": "RU-SPE", "district": "northwestern", "time_zone": "Europe/Moscow"}
    assert admin.post(url, data).status_code == 302
    region.refresh_from_db()
    assert region.name == "Петербург"


def test_the_cms_follows_the_zone_of_the_profile() -> None:
    editor = make_user(is_staff=True, time_zone="Asia/Vladivostok")
    assert editor.wagtail_userprofile.get_current_time_zone() == "Asia/Vladivostok"
    editor.time_zone = "Asia/Omsk"
    editor.save(update_fields=["time_zone"])
    editor.wagtail_userprofile.refresh_from_db()
    assert editor.wagtail_userprofile.get_current_time_zone() == "Asia/Omsk"
