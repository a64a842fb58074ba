import { fromCountyInput } from './county-input'
import { demandOf, needsOf, type Field, type Needs } from './operations'
import type { Said } from '@/core/language'
import type { Move, Notice, PhotoClaim } from '@/core/shapes'
import { operationWords as words } from '@/words/operations'

/** What a person brings to an operation, beside the version of the case. */
export type Brought = Omit<Partial<Move>, 'version'>

export const orderKinds = ['late', 'rework', 'returned', 'leader'] as const
export type OrderKind = (typeof orderKinds)[number]

/** What has been filled in. Empty strings: not yet. `until` is a county time as a date-time field has it, `replyBy` a day. */
export interface Filled {
  unit: string; helper: string; category: string; attributes: Record<string, boolean>
  squad: string; person: string; inspector: string; until: string; into: string; kind: OrderKind; replyBy: string; waive: string
}

export const nothingFilled = (): Filled => ({
  unit: '', helper: '', category: '', attributes: {}, squad: '', person: '', inspector: '', until: '', into: '', kind: 'late', replyBy: '', waive: '',
})

/** Where the rules would send the case; null: no rule does, or it is not known yet. */
export interface Suggestion { unit: string | null }

/** Whether a reason must be given: as the table says, and for sending a case elsewhere than the rule would. */
export function reasonNeeded(operation: string, needs: Needs, filled: Filled, suggestion: Suggestion): boolean {
  return needs.reason || (operation === 'dispatch' && filled.unit !== '' && filled.unit !== suggestion.unit)
}

/** The moments that must be named; where COMMAND answers, what was asked for stands unless it says otherwise. */
const demandsMoment = (operation: string): boolean => operation === 'extend_req' || operation === 'suspend_req'

const missing: Readonly<Record<Field, (filled: Filled, operation: string) => Said | null>> = {
  unit: () => null, // asked for only where no rule decides: see below
  helper: (filled) => filled.helper === '' ? words.lacksHelper : null,
  category: (filled) => filled.category === '' ? words.lacksCategory : null,
  follow: (filled) => filled.category === '' ? words.lacksFollow : null,
  squad: (filled) => filled.squad.trim() === '' && filled.person.trim() === '' ? words.lacksAssignee : null,
  person: () => null,
  inspector: () => null,
  colleague: (filled) => filled.person.trim() === '' ? words.lacksColleague : null,
  until: (filled, operation) => demandsMoment(operation) && fromCountyInput(filled.until) === null ? words.lacksUntil : null,
  into: (filled) => filled.into === '' ? words.lacksInto : null,
  order: (filled) => filled.replyBy === '' ? words.lacksReplyBy : null,
}

/** What is still wanting, as a sentence; null when the operation can be sent. `many`: on several cases, each by its own rule. */
export function lacking(operation: string, notice: Notice | null, filled: Filled, reason: string, photos: number, suggestion: Suggestion, many = false): Said | null {
  const needs = needsOf(notice, operation)
  for (const field of demandOf(operation).fields) {
    const said = missing[field](filled, operation)
    if (said !== null) return said
  }
  if (operation === 'dispatch' && !many && filled.unit === '' && suggestion.unit === null) return words.lacksUnit
  if (needs.afterPhoto && photos === 0) return words.lacksAfterPhoto
  if (reason.trim() === '' && reasonNeeded(operation, needs, filled, suggestion)) return needs.reason ? words.lacksReason : words.lacksReasonElsewhere
  return null
}

const given = (text: string): string | undefined => text.trim() === '' ? undefined : text.trim()

/** As the server takes it: only what this operation asks for; what is undefined is not sent. */
export function broughtFrom(operation: string, filled: Filled, reason: string, photos: PhotoClaim[] = []): Brought {
  const fields = new Set<Field>(demandOf(operation).fields)
  const has = (field: Field): boolean => fields.has(field)
  return {
    reason: given(reason),
    photos: photos.length > 0 ? photos : undefined,
    unit: has('unit') ? given(filled.unit) : has('helper') ? given(filled.helper) : undefined,
    category: has('category') || has('follow') ? given(filled.category) : undefined,
    attributes: has('category') || has('follow') ? filled.attributes : undefined,
    squad: has('squad') ? given(filled.squad) : undefined,
    assignee: has('person') || has('colleague') ? given(filled.person) : has('inspector') ? given(filled.inspector) : undefined,
    until: has('until') ? fromCountyInput(filled.until) ?? undefined : undefined,
    into: has('into') ? given(filled.into) : undefined,
    kind: has('order') ? filled.kind : undefined,
    reply_by: has('order') ? given(filled.replyBy) : undefined,
    waive: operation === 'check_pass' ? given(filled.waive) : undefined,
  }
}
