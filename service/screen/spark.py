"""The same work on a cluster: Apache Spark hands out the pieces; what is done with them is that of one machine.

Through DataFrames (``mapInPandas``), which Spark Connect and managed clusters offer too. Every machine of the cluster
needs this package, and the source at the same path.
"""

import os
import pickle
import sys
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, TypeVar

from service.screen.errors import EngineError

if TYPE_CHECKING:
    import pandas

T = TypeVar("T")
R = TypeVar("R")
WAVE = 8  # items handed out beforehand, a core of the cluster: their results pass through this process together
_SCHEMA = "number int, packed binary"


class Spark:
    """A cluster by its master's address, such as ``spark://host:7077`` or ``local-cluster[2,1,1024]``.

    Raises EngineError without pyspark, or when there is no such cluster.
    """

    def __init__(self, master: str) -> None:
        try:
            from pyspark.errors import PySparkException  # noqa: PLC0415 - an extra
            from pyspark.sql import SparkSession  # noqa: PLC0415
        except ImportError:
            raise EngineError("Spark needs the extra nme-cds[spark].") from None
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
        try:
            self._spark: SparkSession = SparkSession.builder.master(master).appName("nme-cds screen").getOrCreate()
        except PySparkException as error:
            raise EngineError(f"There is no Spark cluster at {master}: {type(error).__name__}.") from None

    def map(self, function: Callable[[T], R], items: Iterable[T]) -> Iterator[tuple[T, R]]:
        """Each item with its result, wave by wave: no more than a wave has to be in memory."""
        left = iter(items)
        many = self._spark.sparkContext.defaultParallelism * WAVE
        while wave := list(islice(left, many)):
            packed = [(number, pickle.dumps((function, item))) for number, item in enumerate(wave)]
            frame = self._spark.createDataFrame(packed, _SCHEMA).repartition(len(wave))
            for row in frame.mapInPandas(_applied, _SCHEMA).collect():
                yield wave[row.number], pickle.loads(row.packed)  # noqa: S301 - of our own workers

    def close(self) -> None:
        """Let the cluster go."""
        self._spark.stop()


def _applied(frames: Iterator["pandas.DataFrame"]) -> Iterator["pandas.DataFrame"]:
    """Runs on the cluster."""
    for frame in frames:
        yield frame.assign(packed=[_result(packed) for packed in frame["packed"]])


def _result(packed: bytes) -> bytes:
    function, item = pickle.loads(packed)  # noqa: S301 - of our own driver
    return pickle.dumps(function(item))
