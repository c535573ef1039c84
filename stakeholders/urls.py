"""Addresses of the register."""

from django.urls import path

from stakeholders.import_urls import import_patterns
from stakeholders.register_urls import register_patterns
from stakeholders.views import (
    consent_texts,
    consents,
    message_templates,
    messages,
    messages_received,
    messages_unsubscribe,
)

app_name = "stakeholders"
urlpatterns = [
    *register_patterns,
    *import_patterns,
    path("programmes/<slug:programme_slug>/consents/", consents.consent_list, name="consent-list"),
    path("programmes/<slug:programme_slug>/consents/texts/", consent_texts.consent_text_list,
         name="consent-text-list"),
    path("programmes/<slug:programme_slug>/consents/texts/add/", consent_texts.consent_text_add,
         name="consent-text-add"),
    path("programmes/<slug:programme_slug>/consents/texts/<int:consent_text_id>/", consent_texts.consent_text_translate,
         name="consent-text-translate"),
    path("stakeholders/<int:stakeholder_id>/consents/", consents.stakeholder_consents, name="stakeholder-consents"),
    path("stakeholders/<int:stakeholder_id>/consents/give/", consents.consent_give, name="consent-give"),
    path("stakeholders/<int:stakeholder_id>/consents/<int:consent_id>/renew/", consents.consent_renew,
         name="consent-renew"),
    path("stakeholders/<int:stakeholder_id>/consents/<int:consent_id>/withdraw/", consents.consent_withdraw,
         name="consent-withdraw"),
    path("programmes/<slug:programme_slug>/messages/", messages.message_list, name="message-list"),
    path("programmes/<slug:programme_slug>/messages/write/", messages.message_write, name="message-write"),
    path("programmes/<slug:programme_slug>/messages/templates/", message_templates.template_list,
         name="message-template-list"),
    path("programmes/<slug:programme_slug>/messages/templates/<slug:message_kind>/<slug:language>/",
         message_templates.template_edit, name="message-template-edit"),
    path("messages/<int:message_id>/", messages.message_detail, name="message-detail"),
    path("messages/<int:message_id>/edit/", messages.message_edit, name="message-edit"),
    path("messages/<int:message_id>/send/", messages.message_send, name="message-send"),
    path("messages/<int:message_id>/cancel/", messages.message_cancel, name="message-cancel"),
    path("messages/<int:message_id>/resume/", messages.message_resume, name="message-resume"),
    path("stakeholders/<int:stakeholder_id>/messages/", messages_received.stakeholder_messages,
         name="stakeholder-messages"),
    path("unsubscribe/<str:token>/", messages_unsubscribe.unsubscribe_page, name="unsubscribe"),
]
