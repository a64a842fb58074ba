"""Settings from the environment, prefix ``XUNCHENG_``. None is needed for the demo."""

from pathlib import Path

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

HERE = Path(__file__).resolve().parent.parent
MEBIBYTE = 1024 * 1024


class Settings(BaseSettings):
    """All that a deployment may say. Times are in seconds, sizes in bytes."""

    model_config = SettingsConfigDict(env_prefix="XUNCHENG_", extra="ignore")

    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=1, le=65535)
    database_url: str = "sqlite:///data/xuncheng.db"
    blob_url: str = "file:data/blobs"
    s3_endpoint: str = ""
    """The address of an S3 store that is not Amazon's, e.g. ``https://s3.bureau.example``."""
    s3_region: str = "us-east-1"
    s3_access_key: str = ""
    s3_secret_key: SecretStr | None = None
    landing_dir: Path = Path("data/landing")
    """Where photos land on this machine on their way into an S3 store."""
    notice_dir: Path = HERE / "notices" / "yiyuan_2023"
    frontend_dir: Path = HERE.parent / "frontend" / "dist"

    checkpoint_dir: Path | None = None
    """Where checkpoints of the journal are put; ``None``: beside the photos. See ``checkpoint_folder``."""
    checkpoint_key: Path | None = None
    """The file with the key that signs them, made at first use; ``None``: beside the photos."""

    demo: bool = False
    demo_password: SecretStr | None = None
    demo_cases: int = Field(default=200, ge=0, le=10_000)

    render_ahead: bool = True
    """Make renditions as soon as a photo is there; if not, when somebody first looks."""
    retention_unfiled_days: int = Field(default=90, ge=7)
    """So long a photo is kept that was sent and never filed with a case."""
    retention_log_days: int = Field(default=190, ge=183)
    """So long records of who came in, failed and went are kept; the law wants six months."""
    max_photo_bytes: int = 25 * MEBIBYTE
    max_photos_per_step: int = 9
    silence_seconds: float = Field(default=60, gt=0)
    """How long nothing may come of a body that is under way until its line is taken for dead."""
    requests_per_minute: int = Field(default=3_000, ge=60)
    """Of one person: the map asks for many tiles at once, and nobody for so many all the time."""
    address_requests_per_minute: int = Field(default=30_000, ge=60)
    """From one address: behind a carrier's or an office's there may be everybody."""
    streams_per_person: int = Field(default=20, ge=2)
    """Live streams that one person may hold open in one process: a wall, a desk and a phone have one each,
    all tabs of a browser one together; one whose line broke off counts until that is noticed."""
    photos_per_day: int = Field(default=2_000, ge=1)
    photo_bytes_per_day: int = Field(default=8 * 1024 * MEBIBYTE, ge=MEBIBYTE)
    """What one person may send in a day; more waits on the phone."""
    session_idle_seconds: int = 12 * 3600
    session_absolute_seconds: int = 7 * 24 * 3600
    administrators_need_code: bool = False
    """Whether administrators manage accounts only with a second factor set up."""
    oidc_issuer: str = ""
    """An identity provider's address, as its tokens name it; empty: passwords alone."""
    oidc_client_id: str = ""
    oidc_client_secret: SecretStr | None = None
    oidc_name: str = "单位统一账号"
    """What the button to it says."""
    secure_cookies: bool | None = None
    """``None``: secure wherever the request came by https."""

    log_style: str = Field(default="plain", pattern="^(plain|json)$")
    log_level: str = Field(default="warning", pattern="^(debug|info|warning|error)$")
    """``info`` logs every request."""
    slow_query_ms: int = Field(default=500, ge=1)
    metrics_token: SecretStr | None = None
    """Who may read ``/metrics`` besides this machine: whoever sends it as ``Authorization: Bearer …``."""
    trusted_proxies: str = "127.0.0.1"
    """Whose ``X-Forwarded-…`` headers are believed: addresses or networks, separated by commas."""

    map_origins: str = ""
    """Pages elsewhere that may read tiles of cases: ``https://map.county.example,…``; empty: none."""
    basemap_kind: str = Field(default="none", pattern="^(none|raster|pmtiles|tianditu)$")
    basemap_url: str = ""
    basemap_key: SecretStr | None = None
    basemap_attribution: str = ""
    basemap_max_zoom: int = 18

    @property
    def checkpoint_folder(self) -> Path:
        """The folder for checkpoints."""
        return self.checkpoint_dir or self._data / "checkpoints"

    @property
    def checkpoint_key_file(self) -> Path:
        """The file with the service's private key."""
        return self.checkpoint_key or self._data / "checkpoint-key.pem"

    @property
    def map_origin_list(self) -> list[str]:
        """Each of ``map_origins``."""
        return [origin for one in self.map_origins.split(",") if (origin := one.strip().rstrip("/"))]

    @property
    def _data(self) -> Path:
        """The folder that the photos' folder lies in."""
        scheme, _, rest = self.blob_url.partition(":")
        return Path(rest.removeprefix("//")).parent if scheme == "file" and rest else Path("data")

    @property
    def is_loopback(self) -> bool:
        """Whether the server is reachable from this machine alone."""
        return self.host in {"127.0.0.1", "::1", "localhost"}
