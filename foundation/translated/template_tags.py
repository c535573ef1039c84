"""``{% load translated %}`` and ``{{ method.name|in_language }}``."""

from django import template

from foundation.translated import in_language as chosen

register = template.Library()
register.filter("in_language", chosen)
