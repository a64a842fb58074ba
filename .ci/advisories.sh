#!/usr/bin/env bash
# Asks the public lists of known weaknesses about our packages. What cannot be asked is said, not passed over.
set -uo pipefail
[ -x .venv-audit/bin/pip-audit ] || { echo "请先运行 make audit。" >&2; exit 1; }
failed=0
said=$(.venv-audit/bin/pip-audit -r requirements.lock --require-hashes --disable-pip --skip-editable 2>&1); how=$?
echo "$said" | tail -20
if [[ $said == *"could not be audited"* ]]; then echo "pip-audit：没有核对（查不到漏洞库）。" >&2
elif [ "$how" -ne 0 ]; then failed=1; fi
said=$(cd frontend && npm audit --omit=dev --audit-level=high 2>&1); how=$?
echo "$said" | tail -20
if [[ $said == *"audit endpoint returned an error"* ]]; then echo "npm audit：没有核对（查不到漏洞库）。" >&2
elif [ "$how" -ne 0 ]; then failed=1; fi
exit "$failed"
