import 'fake-indexeddb/auto'
import { nameOfPhone } from '@/core/name-of-phone'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Seal } from '@/core/shapes'
import type { Statement } from '@/seal/statement'

const statement: Statement = { v: 1, about: 'feedback', case: 'id-1', photos: [], signed_at: '2026-11-23T01:00:02.000Z' }
const unpacked = (text: string) => Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (one) => one.charCodeAt(0))

/** A page that has just been opened: what it held in memory is gone, what the phone keeps is there. */
async function freshPage() {
  vi.resetModules()
  return { ...await import('@/seal/seal'), ...await import('@/seal/device-key'), ...await import('@/seal/registering') }
}

async function isGood(seal: Seal): Promise<boolean> {
  const key = await crypto.subtle.importKey('spki', unpacked(seal.public_key), { name: 'ECDSA', namedCurve: 'P-256' }, true, ['verify'])
  return crypto.subtle.verify({ name: 'ECDSA', hash: 'SHA-256' }, key, unpacked(seal.signature), new TextEncoder().encode(seal.statement))
}

let owner = ''
beforeEach(() => { owner = crypto.randomUUID() })
afterEach(() => { vi.unstubAllGlobals() })

describe('sealing', () => {
  it('signs just what it says, with a key that names itself and cannot be taken out', async () => {
    const { sealFor, deviceKey } = await freshPage()
    const seal = await sealFor(owner, statement)
    const key = await deviceKey(owner)

    expect(seal).not.toBeNull()
    expect(JSON.parse(seal?.statement ?? '{}')).toEqual({ ...statement, device: key.id })
    expect(await isGood(seal as Seal)).toBe(true)
    expect(await isGood({ ...seal as Seal, statement: (seal as Seal).statement.replace('id-1', 'id-2') })).toBe(false)
    expect(key.privateKey.extractable).toBe(false)
  })

  it('uses the same key after the page was closed, another one for another person', async () => {
    const first = await (await freshPage()).sealFor(owner, statement)
    const second = await (await freshPage()).sealFor(owner, statement)
    const others = await (await freshPage()).sealFor(crypto.randomUUID(), statement)

    expect(second?.public_key).toBe(first?.public_key)
    expect(others?.public_key).not.toBe(first?.public_key)
  })

  it('two tabs that make a key at once keep one', async () => {
    const [one, other] = [await freshPage(), await freshPage()]
    const [first, second] = await Promise.all([one.deviceKey(owner), other.deviceKey(owner)])

    expect(first.id).toBe(second.id)
  })

  it('is nothing where there is no WebCrypto, and the report goes without', async () => {
    const { sealFor, prepareSeal } = await freshPage()
    vi.stubGlobal('crypto', { randomUUID: () => 'x' })
    prepareSeal(owner)

    expect(await sealFor(owner, statement)).toBeNull()
  })

  it('is nothing where IndexedDB is barred', async () => {
    const { sealFor } = await freshPage()
    vi.stubGlobal('indexedDB', { open: () => { throw new DOMException('barred', 'SecurityError') } })

    expect(await sealFor(owner, statement)).toBeNull()
  })
})

describe('registering', () => {
  const good = { revoked_at: null }
  const revoked = { revoked_at: '2026-11-23T01:00:00Z' }

  it('asks once, and not again after the page was closed', async () => {
    const register = vi.fn(() => Promise.resolve(good))
    const page = await freshPage()
    await page.registerKey(owner, register)
    await page.registerKey(owner, register)
    await (await freshPage()).registerKey(owner, register)

    expect(register).toHaveBeenCalledTimes(1)
  })

  it('without a signal tries again next time, and nothing fails', async () => {
    const page = await freshPage()
    await page.registerKey(owner, () => Promise.reject(new TypeError('Failed to fetch')))
    expect((await page.deviceKey(owner)).registered).toBe(false)

    await page.registerKey(owner, () => Promise.resolve(good))
    expect((await page.deviceKey(owner)).registered).toBe(true)
  })

  it('gives up a revoked key for a new one', async () => {
    const asked: string[] = []
    const page = await freshPage()
    const old = await page.deviceKey(owner)
    await page.registerKey(owner, (key) => { asked.push(key.id); return Promise.resolve(key.id === old.id ? revoked : good) })
    const fresh = await (await freshPage()).deviceKey(owner)

    expect(asked).toEqual([old.id, fresh.id])
    expect(fresh.registered).toBe(true)
  })

  it.each([
    ['Mozilla/5.0 (Linux; Android 15; PLK110) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36', 'Android · Chrome 140'],
    ['Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 Version/19.0 Mobile Safari/604.1', 'iPhone · Safari 19'],
    ['Mozilla/5.0 (Linux; Android 14) Chrome/120.0 Mobile MicroMessenger/8.0.50', 'Android · 微信 8'],
    ['', '?'],
  ])('calls the phone what its owner would: %#', (agent, name) => {
    expect(nameOfPhone(agent)).toBe(name)
  })
})
