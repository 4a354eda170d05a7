"""The registry's settings for tests: files in a folder that is thrown away, jobs run at once."""

import atexit
import os
import shutil
import tempfile

_home = tempfile.mkdtemp(prefix="kust-web-")
atexit.register(shutil.rmtree, _home, True)
os.environ["KUST_HOME"] = _home

from kust_web.settings import *  # noqa: E402, F403
from kust_web.settings import STATIC_ROOT  # noqa: E402

STATIC_ROOT.mkdir()

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
TASKS = {
    "default": {
        "BACKEND": "django_tasks.backends.immediate.ImmediateBackend",
        "QUEUES": ["default", "long"],
    }
}
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
AXES_ENABLED = False
