"""Versions get the seals that the files of the library have; those published before are sealed as they stand."""

from typing import Any

from django.db import migrations, models

from kust.programme.keeping.versions import seal_of

_SEALED = ("cluster_id", "number", "reason", "digest", "dataset_digest", "kust", "left_out")


def seal_all(apps: Any, schema_editor: Any) -> None:
    versions = apps.get_model("programme", "PublishedVersion").objects.order_by("cluster_id", "number")
    last: dict[str, str] = {}
    for one in versions.iterator():
        told = {name: getattr(one, name) for name in _SEALED} | {"on": one.on.isoformat()}
        one.before = last.get(one.cluster_id)
        one.seal = seal_of(told | ({"before": one.before} if one.before else {}))
        one.save(update_fields=["before", "seal"])
        last[one.cluster_id] = one.seal


class Migration(migrations.Migration):
    dependencies = [("programme", "0001_initial")]

    operations = [
        migrations.AddField("publishedversion", "before", models.CharField(max_length=80, null=True)),
        migrations.AddField("publishedversion", "seal", models.CharField(default="", max_length=80)),
        migrations.RunPython(seal_all, migrations.RunPython.noop),
    ]
