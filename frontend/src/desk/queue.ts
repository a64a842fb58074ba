import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import { counted, countsQuery, everythingOpen, listQuery, queryOf, type Filters } from './filters'
import { continued, refreshed, withArrival, type Rows } from './rows'
import { retally } from './tally'
import { onArrival, type Arrival } from '@/cases/arrivals'
import { answer, api } from '@/core/api'
import { asProblem, type Problem } from '@/core/problem'
import type { CaseCounts, CaseItem, CasePage } from '@/core/shapes'
import { announced } from '@/live/newcomers'
import { useNotice } from '@/notices/notice'

const pageSize = 100
/** When read anew, at most this many pages from the top; what lies further down is read when it is scrolled to. */
const mostPagesAnew = 3

/**
 * The desk's list and counters. Outlives the page, so that coming back from a case finds the same rows at the same
 * place at once. Changed cases come in through `arrive`.
 */
export const useQueue = defineStore('queue', () => {
  const filters = ref<Filters>(everythingOpen)
  const rows = shallowRef<Rows>({ items: [], next: null })
  const counts = shallowRef<CaseCounts | null>(null)
  const busy = ref<'first' | 'more' | 'anew' | null>(null)
  const problem = shallowRef<Problem | null>(null)
  /** Epoch milliseconds of the last answer from the server; 0 before the first. */
  const readAt = ref(0)
  const cursor = ref<string | null>(null)
  const scrollTop = ref(0)
  const selected = ref(new Set<string>())
  /** Cases that belong in the list and wait until the person wants to see them. */
  const newcomers = shallowRef<readonly CaseItem[]>([])
  let asked = 0 // a later question makes earlier answers void
  /** What arrived while an answer was under way: the answer may be older than it. */
  let meanwhile: CaseItem[] = []
  let arrivals = 0

  const items = computed(() => rows.value.items)
  const cursorIndex = computed(() => items.value.findIndex((item) => item.id === cursor.value))

  async function readPage(after: string | null): Promise<CasePage> {
    const known = (await useNotice().read()).states.map((state) => state.code)
    const query = { ...listQuery(filters.value, known), limit: pageSize, after: after ?? undefined }
    return answer(api.GET('/api/cases', { params: { query } }))
  }
  const readCounts = () => answer(api.GET('/api/cases/counts', { params: { query: countsQuery(filters.value) } }))

  /** Runs one reading; its outcome counts only while no later one was begun. */
  async function reading(kind: 'first' | 'more' | 'anew', read: (current: () => boolean) => Promise<void>): Promise<void> {
    const mine = ++asked
    busy.value = kind
    meanwhile = []
    try {
      await read(() => mine === asked)
      if (mine === asked) { problem.value = null; readAt.value = Date.now(); catchUp() }
    } catch (thrown) {
      const found = asProblem(thrown)
      if (mine === asked) problem.value = found
    } finally {
      if (mine === asked) busy.value = null
    }
  }

  /** An answer that was on its way while cases changed brings back neither what they were nor how they were counted. */
  function catchUp(): void {
    if (meanwhile.length === 0) return
    const index = cursorIndex.value
    rows.value = meanwhile.reduce((all, item) => withArrival(all, item, filters.value), rows.value)
    keepCursor(index)
    meanwhile = []
    void recount()
  }

  /** Shows the list for some filters; the rows of the same filters are kept and read anew. */
  async function open(wanted: Filters): Promise<void> {
    if (readAt.value > 0 && JSON.stringify(queryOf(wanted)) === JSON.stringify(queryOf(filters.value))) { await refresh(); return }
    filters.value = wanted
    rows.value = { items: [], next: null }
    newcomers.value = []
    scrollTop.value = 0
    selected.value = new Set()
    await reading('first', async (current) => {
      const [page, tally] = await Promise.all([readPage(null), readCounts()])
      if (!current()) return
      rows.value = page
      counts.value = tally
      if (cursorIndex.value < 0) cursor.value = page.items[0]?.id ?? null
    })
  }

  async function more(): Promise<void> {
    const { next } = rows.value
    if (next === null || busy.value !== null) return
    await reading('more', async (current) => {
      const page = await readPage(next)
      if (current()) rows.value = continued(rows.value, page)
    })
  }

  /** The top of the list as it now is, as far as rows are loaded, but not more than a few pages. */
  async function readHead(): Promise<CasePage> {
    let head: CasePage = { items: [], next: null }
    for (let page = 0; page < mostPagesAnew; page++) {
      const part = await readPage(head.next)
      head = { items: [...head.items, ...part.items], next: part.next }
      if (head.next === null || head.items.length >= rows.value.items.length) break
    }
    return head
  }

  /** Reads the top of the list and the counters anew, leaving the person where they are. */
  async function refresh(): Promise<void> {
    if (readAt.value === 0) { await open(filters.value); return }
    await reading('anew', async (current) => {
      const [head, tally] = await Promise.all([readHead(), readCounts()])
      if (!current()) return
      const index = cursorIndex.value
      rows.value = refreshed(rows.value, head, filters.value)
      newcomers.value = newcomers.value.filter((one) => held(one.id) === null)
      counts.value = tally
      keepCursor(index)
    })
  }

  /** When the row under the cursor has gone, the one that took its place is next. */
  function keepCursor(index: number): void {
    if (index >= 0 && cursorIndex.value < 0) cursor.value = (items.value[index] ?? items.value.at(-1))?.id ?? null
  }

  const held = (id: string): CaseItem | null => items.value.find((one) => one.id === id) ?? null

  function take({ item, was, live }: Arrival): void {
    arrivals++
    const row = held(item.id)
    if (row !== null && item.version < row.version) return
    if (busy.value !== null && (row !== null || !live)) meanwhile.push(item)
    if (row === null && live) { newcomers.value = announced(newcomers.value, rows.value, item, filters.value); return }
    const index = cursorIndex.value
    const before = was ?? row
    rows.value = withArrival(rows.value, item, filters.value)
    keepCursor(index)
    if (counts.value === null) return
    if (before === null) void refresh() // a case we know nothing of: only the server can count it
    else counts.value = retally(counts.value, counted(filters.value, before) ? before : null, counted(filters.value, item) ? item : null)
  }
  onArrival(take)

  /** Puts the announced cases into the list; the first of them is next. */
  function admit(): void {
    const first = newcomers.value[0]
    rows.value = newcomers.value.reduce((all, item) => withArrival(all, item, filters.value), rows.value)
    newcomers.value = []
    if (first !== undefined && held(first.id) !== null) cursor.value = first.id
  }

  /** Takes out a case that is no longer this person's to see. */
  function drop(id: string): void {
    newcomers.value = newcomers.value.filter((one) => one.id !== id)
    if (held(id) === null) return
    const index = cursorIndex.value
    rows.value = { ...rows.value, items: items.value.filter((one) => one.id !== id) }
    selected.value.delete(id)
    keepCursor(index)
  }

  /** Reads the counters alone anew, once more when a case changed meanwhile. What fails here shows at the next reading of the list. */
  async function recount(again = true): Promise<void> {
    const [current, before] = [asked, arrivals]
    try {
      const tally = await readCounts()
      if (current !== asked) return
      if (before !== arrivals && again) await recount(false)
      else counts.value = tally
    } catch (thrown) {
      asProblem(thrown)
    }
  }

  function toggle(id: string): void {
    if (!selected.value.delete(id)) selected.value.add(id)
  }
  return { filters, rows, items, counts, busy, problem, readAt, cursor, cursorIndex, scrollTop, selected, newcomers, open, more, refresh, held, admit, drop, recount, toggle }
})
