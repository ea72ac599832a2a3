# SPDX-License-Identifier: MIT
"""Shows the entities that Home Assistant would have: home_assistant.py RETAINED RECIPES

RETAINED holds lines of retained messages, a topic, a blank and the payload. Home Assistant renders
templates with Jinja2; here Jinja2 is strict, so that a member that is missing is a fault. RETAINED
comes from a real broker, RECIPES is the folder with the recipes. The exit status is 1 if a value is
none that Home Assistant takes.
"""

import json
import re
import sys

import jinja2
import yaml

faults = []


def expect(holds, what):
    if not holds:
        faults.append(what)


def slug(text):
    return re.sub("[^a-z0-9]+", "_", text.lower()).strip("_")


class Entity:
    """One component of a document, with the value that its state gives it."""

    def __init__(self, document, component, messages, environment):
        self.__dict__.update(component)
        self.component = component
        device = document["device"]["name"]
        self.id = f"{self.platform}.{slug(device + ' ' + self.name)}"
        words = {one["topic"]: messages.get(one["topic"]) for one in document["availability"]}
        self.is_available = all(word == "online" for word in words.values())
        state = json.loads(messages[component.get("state_topic", document["state_topic"])])
        self.value = environment.from_string(self.value_template).render(value_json=state)
        attributes = component.get("json_attributes_template")
        if attributes:
            json.loads(environment.from_string(attributes).render(value_json=state))
        self.check()

    def check(self):
        unknown = self.value == "None"
        expect(self.is_available, f"{self.id} is not available")
        if self.platform in ("switch", "binary_sensor"):
            expect(self.value in ("ON", "OFF") or unknown, f"{self.id}: {self.value}")
        elif "options" in self.component:
            expect(self.value in self.options or unknown, f"{self.id}: {self.value}")
        elif self.component.get("device_class") == "timestamp":
            is_date = re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", self.value)
            expect(is_date, f"{self.id}: {self.value}")
        elif "unit_of_measurement" in self.component and not unknown:
            value = float(self.value)
            if self.platform == "number":
                expect(self.min <= value <= self.max, f"{self.id}: {value}")

    def line(self):
        unit = self.component.get("unit_of_measurement", "")
        bounds = ""
        if self.platform == "number":
            bounds = f"{self.min} to {self.max}, step {self.step}"
        kind = self.component.get("device_class", "")
        category = self.component.get("entity_category", "")
        value = f"{self.value} {unit}"
        return f"{self.id:48} {value:22} {kind:10} {category:10} {bounds}".rstrip()


def strict():
    environment = jinja2.Environment(undefined=jinja2.StrictUndefined)
    environment.filters["tojson"] = json.dumps
    return environment


def show_entities(path):
    messages = dict(line.rstrip("\n").split(" ", 1) for line in open(path, encoding="utf-8"))
    entities = []
    for topic, payload in sorted(messages.items()):
        if not topic.endswith("/config"):
            continue
        document = json.loads(payload)
        print(f"# {document['device']['name']}")
        for component in document["components"].values():
            entity = Entity(document, component, messages, strict())
            entities.append(entity)
            print(entity.line())
    expect(len({entity.id for entity in entities}) == len(entities), "two entities have one id")
    return {entity.id for entity in entities}


def check_automation(path, entities):
    automation = yaml.safe_load(open(path, encoding="utf-8"))
    named = re.findall(r"entity_id: (\S+)", yaml.safe_dump(automation))
    expect(len(named) >= 2, "the automation names no entities")
    for entity in named:
        expect(entity in entities, f"the automation names {entity}, which does not exist")
    template = automation["actions"][0]["data"]["value"]
    for watts, amps in (("11040", 16), ("0", 6), ("unavailable", 6)):
        environment = strict()
        environment.globals["states"] = lambda _, watts=watts: watts
        value = float(environment.from_string(template).render())
        expect(value == amps, f"the automation makes {value} A of {watts} W")


def check_evcc(path):
    """The keys are those that evcc documents for a custom charger and for its MQTT plugin."""
    charger = yaml.safe_load(open(path, encoding="utf-8"))["chargers"][0]
    expect(charger.pop("type") == "custom" and charger.pop("name"), "evcc: no custom charger")
    needed = {"status", "enabled", "enable", "maxcurrent"}
    allowed = needed | {"power", "energy", "currents"}
    expect(needed <= charger.keys() <= allowed, "evcc: the keys of the charger")
    for key, plugin in charger.items():
        known = {"source", "topic", "jq", "timeout", "payload"}
        expect(plugin["source"] == "mqtt" and plugin.keys() <= known, f"evcc: the keys of {key}")


def check_openhab(path):
    """Channels and their parameters are those in the documentation of the MQTT binding."""
    text = re.sub("//.*", "", open(path, encoding="utf-8").read())
    channels = re.findall(r"Type (\w+) *: *(\w+) .*\[(.*)\]", text)
    expect(len(channels) >= 4, "openHAB: no channels")
    known = {"commandTopic", "stateTopic", "transformationPattern"}
    more = {"number": {"min", "max", "step", "unit"}, "switch": {"on", "off"}, "string": set()}
    for kind, name, parameters in channels:
        given = set(re.findall(r"(\w+)=", re.sub('"[^"]*"', '""', parameters)))
        expect(given <= known | more[kind], f"openHAB: {name} has {sorted(given)}")
    for opening, closing in ("{}", "[]"):
        expect(text.count(opening) == text.count(closing), f"openHAB: a {opening} is not closed")


def main(retained, recipes):
    entities = show_entities(retained)
    expect(len(entities) >= 20, "there are next to no entities")
    check_automation(f"{recipes}/home_assistant.yaml", entities)
    check_evcc(f"{recipes}/evcc.yaml")
    check_openhab(f"{recipes}/openhab.things")
    for fault in faults:
        print(fault, file=sys.stderr)
    return 1 if faults else 0


sys.exit(main(*sys.argv[1:]))
