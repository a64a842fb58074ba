import type { GroupFigures } from './figures'
import { inHandStates } from '@/cases/states'

/** States as the desk's address names them: of what was neither refused nor voided; the same without the suspended; … */
export const isCase = 'ACCEPTED,CHECKING,CLOSED,DISPATCHED,FEEDBACK,FILED,REPORTED,REWORK,SUSPENDED,VERIFYING'
export const isAnswerable = 'ACCEPTED,CHECKING,CLOSED,DISPATCHED,FEEDBACK,FILED,REPORTED,REWORK,VERIFYING'
/** … of reports that became cases; of what is in the unit's hands. */
export const wasFiled = 'ACCEPTED,CHECKING,CLOSED,DISPATCHED,FEEDBACK,FILED,REWORK,SUSPENDED'
export const inHand = inHandStates.join(',')

/** As bulletins print a rate: two decimals; a dash where there is none. */
export const percent = (rate: number | null): string => rate === null ? '—' : `${(rate * 100).toFixed(2)}%`

/**
 * Units by on-time rate, then closing rate, then how much was due; units with equal rates share a rank (1, 1, 3).
 * Those with nothing due have no rank and stand last.
 */
export function ranked(units: readonly GroupFigures[]): (GroupFigures & { rank: number | null })[] {
  const rate = (unit: GroupFigures) => unit.on_time_rate ?? -1
  const sorted = [...units].sort((a, b) => rate(b) - rate(a) || (b.closing_rate ?? -1) - (a.closing_rate ?? -1) || b.due - a.due || a.code.localeCompare(b.code))
  const alike = (a: GroupFigures, b: GroupFigures) => a.on_time_rate === b.on_time_rate && a.closing_rate === b.closing_rate
  return sorted.map((unit) => ({ ...unit, rank: unit.on_time_rate === null ? null : 1 + sorted.findIndex((one) => alike(one, unit)) }))
}

/** A line through values, left to right, in a box `width` × `height` pixels, 0 at the bottom. Empty without values. */
export function lineThrough(values: readonly number[], most: number, width: number, height: number): string {
  const step = values.length > 1 ? width / (values.length - 1) : 0
  const at = (value: number) => height - (most > 0 ? value / most * height : 0)
  return values.map((value, index) => `${index === 0 ? 'M' : 'L'}${(index * step).toFixed(1)} ${at(value).toFixed(1)}`).join('')
}

/** A round number at or above the largest value, for the top of a scale: 1, 2 or 5 times a power of ten. */
export function roundTop(most: number): number {
  if (most <= 0) return 1
  const power = 10 ** Math.floor(Math.log10(most))
  return [1, 2, 5, 10].map((times) => times * power).find((top) => top >= most) ?? most
}

/** Every day of a period with its figures, days in which nothing happened included. */
export function eachDay(days: readonly GroupFigures[], since: string, until: string): { day: string; reported: number; ended: number }[] {
  const known = new Map(days.map((one) => [one.code, one]))
  const all: { day: string; reported: number; ended: number }[] = []
  for (let at = Date.parse(`${since}T00:00:00Z`); at <= Date.parse(`${until}T00:00:00Z`); at += 86_400_000) {
    const day = new Date(at).toISOString().slice(0, 10)
    all.push({ day, reported: known.get(day)?.reported ?? 0, ended: known.get(day)?.ended ?? 0 })
  }
  return all
}
