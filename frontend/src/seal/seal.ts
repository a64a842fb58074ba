import { deviceKey, packed } from './device-key'
import { canonical, type Statement } from './statement'
import type { Seal } from '@/core/shapes'

export { ofReport, ofStep, type Statement } from './statement'

/** Has the key ready, so that sealing later takes a millisecond. Where there can be none, nothing happens. */
export function prepareSeal(owner: string): void {
  deviceKey(owner).catch(() => undefined)
}

/**
 * The statement signed with the person's key on this phone, exactly as it will be checked. Null where the browser has no
 * WebCrypto or keeps no key: a report without a seal is as good a report, only less provable.
 */
export async function sealFor(owner: string, statement: Statement): Promise<Seal | null> {
  try {
    const key = await deviceKey(owner)
    const said = canonical({ ...statement, device: key.id })
    const signature = await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, key.privateKey, new TextEncoder().encode(said))
    return { statement: said, signature: packed(signature), public_key: key.publicKey }
  } catch {
    return null
  }
}
