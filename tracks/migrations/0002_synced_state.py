from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("tracks", "0001_initial"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="extension",
            options={
                "ordering": ["-granted_at", "-id"],
                "permissions": [("grant_extension", "May give a participant a personal deadline")],
                "verbose_name": "extension",
                "verbose_name_plural": "extensions",
            },
        ),
        migrations.AddField(
            model_name="curriculum",
            name="synced_state",
            field=models.CharField(blank=True, editable=False, max_length=64),
        ),
    ]
