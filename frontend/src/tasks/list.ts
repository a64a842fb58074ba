import { inWalkingOrder } from './route'
import { pressingAt } from '@/cases/deadline'
import type { StepItem } from '@/outbox/item'
import { needsPhoto } from '@/outbox/ways-on'
import type { Task } from '@/pack/shapes'
import { metresBetween, type Spot } from '@/places/distance'

/** A task in the list: its place in the order, and how far it is from here in a straight line (metres). */
export interface Listed { task: Task; number: number; metres: number | null }

const spotOf = (task: Task): Spot & { task: Task } => ({ lon: task.location.lon, lat: task.location.lat, task })
const due = (task: Task): number => {
  const at = pressingAt(task)
  return at === null ? Infinity : Date.parse(at)
}

/** Whether there is nothing the person can do on it now: rework waits for COMMAND to send it again. */
export const onlyWaits = (task: Task): boolean => task.state === 'REWORK'

/**
 * The tasks in the order in which to do them: along the way from `here`, or by deadline where that is wanted or nothing is
 * known of where one is. What only waits comes last.
 */
export function listed(tasks: readonly Task[], here: Spot | null, byWay: boolean): Listed[] {
  const toDo = tasks.filter((task) => !onlyWaits(task))
  const waiting = tasks.filter(onlyWaits)
  const ordered = byWay && here !== null ? inWalkingOrder(here, toDo.map(spotOf)).map((spot) => spot.task) : [...toDo].sort((a, b) => due(a) - due(b))
  return [...ordered, ...waiting].map((task, at) => ({ task, number: at + 1, metres: here === null ? null : metresBetween(here, task.location) }))
}

/** The operations that a phone offers on a task, without a signal too. */
export const offlineSteps = ['accept', 'feedback', 'verify_ack', 'check_pass', 'check_fail'] as const
export type OfflineStep = (typeof offlineSteps)[number]
export const handOnSteps = ['hand_check', 'hand_work'] as const
export type HandOnStep = (typeof handOnSteps)[number]

/** What may be done once a step that is not sent yet has been: accepting is followed by feeding back. */
export function mayAfter(task: Pick<Task, 'may'>, queued: readonly string[]): OfflineStep[] {
  const last = queued.at(-1)
  if (last === undefined) return offlineSteps.filter((step) => task.may.includes(step))
  return last === 'accept' ? ['feedback'] : []
}

/**
 * A task as the person's own steps have left it: the server has confirmed them (`sent`) and what this phone was told of the
 * task is older, for no newer pack has come. The next step is then done on the case as that step left it.
 */
export function afterSent(task: Task, sent: readonly StepItem[]): Task {
  const last = sent.reduce<StepItem | null>((newest, one) => {
    const later = one.caseId === task.id && (one.outcome?.version ?? 0) > (newest?.outcome?.version ?? task.version)
    return later ? one : newest
  }, null)
  if (last?.outcome == null) return task
  const { version, state } = last.outcome
  return { ...task, version, state, may: mayAfter(task, [last.operation]) }
}

/** What a step must bring. */
export const needsOf = (step: OfflineStep): { reason: boolean; photo: boolean } =>
  ({ reason: step === 'verify_ack' || step === 'check_fail', photo: needsPhoto(step) })
