import { afterSent, type HandOnStep } from './list'
import { useOutbox } from '@/outbox/outbox'
import type { StepItem } from '@/outbox/item'
import type { Task } from '@/pack/shapes'

/** Where a task's steps on this phone stand: on their way, or come to a case that has changed meanwhile. */
export type StepStanding = 'waiting' | 'conflict'

/** The person's steps on a case that the server has not confirmed. */
export const stepsOn = (caseId: string): StepItem[] => useOutbox().stepsOn(caseId)

/** A task with the person's confirmed steps laid over what the pack says of it. */
export const asItStands = (task: Task): Task => afterSent(task, useOutbox().sent.filter((item): item is StepItem => item.kind === 'step'))

export function standingOf(caseId: string): StepStanding | null {
  const steps = stepsOn(caseId)
  if (steps.length === 0) return null
  return steps.some((step) => step.state === 'stuck') ? 'conflict' : 'waiting'
}

/** Keeps that the task goes to a colleague (an account's name); it is handed on as soon as there is a signal. Throws when the phone cannot keep it. */
export function saveHandOn(task: Task, operation: HandOnStep, assignee: string): Promise<StepItem> {
  const about = { number: task.number, category: task.category.name }
  return useOutbox().queueStep({ caseId: task.id, operation, version: task.version, body: { assignee }, about })
}
