"""WSGI entry point of the pages: `gunicorn --pythonpath site,. prokadry.wsgi`."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "prokadry.settings.production")
application = get_wsgi_application()
