"""What the tests of fetching share: one case, its token, and how two replies are compared."""

import json
from typing import Any

from service.call import PathwayService
from service.protocol.errors import PreconditionFailed
from service.protocol.request import parse
from service.trust.caller import ANYONE, Caller
from tests.acceptance.build import request as hook_request
from tests.acceptance.cases import all_cases
from tests.acceptance.reply import Reply

Json = dict[str, Any]
TOKEN = {"access_token": "canary-token", "token_type": "Bearer", "expires_in": 300, "scope": "x", "subject": "cds"}
CASE = next(
    hook_request(named.case) for named in all_cases() if named.case.name == "An SSA after resection is followed up"
)
"""In scope, with Conditions, Observations, Procedures and medications that matter."""


async def answered(service: PathwayService, call: Json, caller: Caller = ANYONE) -> Reply:
    """The service's reply to a call."""
    request = caller.request(parse(json.dumps(call).encode(), call["hook"]))
    try:
        return Reply(200, json.loads(await service.answer(f"nme-{call['hook']}", request)))
    except PreconditionFailed as error:
        return Reply(412, {"keys": list(error.keys)})


def anonymous(reply: Reply) -> str:
    """The reply without what differs from call to call."""
    text = json.dumps(reply.body)
    for card in reply.cards:
        for identity in (card["uuid"], *(s["uuid"] for s in card.get("suggestions", []))):
            text = text.replace(identity, "-")
    return text
