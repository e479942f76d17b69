"""The plain form of opened bids goes. Apart from the copying: PostgreSQL alters no table that it has just written."""

from django.db import migrations

import procurement.core.fields


class Migration(migrations.Migration):
    dependencies = [("tendering", "0032_lock_opened_bids")]

    operations = [
        migrations.RemoveField("openedbid", "plain"),
        migrations.AlterField(
            "openedbid",
            "content",
            procurement.core.fields.LockedJSONField(purpose="opened-bid", verbose_name="投标内容"),
        ),
    ]
