from django.db import migrations, models



class Migration(migrations.Migration):
    dependencies = [("tendering", "0001_initial")]

    operations = [
        migrations.RemoveConstraint(model_name="sealedbid", name="bid_one_valid"),
        migrations.RenameField(model_name="sealedbid", old_name="state", new_name="status"),
        migrations.AddField(
            model_name="sealedbid",
            name="submission_key",
            field=models.CharField(default="", max_length=40, verbose_name="提交标识"),
            preserve_default=False,
        ),
        migrations.AddConstraint(
            model_name="sealedbid",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status", "VALID")), fields=("round", "supplier"), name="bid_one_valid"
            ),
        ),
        migrations.AddConstraint(
            model_name="sealedbid",
            constraint=models.UniqueConstraint(
                fields=("round", "supplier", "submission_key"), name="bid_submission_once"
            ),
        ),
        migrations.AlterField(
            model_name="examination",
            name="qualified",
            field=models.BooleanField(default=None, null=True, verbose_name="资格审查通过"),
        ),
        migrations.AlterField(
            model_name="examination",
            name="conforms",
            field=models.BooleanField(default=None, null=True, verbose_name="符合性审查通过"),
        ),
        migrations.AlterField(
            model_name="examination",
            name="examiner_code",
            field=models.CharField(blank=True, max_length=40, verbose_name="资格审查人编号"),
        ),
        migrations.AlterField(
            model_name="examination",
            name="examiner_name",
            field=models.CharField(blank=True, max_length=100, verbose_name="资格审查人"),
        ),
        migrations.AddField(
            model_name="examination",
            name="conformity_examiner_code",
            field=models.CharField(blank=True, default="", max_length=40, verbose_name="符合性审查人编号"),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="examination",
            name="conformity_examiner_name",
            field=models.CharField(blank=True, default="", max_length=100, verbose_name="符合性审查人"),
            preserve_default=False,
        ),
    ]
