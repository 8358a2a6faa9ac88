"""The sample world, loaded once, and the look-ups its tests share."""

from deploy.sample import world as sample

WORLD = sample.load()
INDICATORS = {i.key: i for a in WORLD.agreements for r in a.results for i in r.indicators}
RESULTS = {r.key: r for a in WORLD.agreements for r in a.results}
PEOPLE = {person.key: person for person in WORLD.people}
EVALUATED = [person for person in WORLD.people if person.evaluated]


def codes_of(model, field):
    """The words a contract's field allows."""
    return set(model.model_fields[field].annotation.__args__)
