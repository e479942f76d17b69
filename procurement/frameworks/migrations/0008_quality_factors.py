from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("frameworks", "0007_reviews")]

    operations = [
        migrations.AddField(
            model_name="framework",
            name="quality_factors",
            field=models.JSONField(blank=True, default=list, verbose_name="评分表"),
        ),
    ]
