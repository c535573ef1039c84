"""Take in a questionnaire that was written elsewhere."""

from typing import Any

from django.db import transaction
from django.utils.text import slugify

from pilots.models import Pilot
from surveys.actions.publish import open_wave, publish_version
from surveys.models import Questionnaire, Wave


@transaction.atomic
def take_in_form(*, pilot: Pilot, document: dict[str, Any], by: Any) -> Wave:
    """Store the questionnaire in the pilot's programme, with a wave that is not published yet.

    The same document again changes nothing; another one under the same code becomes the next version, and the wave asks
    it from then on only if it is not published. Raises DefinitionError.
    """
    questionnaire, _is_new = Questionnaire.objects.get_or_create(
        programme=pilot.programme, code=document["code"][:60], defaults={"title": document["title"]})
    version = publish_version(questionnaire=questionnaire, document=document, by=by)
    slug = slugify(f"{pilot.slug}-{questionnaire.code}")[:130]
    wave = open_wave(pilot=pilot, version=version, slug=slug, by=by, is_published=False)
    if wave.version_id != version.pk and not wave.is_published:
        wave.version = version
        wave.save(update_fields=["version"])
    return wave
