"""Addresses of the questionnaire editor and the question bank; included in the surveys' own."""

from django.urls import path

from surveys.views_editor import bank, editing, listing, publishing, translating, trying

BASE = "programmes/<slug:programme_slug>/questionnaires/"
ONE = BASE + "<int:questionnaire_id>/"
urlpatterns = [
    path(BASE, listing.questionnaire_list, name="questionnaire-list"),
    path(BASE + "new/", listing.questionnaire_new, name="questionnaire-new"),
    path(ONE + "edit/", editing.editor, name="questionnaire-edit"),
    path(ONE + "edit/step/", editing.take_step, name="questionnaire-step"),
    path(ONE + "edit/settings/", editing.edit_settings, name="questionnaire-settings"),
    path(ONE + "edit/translate/", translating.translate, name="questionnaire-translate"),
    path(ONE + "edit/bank/", bank.keep_in_bank, name="questionnaire-keep"),
    path(ONE + "preview/", trying.preview, name="questionnaire-preview"),
    path(ONE + "try/", trying.try_out, name="questionnaire-try"),
    path(ONE + "publish/", publishing.publish, name="questionnaire-publish"),
    path(ONE + "discard/", publishing.discard, name="questionnaire-discard"),
    path("programmes/<slug:programme_slug>/question-bank/", bank.bank_list, name="question-bank"),
    path("programmes/<slug:programme_slug>/question-bank/<int:entry_id>/", bank.bank_entry, name="bank-entry"),
]
