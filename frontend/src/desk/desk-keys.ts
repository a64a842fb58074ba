import { onBeforeUnmount, onMounted } from 'vue'
import { intentOf, placeOf, type Intent } from './keys'
import { useQueue } from './queue'
import { isOneTap } from '@/cases/operations'
import { useNotice } from '@/notices/notice'

/** What the keys of the desk set in motion. */
export interface DeskActs {
  open: (id: string) => void
  shut: () => void
  /** Shows everything again. */
  narrowed: () => void
  /** The case beside the list, null when none is. */
  opened: () => string | null
  operate: (operation: string) => void
  selectAll: () => void
  selectNone: () => void
  /** Takes back what was done last. */
  undo: () => void
  search: () => void
  help: () => void
  /** Brings the cursor's row into sight. */
  reveal: () => void
}

/** How long the cursor must rest until the case beside the list follows it: holding j must not ask for every case. */
const rest = 140

/** Listens to the keyboard while the calling component lives. Call `settled` when a sheet has done its operation. */
export function useDeskKeys(acts: DeskActs): { settled: () => void } {
  const queue = useQueue()
  const notice = useNotice()
  let following: ReturnType<typeof setTimeout> | undefined

  /** The row to which the person has just moved the cursor: the case beside the list is about to follow. */
  let moved: string | null = null
  /**
   * What a key acts on: the case beside the list, for that is what one looks at, unless the cursor has just been moved
   * away from it. The cursor may stand elsewhere by itself: the page was opened by an address, or the row has gone.
   */
  const target = (): string | null => {
    const beside = acts.opened()
    return beside === null || moved === queue.cursor ? queue.cursor : beside
  }

  /** From a case beside the list that has left it, the next is the one under the cursor, which took its place. */
  function step(by: 1 | -1): void {
    const beside = acts.opened()
    const gone = beside !== null && beside !== queue.cursor && queue.items.every((item) => item.id !== beside)
    moveTo(queue.cursorIndex + (gone ? 0 : by))
  }
  function moveTo(index: number): void {
    const item = queue.items[Math.max(0, Math.min(queue.items.length - 1, index))]
    if (item === undefined) return
    queue.cursor = item.id
    acts.reveal()
    follow()
  }
  function follow(): void {
    clearTimeout(following)
    moved = queue.cursor
    if (acts.opened() === null) return
    following = setTimeout(() => { if (acts.opened() !== null && queue.cursor !== null) acts.open(queue.cursor) }, rest)
  }
  function escape(): void {
    const typing = document.activeElement
    if (typing instanceof HTMLInputElement && typing.type === 'text') typing.blur()
    else if (queue.selected.size > 0) acts.selectNone()
    else acts.shut()
  }

  function carryOut(intent: Intent): void {
    switch (intent.kind) {
      case 'move': step(intent.by); break
      case 'edge': moveTo(intent.to === 'first' ? 0 : queue.items.length - 1); break
      case 'open': if (queue.cursor !== null) acts.open(queue.cursor); break
      case 'select': if (queue.cursor !== null) queue.toggle(queue.cursor); break
      case 'selectAll': acts.selectAll(); break
      case 'search': acts.search(); break
      case 'undo': acts.undo(); break
      case 'help': acts.help(); break
      case 'refresh': void queue.refresh(); break
      case 'escape': escape(); break
      case 'operate': operate(intent.operation)
    }
  }
  /**
   * When an operation by key took the row away, the case beside the list goes on to the next with the cursor: at once
   * after a tap, but only when it is `settled` where a sheet asks first.
   */
  let leaving: string | null = null
  function operate(operation: string): void {
    const id = target()
    if (queue.selected.size === 0 && id !== queue.cursor) {
      if (queue.items.every((item) => item.id !== id)) return // it is no longer in the list, and nothing else is meant
      queue.cursor = id
    }
    leaving = acts.opened() === queue.cursor ? queue.cursor : null
    acts.operate(operation)
    if (isOneTap(notice.notice, operation)) goOn()
  }
  function goOn(): void {
    if (leaving === null || leaving !== acts.opened() || leaving === queue.cursor) return
    leaving = null
    acts.reveal()
    follow()
  }

  function press(event: KeyboardEvent): void {
    const intent = intentOf(event, placeOf(event.target))
    if (intent === null || event.defaultPrevented) return
    event.preventDefault()
    carryOut(intent)
  }
  onMounted(() => { document.addEventListener('keydown', press) })
  onBeforeUnmount(() => {
    clearTimeout(following)
    document.removeEventListener('keydown', press)
  })
  return { settled: goOn }
}
