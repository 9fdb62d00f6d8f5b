import zoneinfo

import pycountry
import pytest

from prokadry.accounts.domain.regions import load_regions, read_table
from prokadry.accounts.enums import FederalDistrict
from prokadry.accounts.models import Region


def test_the_table_names_every_region_of_the_standard_once():
    codes = [row["code"] for row in read_table()]
    assert sorted(codes) == sorted(s.code for s in pycountry.subdivisions.get(country_code="RU"))


def test_districts_and_zones_exist():
    for row in read_table():
        assert row["district"] in FederalDistrict.values
        assert row["time_zone"] in zoneinfo.available_timezones()


@pytest.mark.django_db
def test_the_migration_loaded_them_and_loading_again_keeps_edits():
    region = Region.objects.get(code="RU-PRI")
    assert (region.name, region.time_zone) == ("Приморский край", "Asia/Vladivostok")
    region.name = "Приморье"
    region.save()
    Region.objects.get(code="RU-MOW").delete()
    assert load_regions(Region) == 1
    assert Region.objects.get(code="RU-PRI").name == "Приморье"
    assert Region.objects.count() == 83
