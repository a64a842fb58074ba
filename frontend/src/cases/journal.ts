import { say } from '@/core/language'
import type { JournalEntry } from '@/core/shapes'
import { dayAndTime } from '@/core/times'
import { journalWords as words } from '@/words/journal'

/** The words and photos that a line of the journal brought along. */
export interface Line { reason: string; photos: string[] }
/** How codes are called in the notice. */
export interface Names { unit: (code: string) => string; category: (code: string) => string; operation: (code: string) => string }

type Detail = Record<string, unknown>

const textIn = (detail: Detail, key: string): string => {
  const value = detail[key]
  return typeof value === 'string' ? value : ''
}

/** The hashes of the photos of one detail; anything that is no photo is left out. */
function hashesIn(detail: unknown): string[] {
  const photos = typeof detail === 'object' && detail !== null && 'photos' in detail && Array.isArray(detail.photos) ? detail.photos as unknown[] : []
  return photos.flatMap((one) => typeof one === 'object' && one !== null && 'sha256' in one && typeof one.sha256 === 'string' ? [one.sha256] : [])
}

/** Reason and photos of an entry; a report's photos lie one level down. */
export function broughtBy({ detail }: Pick<JournalEntry, 'detail'>): Line {
  return {
    reason: textIn(detail, 'reason'),
    photos: [...hashesIn(detail), ...hashesIn(detail.report)],
  }
}

const listIn = (detail: Detail, key: string): string[] => {
  const value = detail[key]
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : []
}
const timeIn = (detail: Detail, key: string): string => {
  const text = textIn(detail, key)
  return Number.isNaN(Date.parse(text)) ? '' : dayAndTime(text)
}

const kinds = { late: words.kindLate, rework: words.kindRework, returned: words.kindReturned, leader: words.kindLeader }
const isKind = (kind: string): kind is keyof typeof kinds => kind in kinds

function whoNow(detail: Detail, names: Names, operation: string): string[] {
  const unit = textIn(detail, 'unit')
  if (unit === '') return []
  if (operation === 'coop' || operation === 'coop_done') return [say(operation === 'coop' ? words.asked : words.answered, { unit: names.unit(unit) })]
  const told = listIn(detail, 'co_units').map(names.unit)
  return [say(words.sentTo, { unit: names.unit(unit) }), ...told.length > 0 ? [say(words.told, { units: told.join('、') })] : []]
}

function clockNow(detail: Detail, operation: string): string[] {
  const [was, due, until, review] = ['was', 'due_at', 'until', 'review_at'].map((key) => timeIn(detail, key))
  if (operation === 'escalate') return due ? [say(words.wasDue, { at: due })] : []
  return [
    ...due && was ? [say(words.dueMoved, { from: was, to: due })] : due ? [say(words.due, { at: due })] : [],
    ...until ? [say(operation === 'suspend_req' ? words.reviewAsked : words.until, { at: until })] : [],
    ...review ? [say(words.review, { at: review })] : [],
  ]
}

function handedTo(detail: Detail): string[] {
  const [squad = '', assignee = ''] = [textIn(detail, 'squad'), textIn(detail, 'assignee')]
  return [...squad ? [say(words.squad, { name: squad })] : [], ...assignee ? [say(words.assignee, { name: assignee })] : []]
}

function orderSaid(detail: Detail): string[] {
  const [number, kind, day] = [textIn(detail, 'number'), textIn(detail, 'kind'), textIn(detail, 'reply_by')]
  const why = isKind(kind) ? say(kinds[kind]) : kind
  return number === '' ? [] : [day === '' ? number : say(words.order, { number, kind: why, day })]
}

function cameByFile({ by_file: way }: Detail): string[] {
  if (typeof way !== 'object' || way === null || !('file' in way) || typeof way.file !== 'string') return []
  const isSealed = 'sealed' in way && way.sealed === true
  return [say(isSealed ? words.byFile : words.byFileUnsealed, { file: way.file.slice(0, 12) })]
}

/** What else an entry says, each as a sentence: from and to, unit, deadlines, orders, what was waived. Unknown things are left out. */
export function saidBy(entry: Pick<JournalEntry, 'detail' | 'operation'>, names: Names, before: readonly JournalEntry[]): string[] {
  const { operation, detail } = entry
  if (operation === 'undo') {
    const undone = before.find((one) => one.version === detail.undoes)
    return undone === undefined ? [] : [say(words.undone, { operation: names.operation(undone.operation) })]
  }
  if (operation === 'escalate') {
    const says = textIn(detail, 'says')
    return [...says ? [says] : [say(words.escalatedTo, { name: textIn(detail, 'to_name') })], ...clockNow(detail, operation)]
  }
  const [from, to] = [textIn(detail, 'from'), textIn(detail, 'to')]
  const waived = listIn(detail, 'waived')
  return [
    ...operation === 'convert' && from && to ? [say(words.converted, { from: names.category(from), to: names.category(to) })] : [],
    ...operation === 'return' && textIn(detail, 'from_unit') ? [say(words.returnedBy, { unit: names.unit(textIn(detail, 'from_unit')) })] : [],
    ...operation === 'merge' ? [say(words.mergedInto, { number: textIn(detail, 'number') })] : [],
    ...operation === 'supervise' || operation === 'supervise_reply' ? orderSaid(detail) : [],
    ...whoNow(detail, names, operation), ...handedTo(detail), ...clockNow(detail, operation),
    ...detail.ruling === true ? [say(words.ruling)] : [],
    ...waived.length > 0 ? [say(words.waived, { units: waived.map(names.unit).join('、'), why: listIn(detail, 'waived_because').join('；') })] : [],
    ...cameByFile(detail),
    ...textIn(detail, 'because') ? [say(words.because, { why: textIn(detail, 'because') })] : [],
  ]
}

/** Whether COMMAND's ruling on who is responsible stands: the last dispatch that was not taken back was one. */
export function isRuled(entries: readonly JournalEntry[]): boolean {
  const undone = new Set(entries.filter((one) => one.operation === 'undo').map((one) => one.detail.undoes))
  return entries.some((one) => one.operation === 'dispatch' && one.detail.ruling === true && !undone.has(one.version))
}
