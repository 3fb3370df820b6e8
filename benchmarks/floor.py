"""The floor: the least a FastAPI service can do with a call, as an integrator would write it.

It reads the body, parses it and answers a constant card. It checks nothing and decides nothing.
"""

import sys

import orjson
import uvicorn
from fastapi import FastAPI, Request, Response

CARD = {
    "uuid": "4e0a3a1e-3a3e-4e0b-8b0e-2f6f6a1c9d11",
    "summary": "A constant card",
    "detail": "The same for every patient.",
    "indicator": "info",
    "source": {"label": "Benchmark", "url": "https://example.org/benchmark"},
}

app = FastAPI()


@app.post("/cds-services/{service}")
async def constant_card(request: Request) -> Response:
    """Parse the call, answer the card."""
    orjson.loads(await request.body())
    return Response(orjson.dumps({"cards": [CARD]}), media_type="application/json")


if __name__ == "__main__":
    uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[1]), access_log=False, log_level="warning")
