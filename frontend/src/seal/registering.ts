import { deviceKey, forgetKey, noteRegistered, type DeviceKey } from './device-key'
import { answer, api } from '@/core/api'
import { nameOfPhone } from '@/core/name-of-phone'
import { asProblem } from '@/core/problem'

/** Milliseconds that a report may be kept waiting for this. */
const patience = 5000

/** Enters a key in the server's register; tells since when it is revoked. Throws Problem. */
export type Register = (key: DeviceKey) => Promise<{ revoked_at: string | null }>

const overHttp: Register = (key) => answer(api.PUT('/api/device-keys/{key_id}', {
  params: { path: { key_id: key.id } }, body: { public_key: key.publicKey, label: nameOfPhone(navigator.userAgent) },
  signal: AbortSignal.timeout(patience),
}))

/**
 * Sees that the server knows this phone's key, once per key; again is harmless. Never in the way of a report: without a
 * signal, or where the server says no, the next call tries again. A revoked key is given up for a new one.
 */
export async function registerKey(owner: string, register: Register = overHttp): Promise<void> {
  try {
    const key = await deviceKey(owner)
    if (key.registered) return
    if ((await register(key)).revoked_at === null) { await noteRegistered(key); return }
    await forgetKey(key)
    const fresh = await deviceKey(owner)
    if ((await register(fresh)).revoked_at === null) await noteRegistered(fresh)
  } catch (thrown) {
    asProblem(thrown) // no signal, no key, or a refusal: the seal then says "unknown key", and the report is taken
  }
}
