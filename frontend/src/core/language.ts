import { computed, ref, watchEffect } from 'vue'

export type Language = 'zh-CN' | 'en'
/** One thing said in both languages; `{name}` marks a blank. Words live in src/words, one file per noun. */
export type Said = readonly [zh: string, en: string]
export type Words = Readonly<Record<string, Said>>

const kept = typeof localStorage === 'undefined' ? null : localStorage.getItem('language')
export const language = ref<Language>(kept === 'en' ? 'en' : 'zh-CN')

/** Puts a pair into the person's language and fills its blanks. Reactive inside templates. */
export function say(said: Said, blanks: Readonly<Record<string, string | number>> = {}): string {
  const text = said[language.value === 'en' ? 1 : 0]
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(blanks[name] ?? whole))
}

export const isChinese = computed(() => language.value === 'zh-CN')

/** Keeps the choice and tells the page (`<html lang>`), so that fonts and screen readers follow. */
export function followLanguage(): void {
  watchEffect(() => {
    document.documentElement.lang = language.value
    localStorage.setItem('language', language.value)
  })
}
