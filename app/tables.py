"""Every table, imported in one place so that the metadata is whole (migrations, backups, the drift test)."""

from sqlmodel import SQLModel

from app.cases.cell_models import MapCell, UnitCell
from app.cases.departures import CaseDeparture
from app.cases.models import Case, CaseDay, CasePhoto, CaseReceipt, CaseUnit
from app.cases.queues import CaseCount, CaseQueue
from app.cases.workflow_models import CaseLink, CaseRequest, CaseStep, CaseUndo, Escalation, SupervisionOrder
from app.duty.models import DutyLook, DutyPoint, DutySpell
from app.journal.checkpoint_models import Checkpoint
from app.journal.models import Entry
from app.notices.registers import AreaRegister, CategoryRegister, NoticeVersion, UnitRegister
from app.people.models import (
    Account,
    AccountRole,
    FailedSignIn,
    HalfwayIn,
    Identity,
    OidcAttempt,
    PasswordLink,
    RecoveryCode,
    SecondFactor,
    SignIn,
    SignInRecord,
)
from app.photos.models import Photo, PhotoBearer, PhotoLook
from app.routing.models import RuleDraft
from app.seals.models import DeviceKey, Seal

METADATA = SQLModel.metadata

__all__ = [
    "METADATA",
    "Account",
    "AccountRole",
    "AreaRegister",
    "Case",
    "CaseCount",
    "CaseDay",
    "CaseDeparture",
    "CaseLink",
    "CasePhoto",
    "CaseQueue",
    "CaseReceipt",
    "CaseRequest",
    "CaseStep",
    "CaseUndo",
    "CaseUnit",
    "CategoryRegister",
    "Checkpoint",
    "DeviceKey",
    "DutyLook",
    "DutyPoint",
    "DutySpell",
    "Entry",
    "Escalation",
    "FailedSignIn",
    "HalfwayIn",
    "Identity",
    "MapCell",
    "NoticeVersion",
    "OidcAttempt",
    "PasswordLink",
    "Photo",
    "PhotoBearer",
    "PhotoLook",
    "RecoveryCode",
    "RuleDraft",
    "Seal",
    "SecondFactor",
    "SignIn",
    "SignInRecord",
    "SupervisionOrder",
    "UnitCell",
    "UnitRegister",
]
