import { language } from '@/core/language'
import type { Notice, StateCode } from '@/core/shapes'

/** What an operation of the workflow asks of the person, and how it is offered. The server decides; this only asks in time. */
export interface Demand {
  reason: 'none' | 'optional' | 'required'
  afterPhoto: boolean
  /** The state shown until the server has answered; null: wait for the answer. */
  leadsTo: StateCode | null
  weight: 'main' | 'plain' | 'danger'
  /** The key that does it in the desk. */
  key: string | null
}

const step = (leadsTo: StateCode, key: string | null, more: Partial<Demand> = {}): Demand =>
  ({ reason: 'none', afterPhoto: false, leadsTo, weight: 'main', key, ...more })

/** Order is the order of the buttons. */
const demands: Readonly<Record<string, Demand>> = {
  accept: step('ACCEPTED', 'a'),
  feedback: step('FEEDBACK', 'f', { reason: 'optional', afterPhoto: true }),
  file: step('FILED', 'l'),
  dispatch: step('DISPATCHED', 'd'),
  redo: step('DISPATCHED', 'w'),
  check_pass: step('CLOSED', 'p', { reason: 'optional' }),
  check_req: step('CHECKING', 'c', { weight: 'plain' }),
  check_fail: step('REWORK', 'n', { reason: 'required', weight: 'danger' }),
  return: step('FILED', 'r', { reason: 'required', weight: 'danger' }),
  reject: step('REJECTED', null, { reason: 'required', weight: 'danger' }),
}

const unknown: Demand = { reason: 'optional', afterPhoto: false, leadsTo: null, weight: 'plain', key: null }

export const demandOf = (operation: string): Demand => demands[operation] ?? unknown

/** Whether one tap is enough: nothing has to be written, taken or confirmed. */
export function isOneTap(operation: string): boolean {
  const demand = demandOf(operation)
  return demand.reason === 'none' && !demand.afterPhoto
}

/** Whether the operation judges what was done, so that the photos must be seen for it. */
export const judges = (operation: string): boolean => operation === 'check_pass' || operation === 'check_fail'

const rank = new Map(Object.keys(demands).map((operation, index) => [operation, index]))
/** Operations in the order of their buttons: the way forward first, refusals last. */
export const inOrder = (operations: readonly string[]): string[] =>
  [...operations].sort((a, b) => (rank.get(a) ?? rank.size) - (rank.get(b) ?? rank.size))

/** Which operation a key stands for. */
export const operationByKey: ReadonlyMap<string, string> =
  new Map(Object.entries(demands).flatMap(([operation, { key }]) => key === null ? [] : [[key, operation] as const]))

/** The operation's name as the notice has it, in the person's language. */
export function operationLabel(notice: Notice | null, operation: string): string {
  const named = notice?.operations.find((one) => one.code === operation)
  return (language.value === 'en' ? named?.label_en : undefined) ?? named?.label ?? operation
}
