"""Price, size and share of opened bids lie encrypted under the server's key; the way back writes them plain again."""

from django.db import migrations, models

from procurement.core.fields import LockedDecimalField, LockedJSONField

BATCH = 200
NAMES = ("offer", "scale", "small_share")


def lock(apps, schema_editor):
    carry(apps, schema_editor, lambda name: (f"plain_{name}", name))


def unlock(apps, schema_editor):
    carry(apps, schema_editor, lambda name: (name, f"plain_{name}"))


def carry(apps, schema_editor, way):
    opened = apps.get_model("tendering", "OpenedBid")
    rows = opened.objects.using(schema_editor.connection.alias).order_by("pk")
    pairs = [way(name) for name in NAMES]
    for bid in rows.iterator(chunk_size=BATCH):
        for source, target in pairs:
            setattr(bid, target, getattr(bid, source))
        bid.save(update_fields=[target for _source, target in pairs])


class Migration(migrations.Migration):
    dependencies = [("tendering", "0033_drop_plain_bids")]

    operations = [
        *(migrations.RenameField("openedbid", name, f"plain_{name}") for name in NAMES),
        migrations.AlterField("openedbid", "plain_scale", models.CharField(max_length=20, null=True)),
        migrations.AddField(
            "openedbid",
            "offer",
            LockedDecimalField(purpose="opened-offer", verbose_name="报价（元）", null=True),
        ),
        migrations.AddField(
            "openedbid",
            "scale",
            LockedJSONField(purpose="opened-scale", verbose_name="企业规模", null=True),
        ),
        migrations.AddField(
            "openedbid",
            "small_share",
            LockedDecimalField(
                purpose="opened-share", verbose_name="小微企业份额（%）", null=True, blank=True
            ),
        ),
        migrations.RunPython(lock, unlock),
    ]
