import { onScopeDispose, ref, type Ref } from 'vue'

/** Whether the phone believes to have a signal, while the calling scope lives. */
export function useOnline(): Ref<boolean> {
  const online = ref(navigator.onLine)
  const look = (): void => { online.value = navigator.onLine }
  window.addEventListener('online', look)
  window.addEventListener('offline', look)
  onScopeDispose(() => {
    window.removeEventListener('online', look)
    window.removeEventListener('offline', look)
  })
  return online
}
