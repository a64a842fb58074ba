import { shallowRef, type Ref } from 'vue'
import { answer, api } from '@/core/api'
import type { Choices } from './shapes'

const choices = shallowRef<Choices | null>(null)

/** What a rule may say. Throws Problem. */
export async function readChoices(): Promise<Choices> {
  choices.value = await answer(api.GET('/api/responsibility/choices'))
  return choices.value
}

export function useChoices(): Ref<Choices | null> {
  return choices
}
