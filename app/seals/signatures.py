"""Signatures as WebCrypto makes them: ECDSA on P-256 with SHA-256, r and s as 64 bytes (IEEE P1363)."""

from functools import lru_cache
from hashlib import sha256

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP256R1, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_der_public_key

from app.core.base64url import unpacked

HALF = 32
_ecdsa = ECDSA(SHA256())


def key_id(public_key: str) -> str:
    """The name of a key: SHA-256 in hex over its DER.

    Raises:
        ValueError: where it is not base64url.
    """
    return sha256(unpacked(public_key)).hexdigest()


@lru_cache(maxsize=1024)
def load_key(public_key: str) -> EllipticCurvePublicKey:
    """The key itself; phones sign all day with the same one.

    Raises:
        ValueError: where it is no key on P-256.
    """
    try:
        key = load_der_public_key(unpacked(public_key))
    except UnsupportedAlgorithm as failure:
        raise ValueError(str(failure)) from None
    if not isinstance(key, EllipticCurvePublicKey) or not isinstance(key.curve, SECP256R1):
        raise ValueError("not a key on P-256")  # noqa: TRY004  (the value is text; what it says is wrong)
    return key


def is_signed(public_key: str, statement: str, signature: str) -> bool:
    """Whether the holder of the key has signed just this text."""
    try:
        raw = unpacked(signature)
        if len(raw) != 2 * HALF:
            return False
        r, s = (int.from_bytes(half) for half in (raw[:HALF], raw[HALF:]))
        load_key(public_key).verify(encode_dss_signature(r, s), statement.encode(), _ecdsa)
    except (ValueError, InvalidSignature):
        return False
    return True
