#!/usr/bin/env python3
"""JSON schemas for kubeconform of the kinds that some manifests use: schemas.py FOLDER SWAGGER CRDS... < manifests

SWAGGER is api/openapi-spec/swagger.json of the module k8s.io/kubernetes; CRDS are files or folders with custom resource
definitions. Objects may have the fields that their type declares and no others, so a misspelt field is an error.
"""
import json
import sys
from pathlib import Path

import yaml

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
LOADER.add_constructor("tag:yaml.org,2002:value", lambda _, node: node.value)  # "=", unquoted, in enumerations
TEXT_OR_NUMBER = {"oneOf": [{"type": "string"}, {"type": "number"}]}
TEXT_OR_WHOLE = {"oneOf": [{"type": "string"}, {"type": "integer"}]}
VERBATIM = {"default", "enum", "example"}


def strict(schema):
    """The same schema with no fields beyond those declared, and Kubernetes' own formats as plain JSON schema."""
    if isinstance(schema, list):
        return [strict(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    if schema.get("format") == "int-or-string" or schema.get("x-kubernetes-int-or-string"):
        return TEXT_OR_WHOLE
    result = {key: part if key in VERBATIM else strict(part) for key, part in schema.items()}
    open_ended = "additionalProperties" in result or result.get("x-kubernetes-preserve-unknown-fields")
    if isinstance(result.get("properties"), dict) and not open_ended:
        result["additionalProperties"] = False
    if result.get("nullable") and isinstance(result.get("type"), str):
        result["type"] = [result["type"], "null"]
    return result


def references(schema):
    if isinstance(schema, list):
        for part in schema:
            yield from references(part)
    elif isinstance(schema, dict):
        if isinstance(schema.get("$ref"), str):
            yield schema["$ref"].rpartition("/")[2]
        for part in schema.values():
            yield from references(part)


class Native:
    """Kinds that Kubernetes itself has."""

    def __init__(self, swagger):
        self.definitions = json.loads(Path(swagger).read_text())["definitions"]
        self.kinds = {}
        for name, definition in self.definitions.items():
            for kind in definition.get("x-kubernetes-group-version-kind", []):
                group = kind["group"] + "/" if kind["group"] else ""
                self.kinds.setdefault((group + kind["version"], kind["kind"]), name)

    def definition(self, name):
        if name.endswith("resource.Quantity"):
            return TEXT_OR_NUMBER
        return TEXT_OR_WHOLE if name.endswith("IntOrString") else strict(self.definitions[name])

    def find(self, api, kind):
        name = self.kinds.get((api, kind))
        if name is None:
            return None
        schema = dict(self.definition(name))
        needed, todo = {}, list(references(schema))
        while todo:
            other = todo.pop()
            if other not in needed:
                needed[other] = self.definition(other)
                todo.extend(references(needed[other]))
        return schema | {"definitions": needed}


def custom(files, api, kind):
    """The schema of a custom resource; nothing if no file defines it."""
    group, _, version = api.partition("/")
    for file in files:
        text = file.read_text()
        if group not in text or f"kind: {kind}\n" not in text:
            continue
        for document in yaml.load_all(text, LOADER):
            if not document or document.get("kind") != "CustomResourceDefinition":
                continue
            spec = document["spec"]
            if (spec["group"], spec["names"]["kind"]) == (group, kind):
                for one in spec["versions"]:
                    if one["name"] == version:
                        schema = strict(one["schema"]["openAPIV3Schema"])
                        schema["properties"]["metadata"] = {"type": "object"}
                        return schema
    return None


def main(folder, swagger, *places):
    native = Native(swagger)
    files = [file for place in map(Path, places) for file in (sorted(place.glob("*.yaml")) if place.is_dir() else [place])]
    documents = [document for document in yaml.load_all(sys.stdin.read(), LOADER) if document]
    for api, kind in sorted({(document["apiVersion"], document["kind"]) for document in documents}):
        group, _, version = api.rpartition("/")
        file = Path(folder) / f"{kind.lower()}-{group.split('.')[0] + '-' if group else ''}{version}.json"
        if file.exists():
            continue
        schema = native.find(api, kind) or custom(files, api, kind)
        if schema is None:
            sys.exit(f"nothing defines {kind} of {api}")
        schema["properties"] |= {"apiVersion": {"enum": [api]}, "kind": {"enum": [kind]}}
        schema["required"] = sorted({"apiVersion", "kind", *schema.get("required", [])})
        file.write_text(json.dumps(schema))


main(*sys.argv[1:])
