import django.db.models.deletion
from procurement.core.triggers import AppendOnly
import procurement.suppliers.models.changes
import procurement.suppliers.models.suppliers
from django.conf import settings
from django.db import migrations, models


def name_after_files(apps, schema_editor):
    papers = apps.get_model('suppliers', 'SupplierPaper')
    for paper in papers.objects.select_related('attachment'):
        paper.code = paper.attachment.code
        paper.save(update_fields=['code'])


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0008_calendar_proposals'),
        ('suppliers', '0002_append_only'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='DetailChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(default=procurement.suppliers.models.changes.change_code, max_length=40, unique=True, verbose_name='编号')),
                ('status', models.CharField(choices=[('ASKED', '待核验'), ('ACCEPTED', '已变更'), ('REFUSED', '未予变更'), ('WITHDRAWN', '已撤回')], default='ASKED', max_length=20, verbose_name='状态')),
                ('detail', models.CharField(max_length=40, verbose_name='变更事项')),
                ('value', models.CharField(max_length=200, verbose_name='变更为')),
                ('asked_by_code', models.CharField(max_length=40, verbose_name='申请人编号')),
                ('asked_by', models.CharField(max_length=100, verbose_name='申请人')),
                ('asked_at', models.DateTimeField(verbose_name='申请时间')),
                ('decided_by', models.CharField(blank=True, max_length=100, verbose_name='办理人')),
                ('decided_at', models.DateTimeField(blank=True, null=True, verbose_name='办理时间')),
                ('reason', models.CharField(blank=True, max_length=500, verbose_name='不予变更的理由')),
            ],
            options={
                'verbose_name': '资料变更',
                'ordering': ['-asked_at', '-id'],
            },
        ),
        migrations.CreateModel(
            name='ListCheck',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('list_kind', models.CharField(choices=[('MAJOR_VIOLATION', '三年内有重大违法记录'), ('DISHONEST_DEBTOR', '失信被执行人'), ('TAX_OFFENDER', '重大税收违法失信主体'), ('PROCUREMENT_OFFENDER', '政府采购严重违法失信行为记录名单'), ('SOCIAL_OFFENDER', '社会组织严重违法失信名单'), ('SOCIAL_ABNORMAL', '社会组织活动异常名录（提示，不限制参加）')], max_length=30, verbose_name='名单')),
                ('found', models.BooleanField(verbose_name='列入名单')),
                ('source', models.CharField(max_length=300, verbose_name='查询网站')),
                ('record', models.CharField(max_length=500, verbose_name='查询记录')),
                ('checked_by', models.CharField(max_length=100, verbose_name='查询人')),
                ('checked_at', models.DateTimeField(verbose_name='查询时间')),
            ],
            options={
                'verbose_name': '名单查询记录',
                'ordering': ['-checked_at', '-id'],
            },
        ),
        migrations.CreateModel(
            name='RegistrationDraft',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('content', models.BinaryField(verbose_name='加密的草稿')),
                ('saved_at', models.DateTimeField(verbose_name='保存时间')),
            ],
            options={
                'verbose_name': '注册草稿',
            },
        ),
        migrations.CreateModel(
            name='UnfoundedComplaint',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('decided_on', models.DateField(verbose_name='处理决定日期')),
                ('number', models.CharField(max_length=100, verbose_name='处理决定文号')),
                ('authority', models.CharField(max_length=200, verbose_name='作出决定的财政部门')),
                ('recorded_by', models.CharField(max_length=100, verbose_name='记录人')),
                ('recorded_at', models.DateTimeField(verbose_name='记录时间')),
            ],
            options={
                'verbose_name': '查无实据的投诉',
                'ordering': ['-decided_on', '-id'],
            },
        ),
        migrations.AddField(
            model_name='exclusion',
            name='credit_code',
            field=models.CharField(blank=True, max_length=18, verbose_name='统一社会信用代码'),
        ),
        migrations.AddField(
            model_name='exclusion',
            name='name',
            field=models.CharField(blank=True, max_length=200, verbose_name='名称'),
        ),
        migrations.AddField(
            model_name='supplier',
            name='contact',
            field=models.CharField(blank=True, max_length=60, verbose_name='联系人'),
        ),
        migrations.AddField(
            model_name='supplier',
            name='head_office',
            field=models.CharField(blank=True, max_length=200, verbose_name='总公司（总所）'),
        ),
        migrations.AddField(
            model_name='supplier',
            name='requested_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='申请核验时间'),
        ),
        migrations.AddField(
            model_name='supplierpaper',
            name='code',
            field=models.CharField(max_length=40, null=True, verbose_name='编号'),
        ),
        migrations.RunPython(name_after_files, migrations.RunPython.noop),
        migrations.AlterField(
            model_name='supplierpaper',
            name='code',
            field=models.CharField(default=procurement.suppliers.models.suppliers.paper_code, max_length=40, unique=True, verbose_name='编号'),
        ),
        migrations.AddField(
            model_name='supplierpaper',
            name='commitment',
            field=models.TextField(blank=True, verbose_name='承诺书'),
        ),
        migrations.AddField(
            model_name='supplierpaper',
            name='seen_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='核验查看时间'),
        ),
        migrations.AddField(
            model_name='supplierpaper',
            name='seen_by',
            field=models.CharField(blank=True, max_length=100, verbose_name='核验查看人'),
        ),
        migrations.AddField(
            model_name='supplierpaper',
            name='signed_by',
            field=models.CharField(blank=True, max_length=100, verbose_name='签署人'),
        ),
        migrations.AlterField(
            model_name='exclusion',
            name='supplier',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='exclusions', to='suppliers.supplier'),
        ),
        migrations.AlterField(
            model_name='supplierpaper',
            name='attachment',
            field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='core.attachment', verbose_name='文件'),
        ),
        migrations.AlterField(
            model_name='supplierpaper',
            name='kind',
            field=models.CharField(choices=[('LICENCE', '营业执照、登记证书或身份证明'), ('FINANCE', '财务状况报告'), ('TAX', '依法缴纳税收的材料'), ('SOCIAL_SECURITY', '依法缴纳社会保障资金的材料'), ('CAPABILITY', '设备和专业技术能力证明'), ('STATEMENT', '三年内无重大违法记录的书面声明'), ('INSPECTION', '社会组织年检结论'), ('SPECIAL', '行业许可、资质等专门证明'), ('AUTHORISATION', '总公司（总所）对分支机构的授权书')], max_length=20, verbose_name='种类'),
        ),
        migrations.AddIndex(
            model_name='exclusion',
            index=models.Index(fields=['credit_code'], name='exclusion_credit_code'),
        ),
        migrations.AddConstraint(
            model_name='exclusion',
            constraint=models.CheckConstraint(condition=models.Q(('supplier__isnull', False), models.Q(('credit_code', ''), _negated=True), _connector='OR'), name='exclusion_names_somebody'),
        ),
        migrations.AddConstraint(
            model_name='supplierpaper',
            constraint=models.CheckConstraint(condition=models.Q(('attachment__isnull', True), ('commitment', ''), _connector='XOR'), name='supplier_paper_file_or_letter'),
        ),
        migrations.AddField(
            model_name='detailchange',
            name='supplier',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='detail_changes', to='suppliers.supplier'),
        ),
        migrations.AddField(
            model_name='listcheck',
            name='attachment',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='core.attachment', verbose_name='查询截图'),
        ),
        migrations.AddField(
            model_name='listcheck',
            name='supplier',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='list_checks', to='suppliers.supplier'),
        ),
        migrations.AddField(
            model_name='registrationdraft',
            name='user',
            field=models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='unfoundedcomplaint',
            name='supplier',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='unfounded_complaints', to='suppliers.supplier'),
        ),
        migrations.AddConstraint(
            model_name='detailchange',
            constraint=models.UniqueConstraint(condition=models.Q(('status', 'ASKED')), fields=('supplier', 'detail'), name='detail_change_one_open'),
        ),
        migrations.AddConstraint(
            model_name='unfoundedcomplaint',
            constraint=models.UniqueConstraint(fields=('supplier', 'number'), name='unfounded_complaint_once'),
        ),
        AppendOnly('suppliers_listcheck'),
    ]
