"""The door for a web server: `granian --interface wsgi kust_web.wsgi:application`."""

import os
from multiprocessing import parent_process

from django.core.wsgi import get_wsgi_application

from kust_web.parent import end_with_parent

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kust_web.settings")
application = get_wsgi_application()
keeper = parent_process()
end_with_parent(keeper.pid if keeper and keeper.pid else os.getppid())
