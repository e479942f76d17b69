"""The plain prices of opened bids go. Apart from the copying: PostgreSQL alters no table that it has just written."""

from django.db import migrations

from procurement.core.fields import LockedDecimalField, LockedJSONField


class Migration(migrations.Migration):
    dependencies = [("tendering", "0034_lock_opened_offers")]

    operations = [
        migrations.RemoveField("openedbid", "plain_offer"),
        migrations.RemoveField("openedbid", "plain_scale"),
        migrations.RemoveField("openedbid", "plain_small_share"),
        migrations.AlterField(
            "openedbid", "offer", LockedDecimalField(purpose="opened-offer", verbose_name="报价（元）")
        ),
        migrations.AlterField(
            "openedbid", "scale", LockedJSONField(purpose="opened-scale", verbose_name="企业规模")
        ),
    ]
