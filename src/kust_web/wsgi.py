"""The door for a web server: `granian --interface wsgi kust_web.wsgi:application`."""

import os

from django.core.wsgi import get_wsgi_application

from kust_web.parent import end_with_parent

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kust_web.settings")
application = get_wsgi_application()
end_with_parent()
