import django.db.models.deletion
from django.db import migrations, models

from procurement.core.triggers import AppendOnly


class Migration(migrations.Migration):

    dependencies = [
        ('contracts', '0002_lapsed'),
    ]

    operations = [
        migrations.CreateModel(
            name='ServiceLogAnswer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('confirms', models.BooleanField(verbose_name='确认')),
                ('reason', models.CharField(blank=True, max_length=300, verbose_name='异议理由')),
                ('at', models.DateTimeField(verbose_name='答复时间')),
                ('by', models.CharField(max_length=100, verbose_name='答复人')),
                ('entry', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='answer', to='contracts.servicelogentry')),
            ],
            options={
                'verbose_name': '台账答复',
                'constraints': [models.CheckConstraint(condition=models.Q(('confirms', True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='objection_has_reason')],
            },
        ),
        AppendOnly("contracts_serviceloganswer"),
    ]
