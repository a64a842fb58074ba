import 'fake-indexeddb/auto'
import { IDBFactory } from 'fake-indexeddb'
import { createPinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { pixels } from '../outbox/a-report'
import type { Shot } from '@/report/drafting'

vi.mock('@/outbox/transport', () => ({ overHttpFor: () => ({}) }))
vi.mock('@/seal/registering', () => ({ registerKey: () => Promise.resolve() }))

const at = { lon: 118.1602, lat: 36.1861, accuracy_m: 9, at: 1_677_720_000_000, source: 'gps' as const }
const shot = (text: string): Shot => ({
  bytes: pixels(text), type: 'image/jpeg', role: 'near', takenAt: new Date('2023-03-02T01:05:00Z'), chosen: false, fix: at,
})

let shelf: typeof import('@/outbox/shelf').shelf

/** The capture page is opened, as another tab would: the same phone, a memory of its own. */
async function openTab() {
  vi.resetModules()
  const [{ useDrafting }, { useOutbox }] = [await import('@/report/drafting'), await import('@/outbox/outbox')]
  ;({ shelf } = await import('@/outbox/shelf'))
  setActivePinia(createPinia())
  const outbox = useOutbox()
  await outbox.open('wang')
  return { drafting: useDrafting(), outbox }
}
const states = async (): Promise<string[]> => (await (await shelf()).all('wang')).map((one) => one.state)

const reports = async () => (await (await shelf()).all('wang')).flatMap((one) => one.kind === 'report' && one.state !== 'draft' ? [one] : [])

beforeEach(() => {
  vi.stubGlobal('indexedDB', new IDBFactory())
  vi.stubGlobal('navigator', { onLine: false })
})
afterEach(() => { vi.unstubAllGlobals() })

describe('the report in hand', () => {
  it('keeps a photo that was taken before it was known whether a draft is left', async () => {
    const { drafting } = await openTab()
    const opening = drafting.open('wang')
    expect(await drafting.addPhoto(shot('quick'))).toBe(true)
    await opening
    expect(drafting.item?.photos).toHaveLength(1)
  })

  it('is opened once, however often it is asked for', async () => {
    const { drafting } = await openTab()
    await Promise.all([drafting.open('wang'), drafting.open('wang')])
    await drafting.addPhoto(shot('one'))
    await drafting.open('wang')
    expect(drafting.item?.photos).toHaveLength(1)
  })

  describe('is about the place where its photo was taken', () => {
    const taken = Date.parse('2023-03-02T01:05:00Z')
    const there = { ...at, accuracy_m: 25, at: taken }
    async function photographed(fix: Shot['fix'] = there) {
      const { drafting } = await openTab()
      await drafting.open('wang')
      await drafting.addPhoto({ ...shot('one'), fix })
      return drafting
    }

    it('and not where the phone is carried afterwards, however well that is known', async () => {
      const drafting = await photographed()
      drafting.noteFix({ ...there, lat: 36.2061, accuracy_m: 5, at: taken + 20_000 })
      expect(drafting.item?.location).toMatchObject({ lat: 36.1861, accuracy_m: 25 })
    })

    it('known better a moment later', async () => {
      const drafting = await photographed()
      drafting.noteFix({ ...there, lat: 36.1862, accuracy_m: 5, at: taken + 20_000 })
      expect(drafting.item?.location).toMatchObject({ lat: 36.1862, accuracy_m: 5 })
    })

    it('and not where the person stands some minutes later, be it near', async () => {
      const drafting = await photographed()
      drafting.noteFix({ ...there, lat: 36.1862, accuracy_m: 5, at: taken + 120_000 })
      expect(drafting.item?.location).toMatchObject({ lat: 36.1861, accuracy_m: 25 })
    })

    it('as soon as the phone knows where that is', async () => {
      const drafting = await photographed(null)
      drafting.noteFix({ ...there, at: taken + 120_000 })
      expect(drafting.item?.location).toMatchObject({ lat: 36.1861 })
    })

    it('where the person has pointed, whatever the phone finds', async () => {
      const drafting = await photographed()
      drafting.setPlace({ lon: 118.2, lat: 36.2, accuracy_m: null, fixed_at: null, source: 'manual' })
      drafting.noteFix({ ...there, accuracy_m: 3, at: taken + 1000 })
      await drafting.addPhoto({ ...shot('two'), fix: { ...there, accuracy_m: 2, at: taken + 2000 } })
      expect(drafting.item?.location).toMatchObject({ lat: 36.2, source: 'manual' })
    })

    it('not of one that was taken out again', async () => {
      const drafting = await photographed()
      const [first] = drafting.item?.photos ?? []
      const undo = drafting.removePhoto(first?.sha256 ?? '')
      await drafting.addPhoto({ ...shot('two'), takenAt: new Date(taken + 300_000), fix: { ...there, lat: 36.2061, accuracy_m: 40, at: taken + 300_000 } })
      expect(drafting.item?.location).toMatchObject({ lat: 36.2061 })
      await undo()
      expect(drafting.item?.location).toMatchObject({ lat: 36.1861 })
      drafting.removePhoto(first?.sha256 ?? '')
      expect(drafting.item?.location).toMatchObject({ lat: 36.2061 })
    })
  })

  it('stays saved although a fix comes in the very moment', async () => {
    const { drafting } = await openTab()
    await drafting.open('wang')
    await drafting.addPhoto(shot('one'))
    const saving = drafting.save({ category: 'LL2-01' })
    for (let turn = 0; turn < 40; turn++) {
      drafting.noteFix({ ...at, accuracy_m: 8 - turn / 10 })
      await new Promise((resolve) => { setTimeout(resolve, 1) })
    }
    await saving
    expect((await states())[0]).toBe('held') // behind it the next one, with that fix
  })

  it('gives a photo taken while it is being saved to the next report', async () => {
    const { drafting, outbox } = await openTab()
    await drafting.open('wang')
    await drafting.addPhoto(shot('one'))
    const saving = drafting.save({ category: 'LL2-01' })
    await drafting.addPhoto(shot('two'))
    await saving
    expect(outbox.items.map((one) => one.photos.length)).toEqual([1])
    expect(drafting.item?.photos).toHaveLength(1)
    expect(await states()).toEqual(['held', 'draft'])
  })

  it('is not pulled out of the queue by another tab that has the same draft in hand', async () => {
    const { drafting: first } = await openTab()
    await first.open('wang')
    await first.addPhoto(shot('one'))
    const { drafting: second } = await openTab()
    await second.open('wang')
    const id = second.item?.id
    await first.save({ category: 'LL2-01' })
    second.setDescription('没看见已经报了')
    await second.keep()
    expect(await states()).toEqual(['held'])
    expect(second.item?.id).not.toBe(id)
  })

  it('is let go of as soon as another tab has handed it over', async () => {
    const { drafting: first } = await openTab()
    await first.open('wang')
    await first.addPhoto(shot('one'))
    const { drafting: second } = await openTab()
    await second.open('wang')
    await second.addPhoto(shot('two'))
    await second.save({ category: 'LL2-01' })
    await vi.waitFor(() => { expect(first.item?.photos).toEqual([]) })
    expect(await first.save({ category: 'LL3-01' })).toBeNull()
    expect((await reports()).map((one) => [one.category, one.photos.length])).toEqual([['LL2-01', 2]])
  })

  it('goes beside the one another tab has handed over, where it is saved before it is known', async () => {
    vi.stubGlobal('BroadcastChannel', undefined)
    const { drafting: first } = await openTab()
    await first.open('wang')
    await first.addPhoto(shot('one'))
    const { drafting: second } = await openTab()
    await second.open('wang')
    await second.addPhoto(shot('two'))
    await second.save({ category: 'LL2-01' })
    const saved = await first.save({ category: 'LL3-01' })
    expect((await reports()).map((one) => [one.category, one.photos.length])).toEqual([['LL2-01', 2], ['LL3-01', 1]])
    expect((await reports()).map((one) => one.id)).toContain(saved?.id)
    expect(first.item?.photos).toEqual([])
  })

  it('leaves what another tab’s did not have to the next report: a photo taken meanwhile is not lost', async () => {
    const { drafting: first } = await openTab()
    await first.open('wang')
    await first.addPhoto(shot('one'))
    const { drafting: second } = await openTab()
    await second.open('wang')
    await second.save({ category: 'LL2-01' })
    await first.addPhoto(shot('two'))
    await vi.waitFor(() => { expect(first.item?.photos).toHaveLength(1) })
    const [left] = first.item?.photos ?? []
    expect((await reports()).map((one) => one.photos.length)).toEqual([1])
    await vi.waitFor(async () => { expect(await (await shelf()).readPhoto(first.item?.id ?? '', left?.sha256 ?? '')).toBeDefined() })
    await first.save({ category: 'LL3-01' })
    expect((await reports()).map((one) => [one.category, one.photos.length])).toEqual([['LL2-01', 1], ['LL3-01', 1]])
  })

  it('stays in the hand where another tab has taken it back before the word of it came', async () => {
    const { drafting } = await openTab()
    await drafting.open('wang')
    await drafting.addPhoto(shot('one'))
    const { leftOf } = await import('@/report/handed-over')
    expect(drafting.item === null ? null : await leftOf(drafting.item, await shelf())).toBe(drafting.item)
  })

  it('shows nothing of the former one to whoever signs in next', async () => {
    const { drafting } = await openTab()
    await drafting.open('wang')
    await drafting.addPhoto(shot('one'))
    const opening = drafting.open('li')
    expect([drafting.item, drafting.previews.size]).toEqual([null, 0])
    await opening
    expect(drafting.item?.photos).toEqual([])
    await drafting.open('wang')
    expect(drafting.item?.photos).toHaveLength(1)
  })
})
