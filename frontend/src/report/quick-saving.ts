import { defineStore } from 'pinia'
import { computed, ref, shallowRef, watch } from 'vue'
import { useDrafting } from './drafting'
import { forget, historyOf, remember, type Last } from './history'
import { suggestTypes } from './suggesting'
import { rememberCategory } from '@/categories/recent'
import { say } from '@/core/language'
import type { Category, Location, Responsibility } from '@/core/shapes'
import { useNotice } from '@/notices/notice'
import type { Item } from '@/outbox/item'
import { useSession } from '@/people/session'
import { keptDecision } from '@/routing/kept'
import { buzz } from '@/ui/buzz'
import { toast } from '@/ui/toasts'
import { outboxWords } from '@/words/outbox'
import { checkWords as words } from '@/words/report-check'

const offered = 4 // types, beside 同上一件 and all others

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

  const owner = computed(() => session.me?.id ?? '')
  const history = shallowRef(historyOf(owner.value))
  watch(owner, freshen)
  const nameOf = (code: string): string => notices.category(code)?.name ?? code
  const last = computed(() => {
    const of = history.value.last
    const known = of === null ? undefined : notices.category(of.category)
    return of === null || known === undefined ? null : { of, name: known.name }
  })
  const types = computed<Category[]>(() => {
    const { notice } = notices
    if (notice === null) return []
    const most = last.value === null ? offered + 1 : offered
    const here = drafting.item?.location ?? null
    return suggestTypes(history.value.reports, notice, here, Date.now(), most + 1)
      .filter((one) => one.code !== last.value?.of.category).slice(0, most)
  })
  const decisions = shallowRef<ReadonlyMap<string, Responsibility>>(new Map())
  const units = computed(() => new Map([...decisions.value].map(([code, one]) => [code, one.unit.name])))

  // While the person looks at the types the phone's own rules say whose each would be.
  watch(() => drafting.count > 0 && drafting.item?.location ? [...types.value.map((one) => one.code), last.value?.of.category ?? ''] : [], async (codes) => {
    const location = drafting.item?.location
    if (location == null || codes.length === 0) return
    const asked = codes.filter((code) => code !== '').map(async (code) => [code, await decide(code)] as const)
    const found = await Promise.all(asked)
    decisions.value = new Map(found.filter((one): one is [string, Responsibility] => one[1] !== null))
  })

  async function decide(code: string): Promise<Responsibility | null> {
    const location = drafting.item?.location
    return location == null ? null : keptDecision({ category: code, location: { lon: location.lon, lat: location.lat }, attributes: {} })
  }

  /** Reads anew what the phone knows of this person's reports. */
  function freshen(): void { history.value = historyOf(owner.value) }

  /** Saves the report in hand as of this type. `lacking`: a photo, the type or the place is missing. */
  async function save(code: string | null): Promise<'saved' | 'lacking' | 'failed'> {
    if (busy.value || code === null) return 'lacking'
    if (drafting.item?.category !== code) drafting.setCategory(code)
    busy.value = true
    try {
      const deciding = decisions.value.get(code) ?? decide(code)
      const done = await drafting.save()
      if (done === null) return 'lacking'
      buzz('saved')
      recall(done)
      void Promise.resolve(deciding).then((found) => { tell(done.id, found) })
      return 'saved'
    } catch (thrown) {
      buzz('wrong')
      if (!(thrown instanceof DOMException)) throw thrown
      toast(say(outboxWords.full), { tone: 'alert', forMs: 8000 })
      return 'failed'
    } finally {
      busy.value = false
    }
  }

  /** Remembers what was saved, for the next suggestions and for 同上一件. */
  function recall({ category, answers, description, location, savedAt, owner: who, id }: Item & { category: string; location: Location; savedAt: number }): void {
    remember(who, { code: category, lon: location.lon, lat: location.lat, at: savedAt, place: namedIn(description) }, { category, answers, description })
    rememberCategory(who, category)
    drafting.saved = { id, owner: who, name: nameOf(category), at: savedAt, unit: null, clause: null }
    freshen()
  }

  /** Adds whose it is and why to what was saved, once known. */
  function tell(id: string, found: Responsibility | null): void {
    if (drafting.saved?.id === id && found !== null) drafting.saved = { ...drafting.saved, unit: found.unit.name, clause: found.routing.clause }
  }

  /** 同上一件: the same type, answers and wording. */
  function saveSame(same: Last): ReturnType<typeof save> {
    drafting.setCategory(same.category, same.answers)
    if (drafting.item?.description === '') drafting.setDescription(same.description)
    return save(same.category)
  }

  /** Takes back what was saved last, where it has not left yet. */
  async function undo(): Promise<void> {
    const one = drafting.saved
    drafting.saved = null
    if (one === null) return
    if (!await drafting.takeBack(one.id)) { toast(say(words.tooLate), { tone: 'alert' }); return }
    forget(one.owner, one.at)
    buzz('undone')
    freshen()
  }

  return { types, last, units, busy, save, saveSame, undo }
})
