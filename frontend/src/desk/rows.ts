import { inOrder, listed, type Filters } from './filters'
import type { CaseItem, CasePage } from '@/core/shapes'

/** The rows that are loaded, in order, and the key that continues them. */
export interface Rows { items: readonly CaseItem[]; next: string | null }

/** The rows after a further page; a case that moved between pages is shown once, where it now stands. */
export function continued(rows: Rows, page: CasePage): Rows {
  const fresh = new Set(page.items.map((item) => item.id))
  return { items: [...rows.items.filter((item) => !fresh.has(item.id)), ...page.items], next: page.next }
}

/**
 * The rows after their beginning was read anew: `head` replaces all rows up to its own last one; what lies beyond
 * stays as it was, so that a person far down the list does not lose their place.
 */
export function refreshed(rows: Rows, head: CasePage, filters: Filters): Rows {
  const last = head.items.at(-1)
  if (head.next === null || last === undefined) return { items: head.items, next: null }
  const fresh = new Set(head.items.map((item) => item.id))
  const beyond = rows.items.filter((item) => !fresh.has(item.id) && inOrder(filters.sort, last, item) < 0)
  return beyond.length === 0 ? head : { items: [...head.items, ...beyond], next: rows.next }
}

/**
 * The rows after a case changed: in its place, gone if the filters no longer show it, or put where it belongs.
 * An arrival older than the row that stands there changes nothing.
 */
export function withArrival(rows: Rows, item: CaseItem, filters: Filters): Rows {
  const at = rows.items.findIndex((one) => one.id === item.id)
  const held = rows.items[at]
  if (held !== undefined && item.version < held.version) return rows
  const others = rows.items.filter((one) => one.id !== item.id)
  if (!listed(filters, item)) return at < 0 ? rows : { ...rows, items: others }
  if (held !== undefined && inOrder(filters.sort, held, item) === 0) return { ...rows, items: rows.items.map((one) => one === held ? item : one) }
  const before = others.findIndex((one) => inOrder(filters.sort, item, one) < 0)
  if (before >= 0) return { ...rows, items: [...others.slice(0, before), item, ...others.slice(before)] }
  return rows.next === null || at >= 0 ? { ...rows, items: [...others, item] } : { ...rows, items: others }
}
