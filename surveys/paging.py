"""Which questions stand on one page. Pure Python, no Django."""

from surveys.definition import Definition, Element, Group, QuestionDefinition

Page = tuple[Element, ...]


def pages_of(definition: Definition) -> tuple[Page, ...]:
    """The pages of a questionnaire.

    all: one page; groups: every group at the top is a page, and so are the questions between two groups; questions:
    one question a page, but a matrix, a repeat and a group that says so stay together.
    """
    if definition.paging == "all":
        return (definition.elements,)
    if definition.paging == "groups":
        return tuple(_by_groups(definition.elements))
    return tuple(_one_by_one(definition.elements))


def _by_groups(elements: Page) -> list[Page]:
    pages: list[Page] = []
    loose: list[Element] = []
    for element in elements:
        if isinstance(element, Group) and element.kind != "matrix":
            pages += [tuple(loose)] if loose else []
            loose = []
            pages.append((element,))
        else:
            loose.append(element)
    return pages + ([tuple(loose)] if loose else [])


def _one_by_one(elements: Page) -> list[Page]:
    """Notes and what nobody answers go with the next question."""
    pages: list[Page] = []
    waiting: list[Element] = []
    for element in elements:
        if isinstance(element, Group) and element.kind == "group" and not element.is_page:
            # the group around its questions decides whether they are asked
            inner = [_inside(element, page) for page in _one_by_one(element.elements)]
            pages += [(*waiting, *inner[0]), *inner[1:]] if inner else []
            waiting = [] if inner else waiting
        elif isinstance(element, QuestionDefinition) and not element.is_asked:
            waiting.append(element)
        else:
            pages.append((*waiting, element))
            waiting = []
    if waiting:
        pages.append(tuple(waiting))
    return pages


def _inside(group: Group, page: Page) -> Page:
    return (Group(group.code, group.kind, page, label=group.label, hint=group.hint, relevant=group.relevant),)
