"""Every letter names its award, and a bidder gets one for each."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("awarding", "0003_letters_name_their_award")]

    operations = [
        migrations.AlterField(
            model_name="outcomeletter",
            name="award",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="outcome_letters",
                to="awarding.award",
            ),
        ),
        migrations.RemoveConstraint(model_name="outcomeletter", name="outcome_letter_once"),
        migrations.AddConstraint(
            model_name="outcomeletter",
            constraint=models.UniqueConstraint(fields=("award", "bid"), name="outcome_letter_once"),
        ),
    ]
