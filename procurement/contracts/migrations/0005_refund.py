"""What a supplier pays back of an advance (RULES N-19)."""

import django.db.models.deletion
import procurement.core.fields
from decimal import Decimal
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('contracts', '0004_advance'),
    ]

    operations = [
        migrations.CreateModel(
            name='Refund',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=40, unique=True, verbose_name='退款登记号')),
                ('amount', procurement.core.fields.MoneyField(default=Decimal('0.00'), verbose_name='退款金额（元）')),
                ('received_on', models.DateField(verbose_name='到账日期')),
                ('voucher', models.CharField(max_length=60, verbose_name='退款凭证号')),
                ('status', models.CharField(choices=[('ENTERED', '待核对'), ('CONFIRMED', '已退回'), ('DISCARDED', '已作废')], default='ENTERED', max_length=20, verbose_name='状态')),
                ('entered_by', models.CharField(max_length=40, verbose_name='登记人编号')),
                ('entered_name', models.CharField(max_length=100, verbose_name='登记人')),
                ('entered_at', models.DateTimeField(verbose_name='登记时间')),
                ('confirmed_by', models.CharField(blank=True, max_length=100, verbose_name='核对人')),
                ('confirmed_at', models.DateTimeField(blank=True, null=True, verbose_name='核对时间')),
                ('contract', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='refunds', to='contracts.contract')),
            ],
            options={
                'verbose_name': '供应商退款',
                'ordering': ['-id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='refund_positive')],
            },
        ),
    ]
