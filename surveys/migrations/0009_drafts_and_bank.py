import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('pilots', '0004_programme_set_up'),
        ('surveys', '0008_count_every_type'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='QuestionnaireDraft',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('document', models.JSONField(verbose_name='document')),
                ('revision', models.PositiveIntegerField(default=0, verbose_name='number of the last change')),
                ('place', models.PositiveIntegerField(default=0, verbose_name='state that is shown')),
                ('changed_at', models.DateTimeField(auto_now=True, verbose_name='changed at')),
                ('questionnaire', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='draft', to='surveys.questionnaire', verbose_name='questionnaire')),
            ],
            options={
                'verbose_name': 'draft of a questionnaire',
                'verbose_name_plural': 'drafts of questionnaires',
            },
        ),
        migrations.CreateModel(
            name='DraftState',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(verbose_name='number')),
                ('document', models.JSONField(verbose_name='document')),
                ('what', models.CharField(max_length=20, verbose_name='what was done')),
                ('about', models.CharField(blank=True, max_length=60, verbose_name='code of the part')),
                ('made_at', models.DateTimeField(auto_now_add=True, verbose_name='made at')),
                ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by')),
                ('draft', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='states', to='surveys.questionnairedraft', verbose_name='draft')),
            ],
            options={
                'verbose_name': 'state of a draft',
                'verbose_name_plural': 'states of drafts',
                'ordering': ['draft', 'number'],
                'constraints': [models.UniqueConstraint(fields=('draft', 'number'), name='draft_state_once')],
            },
        ),
        migrations.CreateModel(
            name='BankEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=60, verbose_name='code')),
                ('part', models.JSONField(verbose_name='definition')),
                ('construct', models.CharField(blank=True, max_length=40, verbose_name='construct')),
                ('is_core', models.BooleanField(default=False, verbose_name='core question')),
                ('words', models.TextField(blank=True, verbose_name='words to search in')),
                ('changed_at', models.DateTimeField(auto_now=True, verbose_name='changed at')),
                ('programme', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='bank_entries', to='pilots.programme', verbose_name='programme')),
            ],
            options={
                'verbose_name': 'entry of the question bank',
                'verbose_name_plural': 'entries of the question bank',
                'ordering': ['programme', 'code'],
                'constraints': [models.UniqueConstraint(fields=('programme', 'code'), name='bank_entry_once')],
            },
        ),
    ]
