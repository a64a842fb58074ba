import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import { sendDuty, type Server } from './sending'
import { dropSpell, keepPoint, keepSpell, openDuty, spellsOf, type DutyStore, type KeptSpell, type Mark } from './store'
import { worthKeeping, type TrackPoint } from './track'
import { answer, api } from '@/core/api'
import { asProblem, type Problem } from '@/core/problem'
import type { components } from '@/core/schema'
import { byMachine, byServer } from '@/core/server-clock'
import { usePack } from '@/pack/pack'
import { metresBetween } from '@/places/distance'
import { fixFrom } from '@/places/fix'

export type DutyTerms = components['schemas']['DutyTerms']
/** Until the server has said: nothing denser, and nothing kept longer, than this. */
const strictest: DutyTerms = { longest_hours: 12, track_metres: 20, track_seconds: 60, keep_days: 180 }
const sendEvery = 120_000 // milliseconds between batches of the track

/** On duty or off, and the track while on. Everything is kept on the phone until the server has it. */
export const useDuty = defineStore('duty', () => {
  const spell = shallowRef<KeptSpell | null>(null)
  const terms = shallowRef<DutyTerms>(strictest)
  /** Where the person was last, while on duty. */
  const last = shallowRef<TrackPoint | null>(null)
  const walked = ref(0)
  const changing = ref(false)
  /** What the server said of a time on duty that it will not have. */
  const refused = shallowRef<Problem | null>(null)
  const on = computed(() => spell.value !== null)
  let opening: Promise<DutyStore> | null = null
  let owner: string | null = null
  let watching: number | null = null
  let sending: Promise<void> | null = null
  let sentAt = 0

  const store = (): Promise<DutyStore> => (opening ??= openDuty())

  /** Takes up where the person was when the page was closed; asks the server whether that still holds. */
  async function open(person: string | null): Promise<void> {
    if (owner === person) return
    owner = person
    stopWatching()
    spell.value = null
    last.value = null
    walked.value = 0
    if (person === null) return
    const found = (await spellsOf(await store(), person)).findLast((one) => one.ended === null) ?? null
    if (!isOwner(person)) return
    spell.value = found
    await agree(person)
    if (spell.value !== null) watch()
    void send()
  }

  const isOwner = (person: string): boolean => owner === person

  /** What the server knows beats what the phone remembers, but for what it has not been told yet. */
  async function agree(person: string): Promise<void> {
    try {
      const known = await answer(api.GET('/api/duty'))
      if (!isOwner(person)) return
      terms.value = known.terms
      const mine = spell.value
      if (mine?.beganSent === true && known.spell?.id !== mine.id) {
        await dropSpell(await store(), mine.id) // it ended by itself, or on another phone
        spell.value = null
      }
      if (spell.value === null && known.spell !== null) {
        const at = new Date(byMachine(Date.parse(known.spell.began_at))).toISOString()
        spell.value = { id: known.spell.id, owner: person, began: { at, location: null }, beganSent: true, ended: null }
        await keepSpell(await store(), spell.value)
      }
    } catch (thrown) {
      asProblem(thrown) // no signal: the phone's own word stands
    }
  }

  async function begin(): Promise<void> {
    const person = owner
    if (person === null || spell.value !== null || changing.value) return
    changing.value = true
    refused.value = null
    try {
      const began: KeptSpell = { id: crypto.randomUUID(), owner: person, began: await markNow(), beganSent: false, ended: null }
      await keepSpell(await store(), began)
      spell.value = began
      walked.value = 0
      last.value = null
      watch()
      void send()
    } finally { changing.value = false }
  }

  async function end(): Promise<void> {
    const going = spell.value
    if (going === null || changing.value) return
    changing.value = true
    try {
      stopWatching()
      const now = await (await store()).get('spells', going.id) ?? going
      await keepSpell(await store(), { ...now, ended: await markNow() })
      spell.value = null
      void send()
    } finally { changing.value = false }
  }

  /** A fix while on duty: kept when it says something new. */
  async function note(point: TrackPoint): Promise<void> {
    const going = spell.value
    if (going === null) return
    if (point.at - Date.parse(going.began.at) > terms.value.longest_hours * 3_600_000) { await end(); return }
    usePack().follow(point)
    if (!worthKeeping(last.value, point, { metres: terms.value.track_metres, seconds: terms.value.track_seconds })) return
    if (last.value !== null) walked.value += metresBetween(last.value, point)
    last.value = point
    await keepPoint(await store(), going.id, point)
    if (Date.now() - sentAt > sendEvery) void send()
  }

  /** Sends what is kept, one after the other; without a signal it stays. */
  async function send(): Promise<void> {
    const person = owner
    if (person === null || !navigator.onLine) return
    sentAt = Date.now()
    sending ??= sendDuty(await store(), person, overHttp).then((said) => { refused.value = said ?? refused.value }).catch((thrown: unknown) => { asProblem(thrown) }).finally(() => { sending = null })
    await sending
    const mine = spell.value
    if (mine !== null && !mine.beganSent) spell.value = await (await store()).get('spells', mine.id) ?? mine
  }

  function watch(): void {
    if (watching !== null || !('geolocation' in navigator)) return
    watching = navigator.geolocation.watchPosition((position) => { void note(fixFrom(position)) }, () => undefined, { enableHighAccuracy: true, maximumAge: 5000 })
  }
  function stopWatching(): void {
    if (watching !== null) navigator.geolocation.clearWatch(watching)
    watching = null
  }

  return { spell, terms, last, walked, changing, refused, on, open, begin, end, note, send }
})

/** The mark with its moment by the server's clock: who has patrolled is not to lose it to a wrong clock. */
const told = (mark: Mark): Mark => ({ ...mark, at: new Date(byServer(Date.parse(mark.at))).toISOString() })

const overHttp: Server = {
  begin: (id, mark) => answer(api.PUT('/api/duty/{spell_id}', { params: { path: { spell_id: id } }, body: told(mark) })),
  end: (id, mark) => answer(api.POST('/api/duty/{spell_id}/end', { params: { path: { spell_id: id } }, body: told(mark) })),
  points: (id, points) => answer(api.POST('/api/duty/{spell_id}/points', {
    params: { path: { spell_id: id } },
    body: { points: points.map(({ at, lon, lat, accuracy_m }) => ({ at: new Date(byServer(at)).toISOString(), lon, lat, accuracy_m })) },
  })),
}

/** Now and, if the phone knows it soon, here. */
function markNow(): Promise<Mark> {
  const at = new Date().toISOString()
  return new Promise((resolve) => {
    const hush = setTimeout(() => { resolve({ at, location: null }) }, 4000)
    const tell = (location: Mark['location']): void => { clearTimeout(hush); resolve({ at, location }) }
    if (!('geolocation' in navigator)) { tell(null); return }
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => { tell({ lon: coords.longitude, lat: coords.latitude, accuracy_m: coords.accuracy }) },
      () => { tell(null) },
      { enableHighAccuracy: true, maximumAge: 30_000, timeout: 4000 },
    )
  })
}
