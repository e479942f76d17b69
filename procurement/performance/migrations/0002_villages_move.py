from django.db import migrations


class Migration(migrations.Migration):
    """The villages go down to the accounts room, where plans may name them: the table keeps its rows."""

    dependencies = [("performance", "0001_initial")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.AlterModelTable("village", "accounts_village")],
            state_operations=[migrations.DeleteModel("Village")],
        )
    ]
