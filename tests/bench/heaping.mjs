// `node heaping.mjs COUNT Z X Y` in a folder that has supercluster: CPU ms of its index and of one tile, and the index's size.
import { createRequire } from 'node:module'

const { default: Supercluster } = createRequire(`${process.cwd()}/package.json`)('supercluster')
const [count, z, x, y] = process.argv.slice(2).map(Number)
let seed = 7
const chance = () => { seed = (seed * 1103515245 + 12345) % 2147483648; return seed / 2147483648 }
const bell = () => chance() + chance() + chance() - 1.5
const points = Array.from({ length: count }, (_, id) => ({
  type: 'Feature',
  id,
  properties: { state: Math.floor(chance() * 12) },
  geometry: { type: 'Point', coordinates: [118.16 + 0.2 * bell(), 36.19 + 0.2 * bell()] },
}))
const states = { map: ({ state }) => ({ [state]: 1 }), reduce: (sum, more) => { for (const state in more) sum[state] = (sum[state] ?? 0) + more[state] } }
const cpu = () => { const { user, system } = process.cpuUsage(); return (user + system) / 1000 }
const memory = () => { globalThis.gc?.(); return process.memoryUsage().rss / 2 ** 20 }

const [before, began] = [memory(), cpu()]
const index = new Supercluster({ maxZoom: 16, radius: 60, ...states }).load(points)
const built = cpu()
const index_mb = memory() - before
const asked = cpu()
for (let turn = 0; turn < 50; turn++) index.getTile(z, x, y)
console.log(JSON.stringify({ index_ms: built - began, index_mb, tile_ms: (cpu() - asked) / 50 }))
