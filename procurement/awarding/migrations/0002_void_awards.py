"""An award may fall, and another follow it; which letter told which award is said by the letter."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("awarding", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="award",
            name="follows",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="followed_by",
                to="awarding.award",
            ),
        ),
        migrations.AddField(
            model_name="award",
            name="void_reason",
            field=models.TextField(blank=True, verbose_name="结果无效的原因"),
        ),
        migrations.AddField(
            model_name="award",
            name="voided_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="结果无效的时间"),
        ),
        migrations.AlterField(
            model_name="award",
            name="package",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="awards",
                related_query_name="award",
                to="tendering.package",
            ),
        ),
        migrations.AlterField(
            model_name="award",
            name="status",
            field=models.CharField(
                choices=[
                    ("PROPOSED", "待采购人确认"),
                    ("CONFIRMED", "已确认"),
                    ("NOTIFIED", "已公告并发通知书"),
                    ("VOIDED", "结果无效"),
                ],
                default="PROPOSED",
                max_length=20,
                verbose_name="状态",
            ),
        ),
        migrations.AddConstraint(
            model_name="award",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status", "VOIDED"), _negated=True),
                fields=("package",),
                name="award_one_stands",
            ),
        ),
        migrations.AddField(
            model_name="outcomeletter",
            name="award",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="outcome_letters",
                to="awarding.award",
            ),
        ),
    ]
