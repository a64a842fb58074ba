/** Fails when the inspector's pages outgrow their budget (gzip), counted from the build's manifest. */
import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'

const budget = { script: 75_000, style: 12_000 }
// The capture page is part of what the shell loads at once (vite.config.ts).
const pages = ['index.html', 'src/people/SignInPage.vue']

const dist = new URL('../dist/', import.meta.url)
const manifest = JSON.parse(readFileSync(new URL('.vite/manifest.json', dist), 'utf8'))
const scripts = new Set()
const styles = new Set()

function follow(name) {
  const chunk = manifest[name]
  if (chunk === undefined) throw new Error(`check-budget: the build has no ${name}; correct the list of pages`)
  if (scripts.has(chunk.file)) return
  scripts.add(chunk.file)
  chunk.css?.forEach((file) => styles.add(file))
  chunk.imports?.forEach(follow)
}
pages.forEach(follow)
if ('src/report/ReportPage.vue' in manifest) throw new Error('check-budget: the capture page has left the first file; count it too')

const weigh = (files) => [...files].reduce((sum, file) => sum + gzipSync(readFileSync(new URL(file, dist))).length, 0)
const weight = { script: weigh(scripts), style: weigh(styles) }
for (const kind of ['script', 'style']) {
  const line = `inspector ${kind}: ${(weight[kind] / 1000).toFixed(1)} kB gzip of ${budget[kind] / 1000}`
  if (weight[kind] > budget[kind]) {
    console.error(`${line}: over budget`)
    process.exitCode = 1
  } else console.log(line)
}
if ([...scripts].some((file) => file.includes('maplibre'))) {
  console.error('inspector script: MapLibre is loaded at once; it must stay behind a lazy import')
  process.exitCode = 1
}
