from django.db import migrations, models

from procurement.core.triggers import KeepAppendOnly


class Migration(migrations.Migration):

    dependencies = [
        ('publications', '0005_catalogue_draft_kind'),
    ]

    operations = [
        KeepAppendOnly("publications_publication"),
        migrations.AddField(
            model_name='publication',
            name='agency_code',
            field=models.CharField(blank=True, max_length=40, verbose_name='代理机构编号'),
        ),
        KeepAppendOnly("publications_publication"),
    ]
