import { execFileSync } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { pixels, someCase, wangsPhotos, wangsReport, wangsStep } from './a-report'
import { fileOf, type Contents } from '@/outbox/exporting'
import { reportOf, type QueueItem } from '@/outbox/item'

const seal = { statement: '{"v":1}', signature: 'c2ln', public_key: 'a2V5' }

/** The file as the bureau reads it: by Python's own zip reader. */
async function opened(items: QueueItem[], gone: string[] = []): Promise<{ contents: Contents; photos: Map<string, Buffer>; name: string }> {
  const bytes = new Map(await wangsPhotos())
  const file = await fileOf(items, (_item, sha256) => Promise.resolve(gone.includes(sha256) ? undefined : bytes.get(sha256)))
  const path = join(mkdtempSync(join(tmpdir(), 'outbox-')), 'outbox.zip')
  writeFileSync(path, Buffer.from(await file.arrayBuffer()))
  const unzip = (...what: string[]): Buffer => execFileSync('python3', ['-c', 'import sys, zipfile\nzip = zipfile.ZipFile(sys.argv[1])\nsys.stdout.buffer.write(zip.read(sys.argv[2]) if len(sys.argv) > 2 else "\\n".join(zip.namelist()).encode())', path, ...what])
  const names = unzip().toString().split('\n')
  const photos = names.filter((name) => name.startsWith('photos/')).map((name) => [name.slice(7), unzip(name)] as const)
  return { contents: JSON.parse(unzip('outbox.json').toString()) as Contents, photos: new Map(photos), name: file.name }
}

describe('the file that is handed in', () => {
  it('says word for word what would have been sent, and holds the untouched originals', async () => {
    const report = await wangsReport()
    const said = { ...reportOf(report), description: '当时说的' }
    const { contents, photos, name } = await opened([{ ...report, said, seal, description: '后来改的' }])
    expect(contents).toMatchObject({ format: 'xuncheng-outbox', record: 2 })
    expect(contents.items).toEqual([{ kind: 'report', id: report.id, owner: 'wang', report: { ...said, seal } }])
    expect([...photos.values()].map(String)).toEqual(['near', 'far'])
    expect(name).toMatch(/^xuncheng-outbox-\d{12}\.zip$/)
  })

  it('holds steps with the version the person saw, and their own id', async () => {
    const step = await wangsStep()
    const { contents } = await opened([step])
    expect(contents.items[0]).toMatchObject({ kind: 'step', case_id: someCase, operation: 'feedback', step: { version: 1, step_id: step.id, photos: [{ role: 'after' }] } })
  })

  it('holds a photo once that two reports name, and goes on where one can no longer be read', async () => {
    const [one, two] = [await wangsReport('a'), await wangsReport('b')]
    const lost = one.photos[1]?.sha256 ?? ''
    const { contents, photos } = await opened([one, two], [lost])
    expect(contents.items).toHaveLength(2)
    expect([...photos.values()]).toEqual([Buffer.from(pixels('near'))])
  })
})
