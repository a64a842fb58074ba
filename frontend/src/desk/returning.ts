import { onBeforeUnmount, onMounted } from 'vue'

const atLeast = 10_000 // milliseconds between two looks, however often windows are switched

/** Calls `look` when the person comes back to the page or the network comes back. */
export function useReturning(look: () => void): void {
  let last = Date.now()
  const back = () => {
    if (document.visibilityState !== 'visible' || Date.now() - last < atLeast) return
    last = Date.now()
    look()
  }
  const online = () => { last = Date.now(); look() }
  onMounted(() => {
    addEventListener('focus', back)
    document.addEventListener('visibilitychange', back)
    addEventListener('online', online)
  })
  onBeforeUnmount(() => {
    removeEventListener('focus', back)
    document.removeEventListener('visibilitychange', back)
    removeEventListener('online', online)
  })
}
