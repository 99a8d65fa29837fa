"""Small Parquet files of each codec and both versions of pages, written by pyarrow: python make.py"""
import json
from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as pq

ROWS = 40
table = pa.table(
    {
        "id": [str(i) for i in range(ROWS)],
        "text": [None if i % 5 == 0 else f"Passage {i} about otters, otters and otters." for i in range(ROWS)],
        "nothing": pa.array([None] * ROWS, pa.string()),
        "blank": [""] * ROWS,
        "price": pa.array([Decimal(i * 7) / 100 for i in range(ROWS)], pa.decimal128(10, 2)),
        "long": pa.array([Decimal("-12345678901234567.89")] * ROWS, pa.decimal128(30, 2)),
        "prices": pa.array([[Decimal("19.90"), None] if i % 2 else None for i in range(ROWS)], pa.list_(pa.decimal128(10, 2))),
        "offer": pa.array([{"price": Decimal("1.10")}] * ROWS, pa.struct([("price", pa.decimal128(9, 2))])),
    }
)
for codec in ["NONE", "SNAPPY", "GZIP", "ZSTD", "LZ4", "BROTLI"]:
    for version in ["1.0", "2.0"]:
        pq.write_table(
            table,
            f"{codec.lower()}-{version[0]}.parquet",
            compression=codec,
            data_page_version=version,
            store_decimal_as_integer=version == "2.0",
        )
with open("golden.json", "w") as file:
    rows = [
        {**row, "price": float(row["price"]), "long": str(row["long"]), "offer": {"price": 1.1}, "prices": row["prices"] and [19.9, None]}
        for row in table.to_pylist()
    ]
    json.dump({"made_by": {"pyarrow": pa.__version__}, "rows": rows}, file)
