import { onBeforeUnmount, onMounted, nextTick, watch } from 'vue'
import { intentOf, placeOf, type Intent } from './keys'
import { useQueue } from './queue'

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
  search: () => void
  help: () => void
  /** Brings the cursor's row into sight. */
  reveal: () => void
}

/** How long the cursor must rest until the case beside the list follows it: holding j must not ask for every case. */
const rest = 140

/** Listens to the keyboard while the calling component lives. */
export function useDeskKeys(acts: DeskActs): void {
  const queue = useQueue()
  let following: ReturnType<typeof setTimeout> | undefined

  function moveTo(index: number): void {
    const item = queue.items[Math.max(0, Math.min(queue.items.length - 1, index))]
    if (item === undefined) return
    queue.cursor = item.id
    acts.reveal()
    follow()
  }
  function follow(): void {
    clearTimeout(following)
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
      case 'move': moveTo(queue.cursorIndex + intent.by); break
      case 'edge': moveTo(intent.to === 'first' ? 0 : queue.items.length - 1); break
      case 'open': if (queue.cursor !== null) acts.open(queue.cursor); break
      case 'select': if (queue.cursor !== null) queue.toggle(queue.cursor); break
      case 'selectAll': acts.selectAll(); break
      case 'search': acts.search(); break
      case 'help': acts.help(); break
      case 'refresh': void queue.refresh(); break
      case 'escape': escape(); break
      case 'operate': operate(intent.operation)
    }
  }
  /** The case beside the list follows the cursor when an operation by key took its row away. */
  function operate(operation: string): void {
    const beside = acts.opened() !== null && acts.opened() === queue.cursor
    const before = queue.cursor
    acts.operate(operation)
    if (!beside) return
    const stop = watch(() => queue.cursor, async (now) => {
      stop()
      if (now === before) return
      await nextTick()
      acts.reveal()
      follow()
    })
    setTimeout(stop, 60_000)
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
}
