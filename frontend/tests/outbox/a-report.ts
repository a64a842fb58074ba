import { sha256Of } from '@/outbox/hash'
import { newItem, newStep, type Item, type KeptPhoto, type StepItem } from '@/outbox/item'
import type { Receipt } from '@/core/shapes'

/** Bytes that stand for a photo: only their hash matters here. */
export const pixels = (text: string): ArrayBuffer => new TextEncoder().encode(text).buffer

export async function photoOf(text: string, role: KeptPhoto['role'] = 'near'): Promise<KeptPhoto> {
  const bytes = pixels(text)
  return {
    sha256: await sha256Of(bytes), role, taken_at: '2023-03-02T01:05:00.000Z', type: 'image/jpeg', bytes: bytes.byteLength,
    state: 'kept', chosen: false,
  }
}

/** Inspector Wang's report of a street vendor, two photos, ready to send. */
export async function wangsReport(id = '0b0d7a52-2c3f-4f7e-9a55-5f5c6f0c0001', owner = 'wang'): Promise<Item> {
  return {
    ...newItem(id, owner, '2023-03-02T01:04:00.000Z'),
    category: 'LL2-01',
    location: { lon: 118.1602, lat: 36.1861, accuracy_m: 8, fixed_at: '2023-03-02T01:04:58.000Z', source: 'gps' },
    photos: [await photoOf('near'), await photoOf('far', 'far')],
  }
}

export function receiptFor(item: Item, photos = item.photos.map((photo) => photo.sha256)): Receipt {
  return {
    id: item.id, number: '20230302-0001', state: 'DISPATCHED', unit: { code: 'ZFDD', name: '执法大队' }, co_units: [],
    routing: { rule: 'LL2-01', clause: '…', clause_code: 'C3-4', clause_section: '三、责任分工', why: '…' }, area: null, due_at: null, photos, received_at: '2023-03-02T01:06:00.000Z',
  }
}

/** What the photos of Wang's report and step are made of. */
export async function wangsPhotos(): Promise<[string, ArrayBuffer][]> {
  return Promise.all(['near', 'far', 'after'].map(async (text) => [(await photoOf(text)).sha256, pixels(text)] as [string, ArrayBuffer]))
}

export const someCase = '5a1f8a52-2c3f-4f7e-9a55-5f5c6f0c00aa'

/** The crew's feedback on a case, with one photo of afterwards. */
export async function wangsStep(id = '0b0d7a52-2c3f-4f7e-9a55-5f5c6f0c0002', owner = 'wang'): Promise<StepItem> {
  const about = { number: '20230302-0001', category: '店外经营' }
  return newStep(id, owner, { caseId: someCase, operation: 'feedback', version: 1, body: {}, about }, [await photoOf('after', 'after')])
}
