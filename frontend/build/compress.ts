import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import type { Plugin } from 'vite'

const least = 1000 // bytes: below that a copy saves nothing

/** Lays compressed copies (`.br`, `.gz`) beside the hashed text files; the server hands out whichever a browser takes. */
export function compressAssets(): Plugin {
  let out = ''
  return {
    name: 'compress-assets',
    apply: 'build',
    configResolved(config) { out = resolve(config.root, config.build.outDir, 'assets') },
    closeBundle: {
      order: 'post',
      sequential: true,
      handler() {
        for (const name of readdirSync(out).filter((one) => /\.(js|css)$/.test(one))) {
          const bytes = readFileSync(join(out, name))
          if (bytes.length < least) continue
          writeFileSync(join(out, `${name}.gz`), gzipSync(bytes, { level: 9 }))
          writeFileSync(join(out, `${name}.br`), brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } }))
        }
      },
    },
  }
}
