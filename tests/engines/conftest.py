"""Spark for tables of a few rows: the machine that runs it need not be made fast for a long life."""

import os

# Half the processor time; read by every `java` that is started from here on.
os.environ.setdefault("JDK_JAVA_OPTIONS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC")
