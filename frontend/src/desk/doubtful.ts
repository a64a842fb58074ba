import { shallowRef, watch, type Ref } from 'vue'
import { answer, api } from '@/core/api'
import type { CaseItem } from '@/core/shapes'
import { gathered } from '@/live/freshen'

/** The states in which somebody judges by the photos. */
const judged: ReadonlySet<string> = new Set(['REPORTED', 'CHECKING', 'FEEDBACK', 'VERIFYING'])
const screenful = 50 // as many as may be asked about at once
const goodFor = 60_000 // milliseconds after which a photo without a doubt is asked about again: it is examined after it came

/**
 * Which of the rows in sight have doubtful photos. Asked for the rows as they are drawn: no list can say it of all its
 * cases. Where the answer fails nothing is said; the case itself says it anyway.
 */
export function useDoubtful(drawn: Ref<readonly CaseItem[]>, checks: boolean): Ref<ReadonlySet<string>> {
  const doubted = shallowRef<ReadonlySet<string>>(new Set())
  const asked = new Map<string, number>()
  const nameOf = ({ id, version }: CaseItem): string => `${id} ${String(version)}`

  async function ask(ids: readonly string[]): Promise<void> {
    const { items } = await answer(api.GET('/api/photo-doubts', { params: { query: { case: [...ids] } } }))
    const others = [...doubted.value].filter((id) => !ids.includes(id))
    doubted.value = new Set([...others, ...items.map(({ id }) => id)])
  }
  const gather = gathered<string>((ids) => {
    const all = [...ids]
    for (let at = 0; at < all.length; at += screenful) void ask(all.slice(at, at + screenful)).catch(() => undefined)
  })

  watch(drawn, (items) => {
    if (!checks) return
    const now = Date.now()
    for (const item of items) {
      if (!judged.has(item.state) || now - (asked.get(nameOf(item)) ?? 0) < goodFor) continue
      asked.set(nameOf(item), now)
      gather(item.id)
    }
  }, { immediate: true })
  return doubted
}
