"""Runs SQL with DuckDB in the current folder: texts as a JSON array on stdin, rows as JSON out."""

import json
import sys

import duckdb


def rows(sql):
    found = duckdb.execute(sql)
    names = [column[0] for column in found.description]
    return [dict(zip(names, row)) for row in found.fetchall()]


json.dump([rows(sql) for sql in json.load(sys.stdin)], sys.stdout, default=float)
