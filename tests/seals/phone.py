"""A phone that signs as WebCrypto does: ECDSA on P-256, r and s as 64 bytes, keys as SubjectPublicKeyInfo."""

import json
from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from httpx import Response

from app.core.base64url import packed
from tests.bureau import Someone


class Phone:
    """One phone with its own key."""

    def __init__(self) -> None:
        self._key = ec.generate_private_key(ec.SECP256R1())
        der = self._key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        self.public_key = packed(der)
        self.id = sha256(der).hexdigest()

    def registers(self, owner: Someone, label: str = "测试手机") -> Response:
        """Enter the key in its owner's name."""
        answer: Response = owner.http.put(
            f"/api/device-keys/{self.id}", json={"public_key": self.public_key, "label": label}
        )
        return answer

    def signs(self, statement: str) -> dict[str, str]:
        """A seal on this very text."""
        r, s = decode_dss_signature(self._key.sign(statement.encode(), ec.ECDSA(SHA256())))
        raw = r.to_bytes(32) + s.to_bytes(32)
        return {"statement": statement, "signature": packed(raw), "public_key": self.public_key}

    def seals(self, case_id: str, report: dict[str, Any], **changes: Any) -> dict[str, str]:
        """The seal of a report; ``changes`` are what the statement says otherwise."""
        said = {
            "v": 1,
            "about": "report",
            "case": case_id,
            "device": self.id,
            "category": report["category"],
            "location": report["location"],
            "photos": report["photos"],
            "signed_at": "2026-11-23T01:00:02Z",
        }
        return self.signs(json.dumps(said | changes, sort_keys=True, ensure_ascii=False))

    def seals_step(self, case_id: str, about: str, photos: list[dict[str, Any]]) -> dict[str, str]:
        """The seal of a step with photos."""
        said = {"v": 1, "about": about, "case": case_id, "device": self.id, "photos": photos}
        return self.signs(json.dumps(said | {"signed_at": "2026-11-23T01:00:02Z"}, sort_keys=True))
