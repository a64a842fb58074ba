import { openDB, type DBSchema, type IDBPDatabase } from 'idb'
import { sha256Of } from '@/outbox/hash'

/** A person's key on this phone. The private half cannot be read by anybody, us included: it signs, and stays. */
export interface DeviceKey {
  owner: string
  /** SHA-256 over the public key's DER: what the server calls it, known before the server has heard of it. */
  id: string
  /** SubjectPublicKeyInfo in base64url. */
  publicKey: string
  privateKey: CryptoKey
  registered: boolean
}

interface Shelves extends DBSchema { keys: { key: string; value: DeviceKey } }
type Store = IDBPDatabase<Shelves>

const curve = { name: 'ECDSA', namedCurve: 'P-256' } as const

/** Bytes as base64url without padding. */
export function packed(bytes: ArrayBuffer): string {
  const binary = Array.from(new Uint8Array(bytes), (byte) => String.fromCharCode(byte)).join('')
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}

let opening: Promise<Store> | null = null
function store(): Promise<Store> {
  opening ??= openDB<Shelves>('device-keys', 1, {
    upgrade(db) { db.createObjectStore('keys', { keyPath: 'owner' }) },
    blocking(_present, _wanted, event) { (event.target as IDBDatabase).close(); opening = null },
    terminated() { opening = null },
  })
  opening.catch(() => { opening = null })
  return opening
}

async function make(owner: string): Promise<DeviceKey> {
  const pair = await crypto.subtle.generateKey(curve, false, ['sign'])
  const der = await crypto.subtle.exportKey('spki', pair.publicKey)
  return { owner, id: await sha256Of(der), publicKey: packed(der), privateKey: pair.privateKey, registered: false }
}

/** The person's key on this phone, made at first use; of two tabs that make one, the first one's stays. */
async function openKey(owner: string): Promise<DeviceKey> {
  const db = await store()
  const held = await db.get('keys', owner)
  if (held !== undefined) return held
  const fresh = await make(owner)
  const writing = db.transaction('keys', 'readwrite', { durability: 'strict' })
  const first = await writing.store.get(owner)
  if (first === undefined) await writing.store.put(fresh)
  await writing.done
  return first ?? fresh
}

const open = new Map<string, Promise<DeviceKey>>()

/**
 * The person's key, ready in memory after the first call. Rejects where there is no WebCrypto (plain http) or nothing
 * can be kept; the next call tries again.
 */
export function deviceKey(owner: string): Promise<DeviceKey> {
  const held = open.get(owner) ?? openKey(owner)
  open.set(owner, held)
  held.catch(() => { open.delete(owner) })
  return held
}

/** Notes that the server knows the key. */
export async function noteRegistered(key: DeviceKey): Promise<void> {
  key.registered = true
  await (await store()).put('keys', key)
}

/** Gives up a key that has been revoked; the next use makes another. */
export async function forgetKey(key: DeviceKey): Promise<void> {
  open.delete(key.owner)
  await (await store()).delete('keys', key.owner)
}
