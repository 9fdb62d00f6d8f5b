from django.db import migrations

from prokadry.accounts.domain.regions import load_regions


def load(apps, schema_editor):
    load_regions(apps.get_model("accounts", "Region"))


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_grant")]

    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
