from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("courses", "0001_initial")]

    operations = [
        migrations.AlterModelOptions(
            name="activity",
            options={
                "ordering": ["course__position", "position", "id"],
                "permissions": [("preview_activity", "May open every activity, without being credited")],
                "verbose_name": "activity",
                "verbose_name_plural": "activities",
            },
        ),
        migrations.AlterModelOptions(
            name="completion",
            options={
                "permissions": [("view_all_completions", "May see the completions of everyone")],
                "verbose_name": "completion",
                "verbose_name_plural": "completions",
            },
        ),
    ]
