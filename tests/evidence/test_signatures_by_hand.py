"""``check.py`` verifies signatures with plain numbers; it must agree with the library in good and in bad cases."""

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from app.core.base64url import unpacked
from app.evidence.pack.check import ORDER, P256_ORDER, ed25519_is_good, p256_is_good
from tests.seals.phone import Phone

MESSAGES = [b"", b"a", "振兴路与历山路交叉口".encode(), bytes(range(256)) * 9]


@pytest.mark.parametrize("message", MESSAGES)
def test_ed25519(message: bytes) -> None:
    key = Ed25519PrivateKey.generate()
    public = key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    signature = key.sign(message)
    other = Ed25519PrivateKey.generate().public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)

    assert ed25519_is_good(public, message, signature)
    assert not ed25519_is_good(public, message + b"!", signature)
    assert not ed25519_is_good(other, message, signature)
    for at in (0, 31, 32, 63):
        assert not ed25519_is_good(
            public, message, signature[:at] + bytes([signature[at] ^ 1]) + signature[at + 1 :]
        )
    stretched = (
        int.from_bytes(signature[32:], "little") + ORDER
    )  # the same number, spelled longer (RFC 8032, 5.1.7)
    assert not ed25519_is_good(public, message, signature[:32] + stretched.to_bytes(32, "little"))
    assert not ed25519_is_good(public, message, signature[:63])
    assert not ed25519_is_good(b"\xff" * 32, message, signature)


def test_ed25519_of_the_rfc() -> None:
    """RFC 8032, 7.1, test 2."""
    public = bytes.fromhex("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c")
    signature = bytes.fromhex(
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
        "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
    )

    assert ed25519_is_good(public, b"\x72", signature)


@pytest.mark.parametrize("message", [message.decode("latin-1") for message in MESSAGES])
def test_p256(message: str) -> None:
    seal, other = Phone().signs(message), Phone()
    key, signature, said = unpacked(seal["public_key"]), unpacked(seal["signature"]), message.encode()

    assert p256_is_good(key, said, signature)
    assert not p256_is_good(key, said + b"!", signature)
    assert not p256_is_good(unpacked(other.public_key), said, signature)
    assert not p256_is_good(key, said, signature[:-1])
    assert not p256_is_good(key, said, bytes(64))
    assert not p256_is_good(key[:-1] + bytes([key[-1] ^ 1]), said, signature)
    s = int.from_bytes(signature[32:])
    assert not p256_is_good(key, said, signature[:32] + ((s + 1) % P256_ORDER).to_bytes(32))
