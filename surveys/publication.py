"""What of a wave anybody may see now, by the policy that was chosen before its launch."""

from datetime import datetime

from django.utils import timezone

from surveys.choices import PublishedCounts, PublishedTexts
from surveys.models import Response, Wave, WavePolicy


def policy_of(wave: Wave) -> WavePolicy:
    """The wave's policy; an unsaved one that publishes nothing where none was chosen."""
    return WavePolicy.objects.filter(wave=wave).first() or WavePolicy(wave=wave)


def is_launched(wave: Wave, now: datetime | None = None) -> bool:
    """Whether people were, or are, asked: published and opened, or somebody answered already."""
    opened = wave.is_published and (wave.opens_at is None or wave.opens_at <= (now or timezone.now()))
    return opened or Response.objects.filter(wave=wave).exists()


def is_closed(wave: Wave, now: datetime | None = None) -> bool:
    """Whether the wave has taken its last answer."""
    return wave.closes_at is not None and wave.closes_at <= (now or timezone.now())


def shows_counts(wave: Wave, policy: WavePolicy, now: datetime | None = None) -> bool:
    """Whether anybody may see the counts at this instant."""
    if policy.counts == PublishedCounts.AFTER_CLOSING:
        return is_closed(wave, now)
    return policy.counts == PublishedCounts.LIVE and is_launched(wave, now)


def shows_texts(wave: Wave, policy: WavePolicy, now: datetime | None = None) -> bool:
    """Whether anybody may read sentences marked as quotable: where and when the counts may be seen."""
    return policy.texts == PublishedTexts.QUOTABLE and shows_counts(wave, policy, now)
