"""Checks documents by JSON Schemas: pairs of a schema's text and documents as a JSON array on
stdin, for each document the complaints as JSON out."""

import json
import sys

from jsonschema import Draft7Validator


def complaints(schema, documents):
    schema = json.loads(schema)
    Draft7Validator.check_schema(schema)
    validator = Draft7Validator(schema)
    return [
        [f"{error.json_path}: {error.message}" for error in validator.iter_errors(document)]
        for document in documents
    ]


json.dump([complaints(*pair) for pair in json.load(sys.stdin)], sys.stdout)
