import { likelyDoubles, ownReports, type Double } from './doubles'
import { say } from '@/core/language'
import { span } from '@/core/times'
import { useNotice } from '@/notices/notice'
import type { Item } from '@/outbox/item'
import { useOutbox } from '@/outbox/outbox'
import { shelf } from '@/outbox/shelf'
import { usePack } from '@/pack/pack'
import { lookOf } from '@/photos/look'
import { lengthText } from '@/places/distance'
import { doubleWords as words } from '@/words/doubles'

/** The look of an item's first photo; null where it has none here, or none that could be compared. */
export async function lookOfFirst(item: Item): Promise<string | null> {
  const first = item.photos[0]?.sha256
  const bytes = first === undefined ? undefined : await (await shelf()).readPhoto(item.id, first)
  return bytes === undefined ? null : lookOf(bytes)
}

/** What is near a report and likely the same, by the pack on this phone and by what waits here. */
export function doublesOf(item: Item, look: string | null): Double[] {
  const pack = usePack()
  const { location, category } = item
  if (pack.rules === null || location === null || category === null) return []
  const { lon, lat, accuracy_m } = location
  const known = pack.pack?.near?.cases ?? []
  return likelyDoubles(pack.rules, [...known, ...ownReports(useOutbox().items, item.id, known)], { lon, lat, accuracy_m, category, look })
}

/** The same for a report just saved by its person, with the photo's look. */
export async function doublesOfSaved(item: Item): Promise<Double[]> {
  await usePack().open(item.owner)
  return doublesOf(item, await lookOfFirst(item))
}

/** How far, what, how it stands, since when. */
export function doubleLine(one: Double, now: number): string {
  const notices = useNotice()
  return say(words.line, {
    length: lengthText(one.metres), category: notices.category(one.case.category)?.name ?? one.case.category,
    state: one.case.mine === true && one.case.number === null ? say(words.notSent) : notices.state(one.case.state).label, span: span(now - Date.parse(one.case.reported_at)),
  })
}

/** Its number where the person may know it; else who has it. */
export function doubleFrom(one: Double): string {
  if (one.case.number !== null) return one.case.number
  return one.case.mine === true ? say(words.mine) : say(words.others, { unit: useNotice().unitName(one.case.unit) })
}
