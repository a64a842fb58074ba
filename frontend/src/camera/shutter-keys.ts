import { onBeforeUnmount, onMounted } from 'vue'

/** Keys that release: space and enter, volume keys where the browser hands them on, and those of bluetooth releases. */
const keys = new Set([' ', 'Enter', 'AudioVolumeUp', 'AudioVolumeDown', 'VolumeUp', 'VolumeDown', 'Camera'])

/** Whether this key press means the shutter: not one held down, not one meant for a field, a button or a sheet. */
export function releases(event: Pick<KeyboardEvent, 'key' | 'repeat' | 'defaultPrevented' | 'target'>): boolean {
  if (!keys.has(event.key) || event.repeat || event.defaultPrevented) return false
  if (event.key !== ' ' && event.key !== 'Enter') return true
  const target = event.target as { closest?: (selector: string) => unknown } | null
  return target?.closest?.('button, a, input, textarea, select, summary, dialog, [contenteditable]') == null
}

/** Calls `shoot` on those keys while the calling component is on the page. */
export function useShutterKeys(shoot: () => void): void {
  const press = (event: KeyboardEvent) => {
    if (!releases(event)) return
    event.preventDefault()
    shoot()
  }
  onMounted(() => { addEventListener('keydown', press) })
  onBeforeUnmount(() => { removeEventListener('keydown', press) })
}
