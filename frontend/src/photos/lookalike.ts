/**
 * Perceptual hash of a photo's look, bit for bit as app/photos/lookalike.py has it: of a 32 by 32 grey copy the 8 by 8 lowest
 * frequencies, each compared with their median. Pure; decoding is the caller's.
 */
const edge = 32
const kept = 8
const cosines = Array.from({ length: kept }, (_, u) => Array.from({ length: edge }, (__, x) => Math.cos(Math.PI * (2 * x + 1) * u / (2 * edge))))

/** Fixed-point weights as Pillow resizes with: 22 bits after the point. */
const precision = 22
interface Weights { first: number; weights: number[] }

/** A 32 by 32 grey copy of RGBA pixels by area averaging (Pillow's `convert("L").resize((32, 32), BOX)`), row by row. */
export function greyCopy(rgba: Uint8ClampedArray | Uint8Array, width: number, height: number): Uint8Array {
  const grey = new Uint8Array(width * height)
  for (let at = 0; at < grey.length; at++) {
    const [red, green, blue] = [rgba[at * 4] ?? 0, rgba[at * 4 + 1] ?? 0, rgba[at * 4 + 2] ?? 0]
    grey[at] = (red * 19595 + green * 38470 + blue * 7471 + 0x8000) >> 16 // ITU-R 601-2, as Pillow rounds it
  }
  const across = shrink(grey, boxWeights(width), (line, at) => line * width + at, height, (line, cell) => line * edge + cell)
  return shrink(across, boxWeights(height), (line, at) => at * edge + line, edge, (line, cell) => cell * edge + line)
}

/** The weights of each of 32 cells over `size` pixels: what Pillow's BOX filter precomputes. */
function boxWeights(size: number): Weights[] {
  const scale = size / edge
  const support = Math.max(scale, 1) * 0.5
  return Array.from({ length: edge }, (_, cell) => {
    const centre = (cell + 0.5) * scale
    const first = Math.max(0, Math.trunc(centre - support + 0.5))
    const last = Math.min(size, Math.trunc(centre + support + 0.5))
    const raw = Array.from({ length: last - first }, (__, at) => {
      const x = (at + first - centre + 0.5) / Math.max(scale, 1)
      return x > -0.5 && x <= 0.5 ? 1 : 0
    })
    const sum = raw.reduce<number>((total, one) => total + one, 0)
    return { first, weights: raw.map((one) => Math.trunc(0.5 + one / sum * (1 << precision))) }
  })
}

/** One pass of the shrinking: of each of `lines` lines 32 cells; `from` and `to` say where they lie. */
function shrink(
  pixels: Uint8Array, cells: readonly Weights[], from: (line: number, at: number) => number, lines: number, to: (line: number, cell: number) => number,
): Uint8Array {
  const small = new Uint8Array(lines * edge)
  for (let line = 0; line < lines; line++) {
    for (const [cell, { first, weights }] of cells.entries()) {
      let sum = 2 ** (precision - 1)
      for (const [at, weight] of weights.entries()) sum += (pixels[from(line, first + at)] ?? 0) * weight
      small[to(line, cell)] = Math.min(255, Math.floor(sum / 2 ** precision))
    }
  }
  return small
}

/** 64 bits as 16 hexadecimal digits, of a grey copy. */
export function perceptualHash(grey: Uint8Array): string {
  const rows = Array.from({ length: edge }, (_, y) => cosines.map((cos) => dot(cos, (x) => grey[y * edge + x] ?? 0)))
  const low = cosines.flatMap((cos) => Array.from({ length: kept }, (_, u) => dot(cos, (y) => rows[y]?.[u] ?? 0)))
  const [, ...rest] = low // the first is the mean brightness, which says nothing
  const middle = [...rest].sort((a, b) => a - b)[(rest.length - 1) / 2] ?? 0
  let hash = 0n
  for (const value of low) hash = hash << 1n | (value > middle ? 1n : 0n)
  return hash.toString(16).padStart(16, '0')
}

function dot(cos: readonly number[], value: (at: number) => number): number {
  let sum = 0
  for (const [at, one] of cos.entries()) sum += one * value(at)
  return sum
}

/** In how many of 64 bits two hashes differ. */
export function bitsApart(one: string, other: string): number {
  let differing = BigInt(`0x${one}`) ^ BigInt(`0x${other}`)
  let count = 0
  for (; differing > 0n; differing &= differing - 1n) count++
  return count
}

/** Below this range of grey levels (of 255) a photo shows nothing: all covered lenses would look alike (app/photos/pipeline.py). */
export const blankRange = 12
export const isBlank = (grey: Uint8Array): boolean => Math.max(...grey) - Math.min(...grey) < blankRange
