import { metresBetween, type Spot } from '@/places/distance'

/** How often 2-opt may go over the whole route: with a hundred stops it settles long before. */
const mostRounds = 30

/** The length of a way through `stops` from `start`, in metres, in straight lines. */
export function lengthOf(start: Spot, stops: readonly Spot[]): number {
  let sum = 0
  let here = start
  for (const stop of stops) {
    sum += metresBetween(here, stop)
    here = stop
  }
  return sum
}

/**
 * An order in which to go to all `stops` from `start` without coming back: the nearest next, then made shorter by turning
 * pieces round while that helps (2-opt). Straight lines; no network is needed. The same stops give the same order.
 */
export function inWalkingOrder<T extends Spot>(start: Spot, stops: readonly T[]): T[] {
  return untangled(start, nearestNext(start, stops))
}

function nearestNext<T extends Spot>(start: Spot, stops: readonly T[]): T[] {
  const left = [...stops]
  const order: T[] = []
  let here = start
  while (left.length > 0) {
    let nearest = 0
    for (const [at, stop] of left.entries()) {
      const best = left[nearest]
      if (best !== undefined && metresBetween(here, stop) < metresBetween(here, best)) nearest = at
    }
    const [next] = left.splice(nearest, 1)
    if (next === undefined) break
    order.push(next)
    here = next
  }
  return order
}

function untangled<T extends Spot>(start: Spot, order: readonly T[]): T[] {
  const way = [...order]
  for (let round = 0, better = true; better && round < mostRounds; round++) {
    better = false
    for (let from = 0; from < way.length - 1; from++) {
      for (let to = from + 1; to < way.length; to++) {
        if (gain(start, way, from, to) > 0.01) {
          way.splice(from, to - from + 1, ...way.slice(from, to + 1).reverse())
          better = true
        }
      }
    }
  }
  return way
}

/** Metres saved by going through `from`…`to` the other way round. */
function gain(start: Spot, way: readonly Spot[], from: number, to: number): number {
  const before = way[from - 1] ?? start
  const [first, last, after] = [way[from], way[to], way[to + 1]]
  if (first === undefined || last === undefined) return 0
  const beyond = (one: Spot): number => after === undefined ? 0 : metresBetween(one, after)
  return metresBetween(before, first) + beyond(last) - metresBetween(before, last) - beyond(first)
}
