import { ref, watch } from 'vue'
import { keptAs } from '@/core/keeping'

/** The hand that holds the phone: the shutter and what is used most stand on its side. Kept on this phone. */
export type Hand = 'right' | 'left'
const kept = keptAs<Hand>('hand')
export const hand = ref<Hand>(kept.read() === 'left' ? 'left' : 'right')
watch(hand, (now) => { kept.write(now) }, { flush: 'sync' })

export function otherHand(): void { hand.value = hand.value === 'right' ? 'left' : 'right' }
