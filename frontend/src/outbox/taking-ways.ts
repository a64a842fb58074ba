import { useRouter } from 'vue-router'
import type { QueueItem } from './item'
import { useOutbox } from './outbox'
import type { WayOn } from './ways-on'
import { say } from '@/core/language'
import { asProblem } from '@/core/problem'
import { useSession } from '@/people/session'
import { useDrafting } from '@/report/drafting'
import { toast } from '@/ui/toasts'
import { outboxPageWords as words } from '@/words/outbox-page'

/** What the person can do on the outbox page. */
export function useWaysOn(): {
  go: (way: WayOn, item: QueueItem) => Promise<void>
  edit: (draft: QueueItem) => Promise<void>
  signIn: () => Promise<void>
  switchAccount: () => Promise<void>
  exportItems: (ids?: readonly string[]) => Promise<void>
} {
  const outbox = useOutbox()
  const session = useSession()
  const drafting = useDrafting()
  const router = useRouter()

  /** Asks the server who we are: a session that has ended leads to signing in, one that has not lets things go at once. */
  async function signIn(): Promise<void> {
    try {
      await session.recall()
    } catch (thrown) {
      asProblem(thrown)
    }
    if (session.me === null) { await router.push({ name: 'sign-in', query: { then: '/outbox' } }); return }
    outbox.signedOut = false
    outbox.tryAgain()
  }

  async function switchAccount(): Promise<void> {
    try {
      await session.signOut()
      await router.push({ name: 'sign-in', query: { then: '/outbox' } })
    } catch (thrown) {
      toast(asProblem(thrown).message, { tone: 'alert' })
    }
  }

  /** Puts a report into the hand, where what is there now stays a draft; opens a step where its task is. */
  async function edit(draft: QueueItem): Promise<void> {
    if (draft.kind === 'step') { await router.push({ name: 'task', params: { id: draft.caseId }, query: { step: draft.operation } }); return }
    if ((drafting.item?.photos.length ?? 0) > 0) await drafting.keep()
    await drafting.takeUp(draft)
    await router.push('/report')
  }

  /** Takes an item back and opens it; of a step the photo in the way is left out, another may be taken. */
  async function editAgain(item: QueueItem): Promise<void> {
    const back = await outbox.recall(item.id, item.kind === 'step' ? item.problem?.photo : null)
    if (back === null) toast(say(words.tooLate), { tone: 'alert' })
    else await edit(back)
  }

  async function withoutPhoto(item: QueueItem): Promise<void> {
    if (!await outbox.withoutPhoto(item.id, item.problem?.photo ?? '')) toast(say(words.tooLate), { tone: 'alert' })
  }

  async function go(way: WayOn, item: QueueItem): Promise<void> {
    const ways: Record<WayOn, () => Promise<unknown>> = {
      retry: () => outbox.retry(item.id),
      'sign-in': signIn,
      'new-id': () => outbox.renew(item.id),
      'on-top': () => outbox.doOnTop(item.id),
      'see-case': () => router.push(`/cases/${item.kind === 'step' ? item.caseId : item.id}`),
      'drop-photo': () => withoutPhoto(item),
      edit: () => editAgain(item),
    }
    await ways[way]()
  }

  /** Saves items to a file on the phone, to be handed in: the last way when nothing else gets through. */
  async function exportItems(ids?: readonly string[]): Promise<void> {
    const file = await outbox.exportItems(ids)
    const link = Object.assign(document.createElement('a'), { href: URL.createObjectURL(file), download: file.name })
    link.click()
    setTimeout(() => { URL.revokeObjectURL(link.href) }, 60_000)
    toast(say(words.exported), { forMs: 15_000 })
  }

  return { go, edit, signIn, switchAccount, exportItems }
}
