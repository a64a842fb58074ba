import { computed, ref, shallowRef, type ComputedRef } from 'vue'
import { arrive } from './arrivals'
import { answer, api } from '@/core/api'
import { asProblem, type Problem } from '@/core/problem'
import { serverNow } from '@/core/server-clock'
import type { CaseDetail } from '@/core/shapes'

/** One step that can still be taken back. `until`: epoch milliseconds by the server's clock. */
export interface Undoable { id: string; number: string; version: number; until: number }
/** What was done together and is taken back together. */
export interface Offer { operation: string; steps: readonly Undoable[] }

/** The step of an answer that says until when it can be taken back; null where it cannot. */
export const undoableIn = ({ id, number, version, undo_until }: CaseDetail): Undoable | null =>
  undo_until === null ? null : { id, number, version, until: Date.parse(undo_until) }

/** What of an offer can still be taken back at `now`; null when nothing can. */
export function alive(offer: Offer, now: number): Offer | null {
  const steps = offer.steps.filter((one) => one.until > now)
  return steps.length === 0 ? null : { ...offer, steps }
}

/** Whole seconds until the first of an offer's steps can no longer be taken back; never below zero. */
export const secondsLeft = (offer: Offer, now: number): number =>
  Math.max(0, Math.ceil((Math.min(...offer.steps.map((one) => one.until)) - now) / 1000))

/** Earlier steps on the cases that have now moved on (`moved`) cannot be taken back; what was done last is offered first. */
export function withOffer(offers: readonly Offer[], offer: Offer, moved: readonly string[]): Offer[] {
  const fresh = new Set(moved)
  const kept = offers.map((one) => ({ ...one, steps: one.steps.filter((step) => !fresh.has(step.id)) })).filter((one) => one.steps.length > 0)
  return offer.steps.length === 0 ? kept : [...kept, offer]
}

const offers = shallowRef<readonly Offer[]>([])
const now = ref(serverNow())
let ticking: ReturnType<typeof setInterval> | undefined

function tick(): void {
  now.value = serverNow()
  offers.value = offers.value.flatMap((one) => alive(one, now.value) ?? [])
  if (offers.value.length > 0) return
  clearInterval(ticking)
  ticking = undefined
}

/** Offers to take back what has just been done, until the server no longer would. */
export function offerUndo(operation: string, done: readonly CaseDetail[]): void {
  const steps = done.flatMap((detail) => undoableIn(detail) ?? [])
  offers.value = withOffer(offers.value, { operation, steps }, done.map((detail) => detail.id))
  ticking ??= setInterval(tick, 250)
  tick()
}

export interface TakenBack { done: number; failed: { number: string; problem: Problem }[] }

/** Takes back the steps of an offer, each on its own; those that cannot be are told of. */
export async function takeBack(offer: Offer): Promise<TakenBack> {
  offers.value = offers.value.filter((one) => one !== offer && one.steps !== offer.steps)
  const told: TakenBack = { done: 0, failed: [] }
  for (const { id, number, version } of offer.steps) {
    try {
      const path = { case_id: id, operation: 'undo' }
      arrive(await answer(api.POST('/api/cases/{case_id}/{operation}', { params: { path }, body: { version } })))
      told.done++
    } catch (thrown) {
      told.failed.push({ number, problem: asProblem(thrown) })
    }
  }
  return told
}

/** The step that would be taken back next, and how many seconds are left for it. */
export function useUndo(): { offer: ComputedRef<Offer | null>; seconds: ComputedRef<number> } {
  const offer = computed(() => offers.value.at(-1) ?? null)
  return { offer, seconds: computed(() => offer.value === null ? 0 : secondsLeft(offer.value, now.value)) }
}
