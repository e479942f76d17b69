"""Until now a package had one award: its letters told of that one."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def name_the_award(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    award, letter = apps.get_model("awarding", "Award"), apps.get_model("awarding", "OutcomeLetter")
    for pk, package in award.objects.values_list("pk", "package_id"):
        letter.objects.filter(package_id=package, award=None).update(award_id=pk)


class Migration(migrations.Migration):
    dependencies = [("awarding", "0002_void_awards")]

    operations = [migrations.RunPython(name_the_award, migrations.RunPython.noop)]
