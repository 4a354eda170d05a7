"""Where mail is sent through, told as one address."""

from urllib.parse import unquote, urlsplit


def read_smtp(url: str) -> dict[str, object]:
    """Read ``smtp://user:password@host:port`` (``smtps`` for TLS from the start) as Django's settings.

    >>> read_smtp("smtps://kust:p%40ss@mail.example:465")["EMAIL_HOST_PASSWORD"]
    'p@ss'
    """
    parts = urlsplit(url)
    return {
        "EMAIL_HOST": parts.hostname or "localhost",
        "EMAIL_PORT": parts.port or (465 if parts.scheme == "smtps" else 25),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_USE_TLS": parts.scheme == "smtp" and bool(parts.username),
    }
