import { ref, watchEffect } from 'vue'

/** `auto` follows the phone; `sun` is black on white with heavy strokes for glare. */
export const allLooks = ['auto', 'light', 'dark', 'sun'] as const
export type Looks = (typeof allLooks)[number]

const kept = typeof localStorage === 'undefined' ? null : localStorage.getItem('looks')
export const looks = ref<Looks>(allLooks.find((one) => one === kept) ?? 'auto')

/** Sets `<html data-looks>`, which the tokens in src/styles/tokens.css answer to. */
export function followLooks(): void {
  const nightfall = matchMedia('(prefers-color-scheme: dark)')
  const apply = () => {
    const shown = looks.value === 'auto' ? (nightfall.matches ? 'dark' : 'light') : looks.value
    document.documentElement.dataset.looks = shown
    localStorage.setItem('looks', looks.value)
  }
  nightfall.addEventListener('change', apply)
  watchEffect(apply)
}
