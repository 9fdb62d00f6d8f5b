"""WSGI entry point of the pages: `gunicorn --pythonpath site,. prokadry.wsgi`."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "prokadry.settings.production")
pages = get_wsgi_application()

from courses.http.pings import PingEdge  # noqa: E402 - needs the apps that were loaded just now
from prokadry.plugins.schema import turn_off_unmigrated  # noqa: E402 - as above

turn_off_unmigrated()

application = PingEdge(pages)
