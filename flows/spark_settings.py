"""Which engine dbt builds with, and what Spark and dbt-spark read from the environment for it."""

from __future__ import annotations

import os
from pathlib import Path

from flows.settings import Settings

# Spark's own file of settings, where an operator has none.
CONFIGURATION = Path(__file__).parent.parent / "dbt_project" / "spark"


def spark_folder(settings: Settings) -> Path:
    """Where Spark and this machine exchange Parquet: every worker sees it under this path."""
    return settings.home / "spark"


def spark_environment(settings: Settings) -> dict[str, str]:
    """The dbt target, and for Spark what it needs beside."""
    if settings.engine == "duckdb":
        return {"TECHNIEKPACT_DBT_TARGET": "duckdb"}
    return {
        "TECHNIEKPACT_DBT_TARGET": "spark_thrift" if settings.spark_host else "spark",
        "TECHNIEKPACT_SPARK_FOLDER": str(spark_folder(settings)),
        "TECHNIEKPACT_SPARK_MASTER": settings.spark_master,
        "TECHNIEKPACT_SPARK_HOST": settings.spark_host,
        "TECHNIEKPACT_SPARK_PORT": str(settings.spark_port),
        "TECHNIEKPACT_SPARK_USER": settings.spark_user,
        "SPARK_CONF_DIR": os.environ.get("SPARK_CONF_DIR", str(CONFIGURATION)),
    }
