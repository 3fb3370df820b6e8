"""Under Spark, on a cluster of two workers, the same table as on one machine."""

import shutil
import sys
from pathlib import Path

import pytest

from service.screen.errors import EngineError
from tests.screen.cohort import charts, some, write_bulk
from tests.screen.conftest import damage, screen

CLUSTER = "local-cluster[2,1,1024]"


@pytest.fixture
def spark(monkeypatch: pytest.MonkeyPatch) -> str:
    """A cluster of two workers, on loopback."""
    pytest.importorskip("pyspark", reason="needs pyspark: make spark")
    if shutil.which("java") is None:
        pytest.skip("needs Java 17 (Debian: openjdk-17-jre-headless)")
    monkeypatch.setenv("SPARK_LOCAL_IP", "127.0.0.1")
    monkeypatch.setenv("PYSPARK_SUBMIT_ARGS", "--conf spark.ui.enabled=false pyspark-shell")
    return CLUSTER


@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::DeprecationWarning", "ignore::FutureWarning")
def test_a_cluster_gives_the_table_of_one_machine(spark: str, tmp_path: Path) -> None:
    bulk = write_bulk(tmp_path / "bulk", some(charts(), sorted(charts())[:150]), zipped=["Observation"])
    with (bulk / "Condition.000.ndjson").open("ab") as stream:
        stream.write(b"{")
    here = screen(bulk, tmp_path / "here")
    assert screen(bulk, tmp_path / "there", master=spark) == here
    assert len(here) > 100
    assert damage(tmp_path / "there") == damage(tmp_path / "here")


def test_without_pyspark_it_says_what_is_needed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyspark.sql", None)
    with pytest.raises(EngineError, match=r"nme-cds\[spark\]"):
        screen(write_bulk(tmp_path / "bulk", some(charts(), ["p0000"])), tmp_path / "out", master=CLUSTER)
