import { describe, expect, it } from 'vitest'
import { later, reckon, report, run, server, shelf } from './a-line'
import { Problem } from '@/core/problem'
import { plain } from '@/outbox/item'
import type { Shelf } from '@/outbox/shelf'

const our = (status: number, kind: string) => new Problem(status, { type: `urn:xuncheng:problem:${kind}`, detail: '…' })

describe('these tests would see', () => {
  it('a sender that lets go before the receipt', async () => {
    const item = await report()
    const early: Shelf = { ...shelf, change: async (id, change) => {
      const changed = await shelf.change(id, change)
      if (changed?.state === 'sending') await shelf.dropItem(id) // as some do: delete, then send
      return changed
    } , keepItem: () => Promise.resolve() }
    server.failures.photo = [our(500, 'internal-error')]
    await run({ shelf: early })
    expect(await reckon([item])).toEqual({ lost: 1, doubled: 0 })
  })

  it('a sender that takes any answer for a receipt', async () => {
    const item = await report()
    server.failures.case = [new Problem(500)]
    const trusting = { ...server.transport, putCase: (id: string, said: Parameters<typeof server.transport.putCase>[1]) =>
      server.transport.putCase(id, said).catch(() => ({ id, photos: said.photos.map((photo) => photo.sha256) } as unknown as Awaited<ReturnType<typeof server.transport.putCase>>)) }
    await run({ transport: trusting })
    expect(await reckon([item])).toEqual({ lost: 1, doubled: 0 })
  })

  it('a sender that makes a new id for every try', async () => {
    const item = await report()
    server.losesAnswers.case = 1
    let tries = 0
    const fresh = { ...server.transport, putCase: (id: string, said: Parameters<typeof server.transport.putCase>[1]) =>
      server.transport.putCase(tries++ === 0 ? id : `${id}-${tries}`, said).then((receipt) => ({ ...receipt, id })) }
    await run({ transport: fresh })
    await later({ transport: fresh })
    expect(await reckon([plain(item)])).toEqual({ lost: 0, doubled: 1 })
  })
})
