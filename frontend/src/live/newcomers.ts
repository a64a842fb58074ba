import { counted, inOrder, listed, type Filters } from '@/desk/filters'
import type { Rows } from '@/desk/rows'
import { isEnded } from '@/cases/states'
import type { CaseItem } from '@/core/shapes'
import type { CaseEvent } from './wire'

/** Whether the list might show a case of which only the event is known. */
export function mayBeListed(filters: Filters, { state, unit, overdue }: CaseEvent): boolean {
  const standing = filters.state === 'all' || (filters.state === 'open' ? !isEnded(state) : filters.state.includes(state))
  return standing && (filters.unit === '' || filters.unit === unit) && (!filters.overdue || overdue)
}

/**
 * The cases that are announced instead of pushed into the list, after one was read. Those are cases the filters show,
 * that stand among the loaded rows and are not there yet; further down they will be met when scrolled to.
 */
export function announced(newcomers: readonly CaseItem[], rows: Rows, item: CaseItem, filters: Filters): readonly CaseItem[] {
  const others = newcomers.filter((one) => one.id !== item.id)
  const last = rows.items.at(-1)
  const beyond = rows.next !== null && last !== undefined && inOrder(filters.sort, item, last) > 0
  const shown = rows.items.some((one) => one.id === item.id)
  if (shown || beyond || !listed(filters, item) || !counted(filters, item)) return others.length === newcomers.length ? newcomers : others
  return [...others, item].sort((a, b) => inOrder(filters.sort, a, b))
}
