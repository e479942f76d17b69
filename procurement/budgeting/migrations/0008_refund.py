"""A payment that a supplier pays back is a movement of its own (RULES N-19)."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('budgeting', '0007_parts'),
    ]

    operations = [
        migrations.AlterField(
            model_name='ledgerentry',
            name='kind',
            field=models.CharField(choices=[('PLAN', '列入中期规划'), ('UNPLAN', '中期规划转为年度预算'), ('APPROVE', '批准预算'), ('ADJUST', '预算调整'), ('RESERVE', '预留'), ('RELEASE_RESERVED', '释放预留'), ('FREEZE', '冻结'), ('UNFREEZE', '解除冻结'), ('COMMIT', '合同承诺'), ('FREE_SAVING', '释放节约资金'), ('RELEASE_COMMITTED', '释放合同余额'), ('PAY', '支付'), ('REFUND', '供应商退款'), ('LAPSE', '年终收回'), ('CARRY', '结转下年')], max_length=20, verbose_name='类别'),
        ),
    ]
