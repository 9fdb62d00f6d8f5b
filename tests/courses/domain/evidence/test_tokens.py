import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.domain.evidence.tokens import BadToken, login_hash, read_token, same_login, sign_anchor
from tests.courses.domain.evidence.simulation import KEYS, SECRET, anchor_at


def token_of(**changes: object) -> str:
    return sign_anchor(anchor_at(**changes), keys=KEYS, key_id="k1")


def test_a_token_carries_its_anchor():
    anchor = anchor_at()
    assert read_token(token_of(), keys=KEYS) == anchor


def test_a_live_token_carries_its_anchor():
    anchor = anchor_at(kind="live", duration_s=0, rev=0)
    assert read_token(sign_anchor(anchor, keys=KEYS, key_id="k0"), keys=KEYS) == anchor


def test_a_token_is_short_and_safe_in_an_address():
    assert len(token_of()) < 150
    assert not set(token_of()) - set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.")


@given(position=st.integers(0, 200), character=st.characters())
def test_a_tampered_token_is_refused(position, character):
    token = token_of()
    position %= len(token)
    tampered = token[:position] + character + token[position + 1 :]
    if tampered != token:
        with pytest.raises(BadToken):
            read_token(tampered, keys=KEYS)


def test_no_other_spelling_of_the_same_bytes_is_accepted():
    token = token_of()
    inserted = {token[:i] + c + token[i:] for i in range(len(token) + 1) for c in "AB_-.=+/ \n"}
    shortened = {token[:i] + token[i + 1 :] for i in range(len(token))}
    for other in inserted | shortened:
        with pytest.raises(BadToken):
            read_token(other, keys=KEYS)


@given(st.one_of(st.text(max_size=300), st.text(alphabet="k1.A_-", max_size=300), st.none(), st.integers()))
def test_whatever_we_did_not_sign_is_a_bad_token(text):
    with pytest.raises(BadToken):
        read_token(text, keys=KEYS)


@pytest.mark.parametrize(
    "text", ["", ".", "..", "k1..", "\ud800", "k1.\ud800.x", "ключ.a.b", b"k1.a.b", True]
)
def test_text_that_no_token_looks_like_is_a_bad_token(text):
    with pytest.raises(BadToken):
        read_token(text, keys=KEYS)


def test_an_endless_token_is_a_bad_token():
    with pytest.raises(BadToken):
        read_token("k1." + "A" * 60_000, keys=KEYS)


def test_a_token_of_a_withdrawn_key_is_refused():
    token = token_of()
    with pytest.raises(BadToken):
        read_token(token, keys={"k0": KEYS["k0"]})


def test_a_key_id_is_signed_too():
    _, rest = token_of().split(".", 1)
    with pytest.raises(BadToken):
        read_token(f"k0.{rest}", keys={**KEYS, "k0": KEYS["k1"]})


def test_every_field_changes_the_signature():
    anchor = anchor_at()
    signatures = set()
    for field in dataclasses.fields(anchor):
        value = getattr(anchor, field.name)
        other = {"kind": "live", "login": login_hash("other", SECRET)}.get(field.name) or value + 1
        changed = dataclasses.replace(anchor, **{field.name: other})
        signatures.add(sign_anchor(changed, keys=KEYS, key_id="k1").rpartition(".")[2])
    assert len(signatures) == len(dataclasses.fields(anchor))


@pytest.mark.parametrize("key_id", ["", "a.b", "ключ", "k" * 33])
def test_a_key_id_that_cannot_be_told_apart_is_not_used(key_id):
    with pytest.raises(ValueError, match="key id"):
        sign_anchor(anchor_at(), keys={key_id: b"x"}, key_id=key_id)


@pytest.mark.parametrize("changes", [{"sid": -1}, {"t0_ms": 2**64}, {"rev": 1.5}, {"login": b"short"}])
def test_an_anchor_that_does_not_fit_is_not_signed(changes):
    with pytest.raises(ValueError, match="anchor"):
        token_of(**changes)


def test_a_token_belongs_to_one_sign_in():
    anchor = anchor_at()
    assert same_login(anchor, "a session key", SECRET)
    assert not same_login(anchor, "another session key", SECRET)
    assert not same_login(anchor, "", SECRET)
    assert not same_login(anchor, "\ud800", SECRET)
