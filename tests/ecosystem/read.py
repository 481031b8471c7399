"""Reads every Parquet table of a folder with four libraries and compares each cell with the CSV
table of the same name in another folder. Prints the tables' metadata and every difference."""

import csv
import json
import math
import sys
from pathlib import Path

import duckdb
import pandas
import polars
import pyarrow.parquet


def by_duckdb(path):
    found = duckdb.execute("SELECT * FROM read_parquet(?)", [str(path)])
    names = [column[0] for column in found.description]
    columns = zip(*found.fetchall())
    return dict(zip(names, map(list, columns))) or {name: [] for name in names}


def by_pandas(path):
    frame = pandas.read_parquet(path, dtype_backend="numpy_nullable")
    return {name: [None if value is pandas.NA else value for value in frame[name]] for name in frame}


def by_polars(path):
    return polars.read_parquet(path).to_dict(as_series=False)


def by_pyarrow(path):
    return pyarrow.parquet.read_table(path).to_pydict()


READERS = [by_duckdb, by_pandas, by_polars, by_pyarrow]


def as_value(text, like):
    """A cell of CSV as a value of the kind that a reader has found."""
    if text == "" and not isinstance(like, str):
        return None
    if isinstance(like, str):
        return text
    if text in ("true", "false"):
        return text == "true"
    return float(text) if isinstance(like, float) else int(text)


def same(text, value):
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return text == ""
    value = value.item() if hasattr(value, "item") else value
    return as_value(text, value) == value


def differences(path, rows):
    for reader in READERS:
        columns = reader(path)
        names = list(rows[0]) if rows else list(columns)
        if list(columns) != names:
            yield f"{path.name}, {reader.__name__}: columns {list(columns)}"
            continue
        for name, values in columns.items():
            if len(values) != len(rows):
                yield f"{path.name}, {reader.__name__}: {len(values)} rows, not {len(rows)}"
            for place, (row, value) in enumerate(zip(rows, values)):
                if not same(row[name], value):
                    yield f"{path.name}, {reader.__name__}: {name}[{place}] is {value!r}"
                    break


def metadata(path):
    """What the file says of itself; the same by three ways."""
    text = {
        key.decode(): value.decode()
        for key, value in pyarrow.parquet.read_metadata(path).metadata.items()
        if key.startswith(b"downline.")
    }
    sql = "SELECT decode(key), decode(value) FROM parquet_kv_metadata(?)"
    in_duckdb = dict(duckdb.execute(sql, [str(path)]).fetchall())
    in_polars = polars.read_parquet_metadata(path)
    for other in (in_duckdb, in_polars):
        own = {key: value for key, value in other.items() if key.startswith("downline.")}
        assert own == text, (path, own)
    return text


parquet, texts = map(Path, sys.argv[1:])
result = {"tables": {}, "differences": []}
for path in sorted(parquet.glob("*.parquet")):
    with open(texts / f"{path.stem}.csv", newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    result["differences"] += differences(path, rows)
    result["tables"][path.stem] = {"rows": len(rows), "metadata": metadata(path)}
json.dump(result, sys.stdout)
