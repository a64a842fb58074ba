import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import type { Pack, PackRules } from './shapes'
import { forgetPacks, keepPack, keepThumbs, openPacks, packOf, thumbOf, type KeptPack, type PackStore } from './store'
import { api } from '@/core/api'
import { asProblem, Problem } from '@/core/problem'
import { metresBetween, type Spot } from '@/places/distance'
import { whereabouts } from '@/places/whereabouts'

/** How many small pictures are kept at most: about 15 kB each. */
const mostThumbs = 80
/** While on duty the pack is asked for anew after so long, or so far from where it was made. */
const staleAfter = 15 * 60_000
const movedMetres = 500

/** What this phone keeps for when there is no signal, of the person who is signed in and nobody else. */
export const usePack = defineStore('pack', () => {
  const kept = shallowRef<KeptPack | null>(null)
  const refreshing = ref(false)
  const problem = shallowRef<Problem | null>(null)
  let opening: Promise<PackStore | null> | null = null
  let owner: string | null = null
  let lastSpot: Spot | null = null
  const urls = new Map<string, string>()

  const pack = computed<Pack | null>(() => kept.value?.pack ?? null)
  const rules = computed<PackRules | null>(() => kept.value?.rules ?? null)
  const tasks = computed(() => pack.value?.tasks ?? [])
  const colleagues = computed(() => kept.value?.colleagues ?? [])
  /** Epoch milliseconds at which the pack was last known to be as the server has it. */
  const at = computed(() => kept.value?.at ?? null)

  /** Null where the browser keeps nothing: the pack then lasts as long as the page. */
  const store = (): Promise<PackStore | null> => (opening ??= openPacks().catch(() => null))

  /** Takes up what is kept for this person; what another has left is thrown away. */
  async function open(person: string): Promise<void> {
    if (owner === person) return
    close()
    owner = person
    const shelves = await store()
    const found = shelves === null ? null : await packOf(shelves, person)
    if (isOwner(person) && kept.value === null) kept.value = found
  }

  /** Somebody may have signed in or out while the phone was busy. */
  const isOwner = (person: string): boolean => owner === person

  /** Shows nothing more to whoever holds the phone now. */
  function close(): void {
    owner = null
    kept.value = null
    problem.value = null
    urls.forEach((url) => { URL.revokeObjectURL(url) })
    urls.clear()
  }

  /** Signed out: the phone forgets. */
  async function forget(): Promise<void> {
    close()
    const shelves = await store()
    if (shelves !== null) await forgetPacks(shelves)
  }

  /** Asks the server for what is new, around `spot`, else around where the phone is or was. Without an answer what is kept stays. */
  async function refresh(spot: Spot | null = null): Promise<void> {
    const person = owner
    if (person === null || refreshing.value) return
    refreshing.value = true
    try {
      lastSpot = spot ?? lastSpot ?? await whereabouts() ?? spotOf(kept.value)
      const fresh = await withColleagues(await fetchPack(kept.value, lastSpot), kept.value)
      if (!isOwner(person) || fresh.owner !== person) return
      kept.value = fresh
      problem.value = null
      const shelves = await store()
      if (shelves !== null) {
        await keepPack(shelves, fresh)
        void keepThumbs(shelves, thumbsOf(fresh.pack), fetchThumb).catch(() => undefined) // the rest comes with the next
      }
    } catch (thrown) {
      if (isOwner(person)) problem.value = asProblem(thrown)
    } finally {
      refreshing.value = false
    }
  }

  /** Called with every fix while on duty: asks anew once the person has come far, or the pack has grown old. */
  function follow(spot: Spot, now = Date.now()): void {
    const near = pack.value?.near
    const far = near == null || metresBetween(spot, near) > movedMetres
    if (far || now - (at.value ?? 0) > staleAfter) void refresh(spot)
    else lastSpot = spot
  }

  /** An address for a photo's small rendition: the one kept, else the server's. */
  async function thumb(sha256: string): Promise<string> {
    const known = urls.get(sha256)
    if (known !== undefined) return known
    const shelves = await store()
    const bytes = shelves === null ? undefined : await thumbOf(shelves, sha256)
    if (bytes === undefined || owner === null) return `/api/photos/${sha256}/thumb`
    const url = URL.createObjectURL(new Blob([bytes], { type: 'image/jpeg' }))
    urls.set(sha256, url)
    return url
  }

  return { pack, rules, tasks, colleagues, at, refreshing, problem, open, close, forget, refresh, follow, thumb }
})

/** Where a pack was made around; null where its place was not known. */
function spotOf(known: KeptPack | null): Spot | null {
  const near = known?.pack.near
  return near == null ? null : { lon: near.lon, lat: near.lat }
}

async function fetchPack(known: KeptPack | null, spot: Spot | null): Promise<KeptPack> {
  const query = { ...spot, rules: known?.rules.digest ?? '' }
  const headers: Record<string, string> = known === null ? {} : { 'If-None-Match': known.etag }
  const { data, response } = await api.GET('/api/pack', { params: { query }, headers })
  if (response.status === 304 && known !== null) return { ...known, at: Date.now() }
  const rules = data?.rules ?? known?.rules // the client's types make lists of tuples
  if (data === undefined || rules === undefined) throw new Problem(response.status)
  const etag = response.headers.get('ETag') ?? ''
  return { owner: data.person, at: Date.now(), etag, pack: { ...data, rules: null }, rules: rules as PackRules }
}

/** With whom a task can be handed to, where the person has one to hand on and the pack is new; else who was known before. */
async function withColleagues(fresh: KeptPack, known: KeptPack | null): Promise<KeptPack> {
  const before = known?.owner === fresh.owner ? known.colleagues : undefined
  const needed = fresh.pack.tasks.some((task) => task.may.includes('hand_check') || task.may.includes('hand_work'))
  if (!needed || (before !== undefined && known?.etag === fresh.etag)) return { ...fresh, colleagues: before }
  const { data } = await api.GET('/api/people', { params: { query: { purpose: 'hand_over' } } }).catch(() => ({ data: undefined }))
  return { ...fresh, colleagues: data?.people ?? before }
}

/** The pictures of the tasks first, then those of the nearest cases. */
function thumbsOf(pack: Pack): string[] {
  const ofTasks = pack.tasks.flatMap((task) => task.photos.map((photo) => photo.sha256))
  const nearby = (pack.near?.cases ?? []).flatMap((one) => one.cover ?? [])
  return [...new Set([...ofTasks, ...nearby])].slice(0, mostThumbs)
}

async function fetchThumb(sha256: string): Promise<ArrayBuffer> {
  const response = await fetch(`/api/photos/${sha256}/thumb`)
  if (!response.ok) throw new Problem(response.status)
  return response.arrayBuffer()
}
