interface Row { id: string }

/**
 * Where to scroll so that what the person sees stays where it is, when rows came or went: the first row in sight that
 * is still there keeps its height on the screen. `top` and `row` in pixels; whoever is at the very top stays there.
 */
export function anchored(before: readonly Row[], now: readonly Row[], top: number, row: number): number {
  if (top <= 0 || row <= 0) return top
  const places = new Map(now.map((one, index) => [one.id, index]))
  for (let index = Math.floor(top / row); index < before.length; index++) {
    const place = places.get(before[index]?.id ?? '')
    if (place !== undefined) return Math.max(0, top + (place - index) * row)
  }
  return top
}
