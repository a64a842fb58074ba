import { ref, watch } from 'vue'
import { framer } from './framing'
import { keptAs } from '@/core/keeping'

/** 省流量: photos are made smaller before they are kept and sent. Off unless the person says so; kept on this phone. */
const kept = keptAs<boolean>('data-saving')
export const savesData = ref(kept.read() === true)
watch(savesData, (now) => { kept.write(now) }, { flush: 'sync' })

/** The bytes to keep, hash and send: the original, or where the person saves data a copy of at most 2560 pixels a side. */
export async function asChosen(bytes: ArrayBuffer, type: string): Promise<ArrayBuffer> {
  return savesData.value ? await framer().shrink(bytes, type) : bytes
}
