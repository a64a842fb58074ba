import { downloadZip } from 'client-zip'
import { claimOf, recordVersion, reportOf, type QueueItem } from './item'
import type { Move, Report } from '@/core/shapes'

/** The file's table of contents: what would have been sent, word for word, and the photos it names under `photos/{sha256}`. */
export interface Contents {
  format: 'xuncheng-outbox'
  record: number
  exported_at: string
  items: Handed[]
}
type Handed =
  | { kind: 'report'; id: string; owner: string; report: Report }
  | { kind: 'step'; id: string; owner: string; case_id: string; operation: string; step: Move }

function handed(item: QueueItem): Handed {
  const sealed = item.seal === null ? {} : { seal: item.seal }
  if (item.kind === 'report') return { kind: 'report', id: item.id, owner: item.owner, report: { ...(item.said ?? reportOf(item)), ...sealed } }
  const step: Move = { ...item.body, version: item.version, photos: item.photos.map(claimOf), step_id: item.id, ...sealed }
  return { kind: 'step', id: item.id, owner: item.owner, case_id: item.caseId, operation: item.operation, step }
}

/** Items as one zip file with their untouched originals; photos that can no longer be read are left out. */
export async function fileOf(items: readonly QueueItem[], bytesOf: (item: QueueItem, sha256: string) => Promise<ArrayBuffer | undefined>): Promise<File> {
  const now = new Date()
  const contents: Contents = { format: 'xuncheng-outbox', record: recordVersion, exported_at: now.toISOString(), items: items.map(handed) }
  async function* files() {
    yield { name: 'outbox.json', lastModified: now, input: JSON.stringify(contents, null, 1) }
    const packed = new Set<string>()
    for (const item of items) {
      for (const { sha256 } of item.photos) {
        const bytes = packed.has(sha256) ? undefined : await bytesOf(item, sha256)
        packed.add(sha256)
        if (bytes !== undefined) yield { name: `photos/${sha256}`, lastModified: now, input: new Uint8Array(bytes) }
      }
    }
  }
  const blob = await downloadZip(files()).blob()
  return new File([blob], `xuncheng-outbox-${now.toISOString().slice(0, 16).replaceAll(/\D/g, '')}.zip`, { type: 'application/zip' })
}
