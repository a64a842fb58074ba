import { language } from '@/core/language'
import type { CaseItem, Notice, StateCode } from '@/core/shapes'
import { operationWords } from '@/words/operations'

/** What a sheet asks for beside reason and photos. `until`: a moment; `order`: kind and day of a supervision order. */
export type Field = 'unit' | 'helper' | 'category' | 'squad' | 'person' | 'inspector' | 'colleague' | 'until' | 'into' | 'order' | 'follow'

/** How an operation is offered. Whether it needs a reason or an after-photo is the server's to say: see `needsOf`. */
export interface Demand {
  fields: readonly Field[]
  /** A sheet is shown even where nothing must be filled in: there is something to be read first, or to be said. */
  sheet: boolean
  /** The state shown until the server has answered; null: wait for the answer. */
  leadsTo: StateCode | null
  weight: 'main' | 'plain' | 'danger'
  /** Stands beside the main button rather than in the menu. */
  beside: boolean
  /** May be done to many cases at once. */
  bulk: boolean
  /** The key that does it in the desk. */
  key: string | null
}

const plain: Demand = { fields: [], sheet: false, leadsTo: null, weight: 'plain', beside: false, bulk: false, key: null }
const main = (more: Partial<Demand>): Demand => ({ ...plain, weight: 'main', ...more })
const other = (more: Partial<Demand>): Demand => ({ ...plain, ...more })
const danger = (more: Partial<Demand>): Demand => ({ ...plain, weight: 'danger', ...more })

/** Order is the order of the buttons: the way forward, what goes beside it, refusals. */
const demands: Readonly<Record<string, Demand>> = {
  extend_ok: main({ fields: ['until'], sheet: true }),
  suspend_ok: main({ fields: ['until'], sheet: true }),
  void_ok: danger({ sheet: true, beside: true }),
  accept: main({ leadsTo: 'ACCEPTED', key: 'a', bulk: true }),
  feedback: main({ leadsTo: 'FEEDBACK', key: 'f', sheet: true }),
  file: main({ leadsTo: 'FILED', key: 'l', bulk: true }),
  dispatch: main({ fields: ['unit'], sheet: true, leadsTo: 'DISPATCHED', key: 'd', bulk: true }),
  redo: main({ leadsTo: 'DISPATCHED', key: 'w', bulk: true }),
  verify_ack: main({ sheet: true }),
  check_pass: main({ sheet: true, leadsTo: 'CLOSED', key: 'p' }),
  resume: main({}),
  coop_done: main({ sheet: true }),
  supervise_reply: main({ sheet: true }),
  supervise: main({ fields: ['order'], sheet: true, key: 's', bulk: true }),
  assign: other({ fields: ['squad', 'person'], sheet: true, key: 'i', beside: true, bulk: true }),
  check_req: other({ fields: ['inspector'], sheet: true, leadsTo: 'CHECKING', key: 'c', beside: true, bulk: true }),
  verify_req: other({ fields: ['inspector'], sheet: true, leadsTo: 'VERIFYING', key: 'v', beside: true, bulk: true }),
  hand_check: other({ fields: ['colleague'], sheet: true }),
  hand_work: other({ fields: ['colleague'], sheet: true }),
  merge: other({ fields: ['into'], sheet: true, key: 'm' }),
  convert: other({ fields: ['category'], sheet: true, key: 't' }),
  follow_up: other({ fields: ['follow'], sheet: true, key: 'y' }),
  coop: other({ fields: ['helper'], sheet: true }),
  extend_req: other({ fields: ['until'], sheet: true, key: 'e' }),
  suspend_req: other({ fields: ['until'], sheet: true, key: 'h' }),
  reopen: other({ sheet: true, beside: true }),
  extend_no: danger({ sheet: true, beside: true }),
  suspend_no: danger({ sheet: true, beside: true }),
  void_no: other({ sheet: true, beside: true }),
  check_fail: danger({ sheet: true, leadsTo: 'REWORK', key: 'n', beside: true }),
  return: danger({ sheet: true, leadsTo: 'FILED', key: 'r', beside: true, bulk: true }),
  reject: danger({ sheet: true, leadsTo: 'REJECTED', beside: true, bulk: true }),
  void_req: danger({ sheet: true }),
}

const unknown: Demand = { ...plain, sheet: true }
export const demandOf = (operation: string): Demand => demands[operation] ?? unknown

/** What the server demands of an operation: a written reason, a photo taken afterwards. */
export interface Needs { reason: boolean; afterPhoto: boolean }
export function needsOf(notice: Notice | null, operation: string): Needs {
  const said = notice?.operations.find((one) => one.code === operation)
  return { reason: said?.needs_reason ?? false, afterPhoto: said?.needs_after_photo ?? false }
}

/** Whether one tap is enough: nothing has to be written, taken or confirmed. */
export function isOneTap(notice: Notice | null, operation: string): boolean {
  const needs = needsOf(notice, operation)
  return !demandOf(operation).sheet && !needs.reason && !needs.afterPhoto
}

/** Whether the operation judges what was done, so that the photos must be seen for it. */
export const judges = (operation: string): boolean => operation === 'check_pass' || operation === 'check_fail'

const rank = new Map(Object.keys(demands).map((operation, index) => [operation, index]))
/** Operations in the order of their buttons: the way forward first, refusals last. */
export const inOrder = (operations: readonly string[]): string[] =>
  [...operations].sort((a, b) => (rank.get(a) ?? rank.size) - (rank.get(b) ?? rank.size))

/** Taking back is no button among the others: it has its own bar, for as long as it lasts. */
export const steps = (operations: readonly string[]): string[] => inOrder(operations).filter((one) => one !== 'undo')

/** How the buttons lie: one is the main one, at most two stand beside it, the rest is a menu with the dangerous ones last. */
export interface Laid { main: string | null; beside: string[]; menu: string[] }
export function laid(operations: readonly string[], mostBeside = 2): Laid {
  const all = steps(operations)
  const first = all.find((one) => demandOf(one).weight === 'main') ?? null
  const rest = all.filter((one) => one !== first)
  const beside = rest.filter((one) => demandOf(one).beside || demandOf(one).weight === 'main').slice(0, mostBeside)
  const left = rest.filter((one) => !beside.includes(one))
  const fill = first === null && beside.length === 0 ? left.splice(0, 1) : []
  // A menu of one thing is a button that hides its name.
  if (left.length === 1 && beside.length < mostBeside) beside.push(...left.splice(0, 1))
  const isDanger = (one: string): boolean => demandOf(one).weight === 'danger'
  return { main: first, beside: [...beside, ...fill], menu: [...left.filter((one) => !isDanger(one)), ...left.filter(isDanger)] }
}

/** Which operation a key stands for. */
export const operationByKey: ReadonlyMap<string, string> =
  new Map(Object.entries(demands).flatMap(([operation, { key }]) => key === null ? [] : [[key, operation] as const]))

/** Whether the case allows it. A row of the list does not know what has been asked of helpers; the server does. */
export const allows = (item: CaseItem, operation: string): boolean =>
  item.may.includes(operation) || (operation === 'coop_done' && !('co_units' in item))

/** The operation's name as the notice has it, in the person's language. */
export function operationLabel(notice: Notice | null, operation: string): string {
  const named = notice?.operations.find((one) => one.code === operation)
  const beyond = beyondTheTable[operation]
  return (language.value === 'en' ? named?.label_en ?? beyond?.[1] : undefined) ?? named?.label ?? beyond?.[0] ?? operation
}
/** What stands in a journal without being a move that somebody chooses. */
const beyondTheTable: Readonly<Record<string, readonly [string, string]>> =
  { undo: operationWords.undo, escalate: operationWords.escalate, linked: operationWords.linked, relocate: operationWords.relocate, evidence: operationWords.evidence }
