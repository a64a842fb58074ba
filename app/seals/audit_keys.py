"""Is the register of phones' keys what the journal says was entered and revoked?"""

from collections.abc import Iterator

from sqlalchemy import select
from sqlmodel import Session, col

from app.journal.chain import detail_of
from app.journal.models import Entry
from app.seals.models import DeviceKey


def key_faults(session: Session) -> Iterator[str]:
    """Keys put in, changed, dropped or set free without the journal. There are few: one for a phone."""
    entered, revoked = {}, set()
    query = select(Entry).where(col(Entry.operation).in_(("key_registered", "key_revoked")))
    for entry in session.execute(query.order_by(col(Entry.seq))).scalars():
        said = detail_of(entry)
        if entry.operation == "key_revoked":
            revoked.add(said["key"])
        else:
            entered[said["key"]] = (said["public_key"], entry.actor_id)
    rows = {key.id: key for key in session.execute(select(DeviceKey)).scalars()}
    for named, as_entered in entered.items():
        key = rows.pop(named, None)
        if key is None:
            yield f"设备密钥 {named[:12]}… 的登记不见了：请按流转记录恢复。"
        elif (key.public_key, key.account_id) != as_entered or (key.revoked_at is not None) != (
            named in revoked
        ):
            yield f"设备密钥 {named[:12]}… 的登记与流转记录不符：请按流转记录恢复公钥、所有人和停用状态。"
    for named in rows:
        yield f"设备密钥 {named[:12]}… 没有登记过（流转记录里没有）：它签的内容不可信，请查明来源。"
