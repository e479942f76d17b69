"""What opened bids say lies encrypted under the server's key; the way back writes it plain again."""

from django.db import migrations, models

import procurement.core.fields

BATCH = 200


def carry(source, target):
    def move(apps, schema_editor):
        opened = apps.get_model("tendering", "OpenedBid")
        rows = opened.objects.using(schema_editor.connection.alias).order_by("pk")
        for bid in rows.iterator(chunk_size=BATCH):
            setattr(bid, target, getattr(bid, source))
            bid.save(update_fields=[target])

    return move


class Migration(migrations.Migration):
    dependencies = [("tendering", "0031_two_left")]

    operations = [
        migrations.RenameField("openedbid", "content", "plain"),
        migrations.AddField(
            "openedbid",
            "content",
            procurement.core.fields.LockedJSONField(
                purpose="opened-bid", verbose_name="投标内容", null=True
            ),
        ),
        migrations.AlterField("openedbid", "plain", models.JSONField(null=True)),
        migrations.RunPython(carry("plain", "content"), carry("content", "plain")),
    ]
