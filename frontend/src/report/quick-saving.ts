import { defineStore } from 'pinia'
import { computed, ref, shallowRef, watch } from 'vue'
import { holdMs, useDrafting, type Saved } from './drafting'
import { forget, historyOf, remember, type Last } from './history'
import { suggestTypes } from './suggesting'
import { rememberCategory } from '@/categories/recent'
import { say } from '@/core/language'
import type { Category, Location, Notice, Responsibility } from '@/core/shapes'
import { useNotice } from '@/notices/notice'
import type { Item } from '@/outbox/item'
import { useSession } from '@/people/session'
import type { Spot } from '@/places/distance'
import { keptDecision } from '@/routing/kept'
import { buzz } from '@/ui/buzz'
import { toast } from '@/ui/toasts'
import { outboxWords } from '@/words/outbox'
import { checkWords as words } from '@/words/report-check'

/** Tiles beside the one to all other types: 同上一件, where there is one, and the likeliest types. */
export const tiles = 5

const seenMs = 300 // milliseconds in which 已保存 is on the screen, on a slow phone too, before more is worked out
const lookMs = 12_000 // milliseconds to look at what may be the same

/** A name for a place in what a person wrote: its first clause, where that ends like a place and tells no distance of its own. */
export function namedIn(description: string): string | null {
  const [first = ''] = description.split(/[，,。；;\n]/)
  const place = first.trim()
  return place.length <= 20 && /(路|街|口|门|村|桥|站|店|市场|广场|小区|公园|学校|医院|大厦|号)$/.test(place) && !/\d+ ?(米|公里)/.test(place) ? place : null
}

/** Saving with one tap: the types to offer here and now, and what a tap on one does. Loaded while the person frames. */
export const useQuickSaving = defineStore('quick-saving', () => {
  const drafting = useDrafting()
  const notices = useNotice()
  const session = useSession()
  const busy = ref(false)

  /**
   * What is offered for the report in hand. Worked out once, as soon as there is a photo and the notice is known, and left as
   * it is while it is shown: no tile moves under a thumb. Null: not known yet.
   */
  const offer = shallowRef<{ report: string; last: { of: Last; name: string } | null; types: Category[] } | null>(null)
  const last = computed(() => offer.value?.last ?? null)
  const types = computed(() => offer.value?.types ?? null)
  watch(() => [drafting.count > 0 ? drafting.item?.id ?? null : null, notices.notice] as const, ([report, notice]) => {
    if (report === null || notice === null) offer.value = null
    else if (offer.value?.report !== report) offer.value = offerFor(report, notice)
  }, { immediate: true, flush: 'sync' })

  function offerFor(report: string, notice: Notice): NonNullable<typeof offer.value> {
    const history = historyOf(session.me?.id ?? '')
    const named = history.last === null ? undefined : notices.category(history.last.category)
    const before = history.last === null || named === undefined ? null : { of: history.last, name: named.name }
    const most = before === null ? tiles : tiles - 1
    const likeliest = suggestTypes(history.reports, notice, drafting.here, Date.now(), most + 1)
    return { report, last: before, types: likeliest.filter((one) => one.code !== before?.of.category).slice(0, most) }
  }
  const decisions = shallowRef<ReadonlyMap<string, Responsibility>>(new Map())
  const units = computed(() => new Map([...decisions.value].map(([code, one]) => [code, one.unit.name])))

  // While the person looks at the types the phone's own rules say whose each would be.
  watch(() => [offer.value, drafting.here] as const, async ([offered, here], [before]) => {
    if (offered !== before) decisions.value = new Map()
    if (offered === null || here === null) return
    const codes = new Set([...offered.types.map((one) => one.code), ...offered.last === null ? [] : [offered.last.of.category]])
    const found = await Promise.all([...codes].map(async (code) => [code, await decide(code, here)] as const))
    if (offered === offer.value) decisions.value = new Map(found.filter((one): one is [string, Responsibility] => one[1] !== null))
  })

  const decide = (category: string, { lon, lat }: Spot, patience = 0): Promise<Responsibility | null> =>
    keptDecision({ category, location: { lon, lat }, attributes: {} }, patience)

  type Changes = NonNullable<Parameters<typeof drafting.save>[0]>

  /** Saves the report in hand as of this type. `lacking`: a photo, the type or the place is missing. */
  async function save(code: string | null, more: Changes = {}): Promise<'saved' | 'lacking' | 'failed'> {
    if (busy.value || code === null) return 'lacking'
    const answers = drafting.item?.category === code ? {} : { answers: {} }
    busy.value = true
    try {
      const known = decisions.value.get(code)
      const done = await drafting.save({ category: code, ...answers, ...more })
      if (done === null) return 'lacking'
      buzz('saved')
      recall(done)
      void Promise.resolve(known ?? decide(code, done.location, holdMs)).then((found) => { if (found !== null) tell(done.id, { unit: found.unit.name, clause: found.routing.clause }) })
      setTimeout(() => { void warn(done) }, seenMs)
      return 'saved'
    } catch (thrown) {
      buzz('wrong')
      if (thrown instanceof Error && thrown.name === 'NotKept') toast(say(outboxWords.notKept), { tone: 'alert' })
      else if (thrown instanceof DOMException) toast(say(outboxWords.fullReport), { tone: 'alert', forMs: 8000 })
      else throw thrown
      return 'failed'
    } finally {
      busy.value = false
    }
  }

  /** Remembers what was saved, for the next suggestions and for 同上一件. */
  function recall({ category, answers, description, location, savedAt, owner: who, id }: Item & { category: string; location: Location; savedAt: number }): void {
    remember(who, { code: category, lon: location.lon, lat: location.lat, at: savedAt, place: namedIn(description) }, { category, answers, description })
    rememberCategory(who, category)
    drafting.saved = { id, owner: who, name: notices.category(category)?.name ?? category, at: savedAt, until: savedAt + holdMs, unit: null, clause: null, doubles: [] }
  }

  /** Adds to what was saved what has become known of it since. */
  function tell(id: string, more: Partial<Saved>): void {
    if (drafting.saved?.id === id) drafting.saved = { ...drafting.saved, ...more }
  }

  /** Says that something like it is reported nearby. It is saved all the same, and waits longer, so that it can be taken back. */
  async function warn(done: Item): Promise<void> {
    const { doublesOfSaved } = await import('./finding-doubles')
    const doubles = await doublesOfSaved(done)
    if (doubles.length > 0 && await holdLonger(done.id)) tell(done.id, { doubles })
  }

  /** Gives the person as long again, and longer, to look; false where it is on its way already. */
  async function holdLonger(id: string): Promise<boolean> {
    const { useOutbox } = await import('@/outbox/outbox')
    if (!useOutbox().holdLonger(id, lookMs)) return false
    tell(id, { until: Date.now() + lookMs })
    return true
  }

  /** 同上一件: the same type, answers and wording. */
  function saveSame(same: Last): ReturnType<typeof save> {
    const { category, answers, description } = same
    return save(category, { answers, ...drafting.item?.description === '' ? { description } : {} })
  }

  /** Takes back what was saved last, where it has not left yet. */
  async function undo(): Promise<void> {
    const one = drafting.saved
    drafting.saved = null
    if (one === null) return
    if (!await drafting.takeBack(one.id)) { toast(say(words.tooLate), { tone: 'alert' }); return }
    forget(one.owner, one.at)
    buzz('undone')
  }

  return { types, last, units, busy, save, saveSame, undo, holdLonger }
})
