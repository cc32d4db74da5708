"""The model's adapter against an endpoint that does whatever endpoints do: what is asked, what is read, what a failure leaves."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.model import Model, completions, wordings
from bot.ports import NoProposals, Sentence
from tests.servers.model import KEY, NAME, ModelServer, completion, model_server, proposals

ASKED = Sentence("key_result", "Improve things with [P1]", "which number moves?", "en")
GOOD = ("Calls answered within a minute from 40% to 90%", "Waiting time from 9 to 2 minutes")


def json_of(said: object) -> bytes:
    return json.dumps(completion(said)).encode()


@pytest.fixture
async def server() -> AsyncIterator[ModelServer]:
    async with model_server() as server:
        yield server


@pytest.fixture
async def model(server: ModelServer) -> AsyncIterator[Model]:
    model = Model(server.url, KEY, NAME)
    yield model
    await model.close()


async def test_one_sentence_goes_out_as_data_and_wordings_come_back(server: ModelServer, model: Model) -> None:
    server.says = proposals(*GOOD)
    assert tuple(await model.propose(ASKED)) == GOOD
    assert server.sentence == {"kind": "key_result", "sentence": ASKED.text, "remark": ASKED.advice}
    (asked,) = server.asked
    assert (asked["model"], asked["stream"], set(asked)) == (NAME, False, {"model", "stream", "messages"})
    assert [m["role"] for m in asked["messages"]] == ["system", "user"]
    assert ASKED.text not in asked["messages"][0]["content"]
    assert KEY not in repr(model)
    await model.propose(Sentence("objective", "做得更好", "", "zh-CN"))
    assert "建议" in server.asked[1]["messages"][0]["content"] or "写法" in server.asked[1]["messages"][0]["content"]


@pytest.mark.parametrize(
    ("does", "reason"),
    [
        ("huge", "larger than 64 KiB"),
        ("packed", "compressed"),
        ("malformed", "no chat completion"),
        ("html", "no chat completion"),
        ("deep", "no chat completion"),
        ("cut", "connection broke"),
        ("redirect", "HTTP 302"),
        (401, "HTTP 401"),
        (429, "HTTP 429"),
        (500, "HTTP 500"),
        (503, "HTTP 503"),
    ],
)
async def test_a_failure_is_one_reason_without_text_or_key_and_is_not_tried_again(
    server: ModelServer, model: Model, does: str | int, reason: str
) -> None:
    server.does = does
    with pytest.raises(NoProposals, match=reason) as none:
        await model.propose(ASKED)
    assert len(server.asked) == 1
    assert server.elsewhere == 0
    assert KEY not in none.value.reason
    assert ASKED.text not in none.value.reason
    server.does, server.says = "ok", proposals(*GOOD)
    assert tuple(await model.propose(ASKED)) == GOOD  # and the connection is as good as new


@pytest.mark.parametrize("does", ["slow", "trickle"])
async def test_the_whole_answer_has_one_limit_of_time(server: ModelServer, does: str) -> None:
    server.does = does
    model = Model(server.url, KEY, NAME, patience=0.05)
    with pytest.raises(NoProposals, match="no answer within"):
        await model.propose(ASKED)
    await model.close()


@pytest.mark.parametrize(
    ("said", "read"),
    [
        (proposals("a", "b"), ["a", "b"]),
        ("```json\n" + proposals("a") + "\n```", ["a"]),
        ("<think>{hm [1]</think>Here you are: " + proposals("a"), ["a"]),
        ('["a", "b"]', ["a", "b"]),
        ("1. a\n2) b\n- c\nHope that helps!", ["a", "b", "c"]),
        ("I cannot help with that.", None),
        ("\n" * 30_000, None),  # as many as an answer may hold; nobody is answered while they are read
        ('{"proposals": "a"}', None),
        ("", None),
        (None, None),
        (["a"], None),
    ],
)
def test_what_the_model_says_is_read_with_suspicion(said: object, read: list[str] | None) -> None:
    body = json_of(said)
    if read is None:
        with pytest.raises(NoProposals):
            wordings(body)
    else:
        assert list(wordings(body)) == read


@given(
    st.one_of(
        st.binary(max_size=60), st.text(max_size=80).map(json_of), st.recursive(st.none() | st.text(max_size=3), st.lists).map(json_of)
    )
)
def test_whatever_comes_is_a_list_of_texts_or_none_at_all(body: bytes) -> None:
    with suppress(NoProposals):
        assert all(isinstance(one, str) for one in wordings(body))


@pytest.mark.parametrize(
    ("url", "asked"),
    [
        ("https://h/v1", "https://h/v1/chat/completions"),
        ("https://h/v1/", "https://h/v1/chat/completions"),
        ("https://h", "https://h/v1/chat/completions"),
        ("https://h/a/chat/completions", "https://h/a/chat/completions"),
        ("https://h/a?version=3", "https://h/a/chat/completions?version=3"),
    ],
)
def test_the_address_may_be_given_as_far_as_one_has_it(url: str, asked: str) -> None:
    assert completions(url) == asked


@pytest.mark.parametrize(
    ("does", "where", "what"),
    [
        (401, "OKRBOT_MODEL_KEY", "HTTP 401"),
        (403, "OKRBOT_MODEL_KEY", "HTTP 403"),
        (404, "OKRBOT_MODEL_URL", "HTTP 404"),
        (429, "OKRBOT_MODEL_KEY", "HTTP 429"),
        (400, "OKRBOT_MODEL_NAME", "HTTP 400"),
        (500, "OKRBOT_MODEL_URL", "HTTP 500"),
        ("redirect", "OKRBOT_MODEL_URL", "not followed"),
        ("html", "OKRBOT_MODEL_NAME", "no chat completion"),
        ("ok", "OKRBOT_MODEL_NAME", "without a single wording"),
    ],
)
async def test_the_doctor_names_the_setting_to_change(server: ModelServer, model: Model, does: str | int, where: str, what: str) -> None:
    server.does = does
    (problem,) = await model.check()
    assert problem.where == where
    assert what in problem.what
    assert KEY not in str(problem)


async def test_the_doctor_is_content_or_says_that_nothing_is_there(server: ModelServer, model: Model) -> None:
    server.says = proposals(*GOOD)
    assert not await model.check()
    nowhere = Model("http://127.0.0.1:9/v1", KEY, NAME)
    (problem,) = await nowhere.check()
    assert (problem.where, problem.what) == ("OKRBOT_MODEL_URL", "cannot be reached (ConnectError)")
    await nowhere.close()
