import { ref, shallowRef, type Ref, type ShallowRef } from 'vue'
import { answer, api } from '@/core/api'
import { asProblem, type Problem } from '@/core/problem'
import type { SupervisedCase } from '@/core/shapes'

export const listKinds = ['late', 'rework', 'returned', 'ordered'] as const
export type ListKind = (typeof listKinds)[number]
export const isListKind = (text: unknown): text is ListKind => listKinds.some((kind) => kind === text)

/** How the reply to a case's latest order stands; `today` is a day of the county. */
export function replyState(item: Pick<SupervisedCase, 'order'>, today: string): 'none' | 'waits' | 'overdue' | 'replied' {
  const { order } = item
  if (order === null) return 'none'
  if (order.replied_at !== null) return 'replied'
  return order.reply_by < today ? 'overdue' : 'waits'
}

/** A case can be ordered while it is allowed and no order on it waits for its reply. */
export const canOrder = (item: SupervisedCase): boolean => item.may.includes('supervise') && (item.order === null || item.order.replied_at !== null)

/** One of OFFICE's lists, page by page, with the lengths of all. */
export function useSupervision(): {
  items: ShallowRef<SupervisedCase[]>; counts: ShallowRef<Partial<Record<ListKind, number>> | null>; next: Ref<string | null>
  busy: Ref<boolean>; problem: ShallowRef<Problem | null>; open: (kind: ListKind) => Promise<void>; more: () => Promise<void>
} {
  const items = shallowRef<SupervisedCase[]>([])
  const counts = shallowRef<Partial<Record<ListKind, number>> | null>(null)
  const next = ref<string | null>(null)
  const busy = ref(false)
  const problem = shallowRef<Problem | null>(null)
  let shown: ListKind = 'late'
  let asked = 0 // a later question makes earlier answers void

  async function read(after: string | null): Promise<void> {
    const mine = ++asked
    busy.value = true
    try {
      const page = await answer(api.GET('/api/supervision', { params: { query: { kind: shown, after: after ?? undefined, limit: 50 } } }))
      if (mine !== asked) return
      items.value = after === null ? page.items : [...items.value, ...page.items]
      counts.value = page.counts
      next.value = page.next
      problem.value = null
    } catch (thrown) {
      const found = asProblem(thrown)
      if (mine === asked) problem.value = found
    } finally {
      if (mine === asked) busy.value = false
    }
  }
  async function open(kind: ListKind): Promise<void> {
    if (kind !== shown) items.value = []
    shown = kind
    await read(null)
  }
  return { items, counts, next, busy, problem, open, more: async () => { if (next.value !== null) await read(next.value) } }
}
