import 'fake-indexeddb/auto'
import { beforeEach } from 'vitest'
import { pixels, wangsPhotos, wangsReport, wangsStep } from './a-report'
import { Server } from './a-server'
import { reportOf, type Item, type QueueItem, type StepItem } from '@/outbox/item'
import { runLine, type Line } from '@/outbox/sender'
import { onDisk, type Shelf } from '@/outbox/shelf'
import { openStore } from '@/outbox/store'

/** One phone with a store of its own and one server, made anew for each test. */
export let shelf: Shelf
export let server: Server
export let rests: Map<string, number>
export let signIns: number

/** Another store than the usual. */
export function useShelf(other: Shelf): void { shelf = other }

beforeEach(() => {
  const name = crypto.randomUUID()
  shelf = onDisk((closed) => openStore(name, closed))
  server = new Server()
  rests = new Map()
  signIns = 0
})

export const line = (changes: Partial<Line> = {}): Line => ({
  shelf, transport: server.transport, owner: 'wang', open: () => true, told: () => undefined, progress: () => undefined,
  released: () => Promise.resolve(false), rests, signIn: () => { signIns++ }, ...changes,
})
export const run = (changes: Partial<Line> = {}) => runLine(line(changes))
/** Time has passed: nothing rests any more. */
export const later = async (changes: Partial<Line> = {}) => { rests.clear(); return run(changes) }

async function keepPhotos(item: QueueItem): Promise<void> {
  const bytes = new Map(await wangsPhotos())
  for (const { sha256 } of item.photos) await shelf.keepPhoto(item.id, sha256, bytes.get(sha256) ?? pixels(''))
}
export async function queued<T extends QueueItem>(item: T, changes: Partial<T> = {}): Promise<T> {
  await keepPhotos(item)
  const said = item.kind === 'report' ? { said: reportOf(item) } : {}
  return shelf.enqueue<T>({ ...item, ...said, state: 'queued', ...changes })
}
export const report = async (id?: string, owner?: string, changes: Partial<Item> = {}) => queued(await wangsReport(id, owner), changes)
export const step = async (id?: string, changes: Partial<StepItem> = {}) => queued(await wangsStep(id), changes)
export const now = async (id: string): Promise<QueueItem | undefined> => (await shelf.all('wang')).find((one) => one.id === id)

/** The promise in figures: what was handed over and is neither on the phone with its photos nor on the server; what the server has twice. */
export async function reckon(handedOver: readonly QueueItem[], where: Shelf = shelf): Promise<{ lost: number; doubled: number }> {
  let lost = 0
  for (const item of handedOver) {
    const filed = item.kind === 'report' ? server.cases.has(item.id) : server.steps.has(item.id)
    const kept = (await where.all(item.owner)).some((one) => one.id === item.id)
    const whole = await Promise.all(item.photos.map((photo) => where.readPhoto(item.id, photo.sha256)))
    if (!filed && !(kept && whole.every((bytes) => bytes !== undefined))) lost++
  }
  return { lost, doubled: server.cases.size + server.steps.size - new Set([...server.cases.keys(), ...server.steps.keys()].filter((id) => handedOver.some((one) => one.id === id))).size }
}
