import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    # Apart from the user: Wagtail's first migrations need the user model, and the token needs Wagtail's last ones.
    dependencies = [
        ('accounts', '0001_initial'),
        ('wagtailcore', '0098_apitoken'),
    ]

    operations = [
        migrations.CreateModel(
            name='TokenGrant',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('scope', models.CharField(max_length=100, verbose_name='scope')),
                ('expires_at', models.DateTimeField(blank=True, null=True, verbose_name='expires at')),
                ('token', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='grant', to='wagtailcore.apitoken')),
            ],
            options={
                'verbose_name': 'API token grant',
                'verbose_name_plural': 'API token grants',
            },
        ),
    ]
