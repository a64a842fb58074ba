import { ref } from 'vue'

export interface Toast { key: number; text: string; tone: 'plain' | 'alert'; act?: { label: string; run: () => void } }

export const toasts = ref<Toast[]>([])
let lastKey = 0

/** Shows a line for `forMs` milliseconds (0: until dismissed), with one thing to do about it if given. */
export function toast(text: string, options: { tone?: Toast['tone']; act?: Toast['act']; forMs?: number } = {}): number {
  const key = ++lastKey
  toasts.value = toasts.value.filter((one) => one.text !== text) // said again, it stands once
  toasts.value.push({ key, text, tone: options.tone ?? 'plain', act: options.act })
  const forMs = options.forMs ?? (options.act === undefined ? 4000 : 6000)
  if (forMs > 0) setTimeout(() => { dismiss(key) }, forMs)
  return key
}

export function dismiss(key: number): void {
  toasts.value = toasts.value.filter((one) => one.key !== key)
}
