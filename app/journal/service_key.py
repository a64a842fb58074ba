"""The key the service signs with: Ed25519, made at first use, in a file that only its owner can read."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from app.core.base64url import packed, unpacked
from app.core.files import write_durably

OWNER_ONLY = 0o600


class UnfitKey(Exception):  # noqa: N818  (a refusal is named after what is wrong)
    """The file is there and holds no Ed25519 key; the message says what to do."""


@dataclass(frozen=True, slots=True)
class ServiceKey:
    """The key at hand. ``public``: its 32 public bytes in base64url."""

    private: Ed25519PrivateKey
    public: str

    def sign(self, text: str) -> str:
        """The signature over the text's UTF-8, in base64url."""
        return packed(self.private.sign(text.encode()))


def service_key(file: Path) -> ServiceKey:
    """The key in ``file``, made there if there is none; of several processes that make one the first's stays.

    Raises:
        UnfitKey: where the file holds something else.
        OSError: where it cannot be read or written.
    """
    if not file.exists():
        fresh = Ed25519PrivateKey.generate()
        pem = fresh.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        write_durably(file, pem, OWNER_ONLY, replace=False)
    try:
        key = load_pem_private_key(file.read_bytes(), password=None)
    except ValueError:
        key = None
    if not isinstance(key, Ed25519PrivateKey):
        raise UnfitKey(f"{file} 不是 Ed25519 私钥（PEM）。请恢复备份的密钥文件，或移走它让系统另建一把。")
    return ServiceKey(key, packed(key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)))


def public_key_in(file: Path) -> str | None:
    """The public half of the key in ``file``; nothing where there is no file: looking makes no key.

    Raises:
        UnfitKey, OSError: as :func:`service_key`.
    """
    return service_key(file).public if file.exists() else None


@lru_cache(maxsize=64)
def _load(public: str) -> Ed25519PublicKey:
    return Ed25519PublicKey.from_public_bytes(unpacked(public))


def is_signed_by(public: str, text: str, signature: str) -> bool:
    """Whether the holder of the key has signed just this text."""
    try:
        _load(public).verify(unpacked(signature), text.encode())
    except (ValueError, InvalidSignature):
        return False
    return True
