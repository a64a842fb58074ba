#!/usr/bin/env bash
# Looks for what should not be there: weak code, secrets, answers that the interface's document does not name.
# Its tools live in an environment of their own, so that nothing of theirs meets the program's packages.
set -euo pipefail
if [ ! -e .venv-audit/.ready ] || [ .ci/audit.lock -nt .venv-audit/.ready ]; then
  .venv/bin/python -m venv .venv-audit
  .venv-audit/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r .ci/audit.lock \
    || { echo "安装审计工具失败，请检查网络后重试。" >&2; exit 1; }
  touch .venv-audit/.ready
fi
tools=.venv-audit/bin

echo "· bandit"
"$tools/bandit" --quiet --recursive -ll app

echo "· detect-secrets"
# locks are full of hashes; the passwords of test people are no secrets, keys and tokens in tests would be
look() { "$tools/detect-secrets" scan "$@" | .venv/bin/python -c '
import json, sys
found = json.load(sys.stdin)["results"]
for file, secrets in found.items():
    for one in secrets:
        print(file, one["line_number"], one["type"], sep=":", file=sys.stderr)
sys.exit(bool(found))'; }
locks='\.lock$|package-lock\.json$'
look --exclude-files "$locks|^tests/|^frontend/tests/"
look --exclude-files "$locks|^app/|^frontend/src/" \
  --disable-plugin KeywordDetector --disable-plugin HexHighEntropyString --disable-plugin Base64HighEntropyString

echo "· schemathesis"
.venv/bin/python -m tests.audit "$@"
