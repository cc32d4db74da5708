"""A bare DingTalk bot that says back what it hears: by hand over the product's own client and stream, or (`sdk`) the official SDK's."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from typing import Any
from urllib.parse import quote

import httpx
import websockets

ENV = os.environ
OPEN = "/v1.0/gateway/connections/open"
TOPIC = "/v1.0/im/bot/messages/get"


async def by_hand() -> None:
    """One connection, an acknowledgement and an answer through the session webhook for each message."""
    async with httpx.AsyncClient(timeout=10) as client:
        asked = {
            "clientId": ENV["DINGTALK_CLIENT_ID"],
            "clientSecret": ENV["DINGTALK_CLIENT_SECRET"],
            "subscriptions": [{"type": "CALLBACK", "topic": TOPIC}],
            "ua": "echo",
        }
        where = (await client.post(ENV["DINGTALK_API_BASE"] + OPEN, json=asked)).json()
        answers: set[asyncio.Task[Any]] = set()
        async with websockets.connect(f"{where['endpoint']}?ticket={quote(where['ticket'], safe='')}", proxy=None) as line:
            print("ready", flush=True)
            async for text in line:
                frame = json.loads(text)
                await line.send(json.dumps(_ack(frame)))
                if frame["headers"].get("topic") == TOPIC:
                    said = json.loads(frame["data"])
                    answer = {"msgtype": "text", "text": {"content": said["text"]["content"]}}
                    task = asyncio.create_task(client.post(said["sessionWebhook"], json=answer))
                    answers.add(task)
                    task.add_done_callback(answers.discard)


def _ack(frame: dict[str, Any]) -> dict[str, Any]:
    data = frame["data"] if frame["headers"].get("topic") == "ping" else json.dumps({"response": None})
    headers = {"messageId": frame["headers"]["messageId"], "contentType": "application/json"}
    return {"code": 200, "headers": headers, "message": "OK", "data": data}


def official() -> None:
    """As the SDK's documentation writes it."""
    ENV.update(DINGTALK_OPENAPI_ENDPOINT=ENV["DINGTALK_API_BASE"], NO_PROXY="127.0.0.1")  # it asks the environment when it is imported
    import dingtalk_stream
    from dingtalk_stream import AckMessage, ChatbotHandler, ChatbotMessage

    class Echo(ChatbotHandler):
        async def process(self, callback: Any) -> tuple[int, str]:
            incoming = ChatbotMessage.from_dict(callback.data)
            self.reply_text(incoming.text.content, incoming)
            return AckMessage.STATUS_OK, "OK"

    client = dingtalk_stream.DingTalkStreamClient(dingtalk_stream.Credential(ENV["DINGTALK_CLIENT_ID"], ENV["DINGTALK_CLIENT_SECRET"]))
    client.logger.setLevel("ERROR")
    client.register_callback_handler(ChatbotMessage.TOPIC, Echo())
    print("ready", flush=True)
    client.start_forever()


if __name__ == "__main__":
    official() if "sdk" in sys.argv else asyncio.run(by_hand())
