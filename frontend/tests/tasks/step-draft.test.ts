import 'fake-indexeddb/auto'
import { IDBFactory } from 'fake-indexeddb'
import { createPinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { pixels, someCase } from '../outbox/a-report'
import { aTask } from './a-task'
import type { Shot } from '@/outbox/item'

vi.mock('@/outbox/transport', () => ({ overHttpFor: () => ({}) }))
vi.mock('@/seal/registering', () => ({ registerKey: () => Promise.resolve() }))

const shot = (text: string): Shot => ({ bytes: pixels(text), type: 'image/jpeg', role: 'after', takenAt: new Date('2023-03-02T02:00:00Z'), chosen: false, fix: null })

let shelf: typeof import('@/outbox/shelf').shelf

/** The task's sheet is opened after the app was started anew, as after a reload or a crash. */
async function openSheet(step: 'feedback' | 'check_pass' = 'feedback', task = aTask()) {
  vi.resetModules()
  const [{ useOutbox }, { useStepDraft }] = [await import('@/outbox/outbox'), await import('@/tasks/step-draft')]
  ;({ shelf } = await import('@/outbox/shelf'))
  setActivePinia(createPinia())
  const outbox = useOutbox()
  await outbox.open('wang')
  const sheet = useStepDraft('wang', () => task, step)
  await sheet.open()
  return { outbox, sheet }
}

beforeEach(() => {
  vi.stubGlobal('indexedDB', new IDBFactory())
  vi.stubGlobal('navigator', { onLine: false })
})
afterEach(() => { vi.unstubAllGlobals() })

describe('what was photographed and written for a step', () => {
  it('is there again after the phone was shut in between', async () => {
    const { sheet } = await openSheet()
    await sheet.add(shot('one'))
    await sheet.write('已清理')
    const { sheet: again, outbox } = await openSheet()
    expect(again.draft.value).toMatchObject({ caseId: someCase, operation: 'feedback', state: 'draft', body: { reason: '已清理' } })
    expect(again.photos.value.map((photo) => again.previews.has(photo.sha256))).toEqual([true])
    expect([outbox.waiting, outbox.begun.map((one) => one.caseId)]).toEqual([0, [someCase]])
  })

  it('belongs to that case and that step alone', async () => {
    const { sheet } = await openSheet()
    await sheet.add(shot('one'))
    expect((await openSheet('check_pass')).sheet.photos.value).toEqual([])
    expect((await openSheet('feedback', aTask({ id: 'another' }))).sheet.photos.value).toEqual([])
  })

  it('goes into the outbox as one step, on the case as it is seen then, and leaves no draft', async () => {
    const { sheet } = await openSheet()
    await sheet.add(shot('one'))
    const { sheet: again, outbox } = await openSheet('feedback', aTask({ version: 3 }))
    await again.add(shot('two'))
    await again.write(' 已清理 ')
    await again.save()
    expect(outbox.items).toMatchObject([{ kind: 'step', state: 'queued', version: 3, body: { reason: '已清理' }, about: { category: '店外经营' } }])
    expect(outbox.items[0]?.photos).toHaveLength(2)
    expect((await openSheet()).sheet.photos.value).toEqual([])
  })

  it('does not hold the same photo twice', async () => {
    const { sheet } = await openSheet()
    expect(await sheet.add(shot('one'))).toBe(true)
    expect(await sheet.add(shot('one'))).toBe(false)
    expect(sheet.photos.value).toHaveLength(1)
  })

  it('gives a photo back that was taken out by mistake', async () => {
    const { sheet } = await openSheet()
    await sheet.add(shot('one'))
    const undo = await sheet.remove(sheet.photos.value[0]?.sha256 ?? '')
    expect(sheet.photos.value).toEqual([])
    await undo()
    expect((await openSheet()).sheet.photos.value).toHaveLength(1)
  })

  it('is gone on the person’s word, bytes and all', async () => {
    const { sheet } = await openSheet()
    await sheet.add(shot('one'))
    const [photo] = sheet.photos.value
    const id = sheet.draft.value?.id ?? ''
    await sheet.discard()
    expect(sheet.photos.value).toEqual([])
    expect(await (await shelf()).all('wang')).toEqual([])
    expect(await (await shelf()).readPhoto(id, photo?.sha256 ?? '')).toBeUndefined()
  })

  it('is not pulled out of the queue by another tab that has the same in hand', async () => {
    const { sheet: first } = await openSheet()
    await first.add(shot('one'))
    const { sheet: second } = await openSheet()
    await second.save()
    expect(await first.add(shot('two'))).toBe(true)
    expect(first.photos.value).toHaveLength(1)
    expect((await (await shelf()).all('wang')).map((one) => [one.state, one.photos.length])).toEqual([['queued', 1], ['draft', 1]])
  })

  it('is in the hand again once the step was taken back, without what was refused', async () => {
    const { sheet, outbox } = await openSheet()
    await sheet.add(shot('one'))
    await sheet.add(shot('two'))
    const step = await sheet.save()
    expect(await outbox.recall(step.id)).toMatchObject({ kind: 'step', state: 'draft' })
    const { sheet: again, outbox: later } = await openSheet()
    expect(again.photos.value).toHaveLength(2)
    await later.queueKept({ ...step, photos: step.photos.slice(0, 1) })
    expect(later.items.map((one) => one.photos.length)).toEqual([1])
  })
})
