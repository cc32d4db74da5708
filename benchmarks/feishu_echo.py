"""A bare lark-oapi bot that says back what it hears, as its documentation writes it."""

from __future__ import annotations

import os

import lark_oapi as lark
from lark_oapi.api.im.v1 import CreateMessageRequest, CreateMessageRequestBody, P2ImMessageReceiveV1


def main() -> None:
    app_id, secret, domain = (os.environ[name] for name in ("FEISHU_APP_ID", "FEISHU_APP_SECRET", "FEISHU_DOMAIN"))
    client = lark.Client.builder().app_id(app_id).app_secret(secret).domain(domain).build()

    def echo(data: P2ImMessageReceiveV1) -> None:
        message = data.event.message
        body = CreateMessageRequestBody.builder().receive_id(message.chat_id).msg_type("text").content(message.content).build()
        client.im.v1.message.create(CreateMessageRequest.builder().receive_id_type("chat_id").request_body(body).build())

    handler = lark.EventDispatcherHandler.builder("", "").register_p2_im_message_receive_v1(echo).build()
    print("ready", flush=True)
    lark.ws.Client(app_id, secret, event_handler=handler, domain=domain, log_level=lark.LogLevel.ERROR).start()


if __name__ == "__main__":
    main()
