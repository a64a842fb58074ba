import { ref } from 'vue'

/** Bytes that must stay free besides what is asked for: the queue's own notes, and the browser's. */
export const reserve = 16 * 1024 * 1024
/** Bytes of a large photo: with less room than this the person is told before the shutter. */
export const photoRoom = 8_000_000

/** What the browser lets this app keep. Bytes; `lasting`: it has promised not to clear it by itself. */
export interface Room { usage: number; quota: number; lasting: boolean }
/** As last asked; null where the browser does not say. */
export const room = ref<Room | null>(null)

/** Asks the browser anew. */
export async function measureRoom(): Promise<Room | null> {
  try {
    const { usage, quota } = await navigator.storage.estimate()
    const lasting = await navigator.storage.persisted()
    room.value = usage === undefined || quota === undefined ? null : { usage, quota, lasting }
  } catch {
    room.value = null // plain http, or an old browser
  }
  return room.value
}

/** Whether `bytes` more can be kept with something to spare. Where the browser does not say: yes, and writing will tell. */
export async function roomFor(bytes: number): Promise<boolean> {
  const measured = await measureRoom()
  return measured === null || measured.quota - measured.usage - reserve >= bytes
}

let asked = false

/** Asks the browser once not to clear what waits here. Harmless where it says no. */
export async function askToLast(): Promise<void> {
  if (asked) return
  asked = true
  try {
    await navigator.storage.persist()
  } catch {
    // plain http, or an old browser
  }
  await measureRoom()
}
