import { receiptFor } from './a-report'
import { sha256Of } from '@/outbox/hash'
import { Problem } from '@/core/problem'
import type { CaseDetail, Move, Report } from '@/core/shapes'
import type { Transport } from '@/outbox/send'
import { newItem } from '@/outbox/item'

type Call = 'photo' | 'case' | 'step'

/**
 * A server that remembers what it has, refuses what is missing, takes everything once, and fails when told to: before
 * it has done what it was asked (`failures`), after (`losesAnswers`), or in the middle of a photo (`breaksAt` bytes).
 */
export class Server {
  photos = new Set<string>()
  parts = new Map<string, Uint8Array>()
  cases = new Map<string, string>()
  steps = new Map<string, { said: string; reached: number }>()
  versions = new Map<string, number>()
  said: string[] = []
  bytes = 0
  failures: Record<Call, (Problem | Error)[]> = { photo: [], case: [], step: [] }
  losesAnswers: Record<Call, number> = { photo: 0, case: 0, step: 0 }
  breaksAt: number[] = []
  /** A receipt that leaves these out. */
  unlisted = new Set<string>()

  private async fail(call: Call): Promise<void> {
    await Promise.resolve()
    const failure = this.failures[call].shift()
    if (failure !== undefined) throw failure
  }

  private done(call: Call): void {
    if (this.losesAnswers[call] > 0) { this.losesAnswers[call]--; throw new Problem(0) }
  }

  /** Takes bytes behind those it has; all of them make a photo. */
  private async take(sha256: string, from: number, bytes: ArrayBuffer): Promise<boolean> {
    const cut = this.breaksAt.shift()
    const arrived = new Uint8Array(bytes).subarray(0, cut ?? bytes.byteLength)
    this.bytes += arrived.byteLength
    const whole = new Uint8Array([...(this.parts.get(sha256) ?? new Uint8Array()).subarray(0, from), ...arrived])
    this.parts.set(sha256, whole)
    if (cut !== undefined) throw new Problem(0)
    if (await sha256Of(whole.slice().buffer) !== sha256) return false
    this.photos.add(sha256)
    this.parts.delete(sha256)
    return true
  }

  transport: Transport = {
    putPhoto: async (sha256, bytes) => {
      this.said.push(`photo ${sha256.slice(0, 6)}`)
      await this.fail('photo')
      if (!await this.take(sha256, 0, bytes)) { this.parts.delete(sha256); throw new Problem(422, { type: 'x/hash-differs' }) }
      this.done('photo')
    },
    askPhoto: (sha256) => {
      this.said.push(`ask ${sha256.slice(0, 6)}`)
      return Promise.resolve({ offset: this.parts.get(sha256)?.byteLength ?? 0, complete: this.photos.has(sha256) })
    },
    patchPhoto: async (sha256, bytes, offset, total) => {
      this.said.push(`more ${sha256.slice(0, 6)} from ${offset}`)
      await this.fail('photo')
      const reached = this.parts.get(sha256)?.byteLength ?? 0
      if (offset !== reached) throw new Problem(409, { type: 'x/wrong-offset' })
      const complete = await this.take(sha256, offset, bytes)
      if (!complete && offset + bytes.byteLength >= total) { this.parts.delete(sha256); throw new Problem(422, { type: 'x/hash-differs' }) }
      this.done('photo')
      return { offset: offset + bytes.byteLength, complete }
    },
    putCase: async (id, report) => {
      this.said.push(`case ${id}`)
      await this.fail('case')
      this.demandPhotos(report.photos)
      const said = JSON.stringify(unsealed(report))
      if (this.cases.has(id) && this.cases.get(id) !== said) throw new Problem(409, { type: 'x/case-differs' })
      this.cases.set(id, said)
      this.done('case')
      const listed = report.photos.map((photo) => photo.sha256).filter((hash) => !this.unlisted.has(hash))
      return receiptFor({ ...newItem(id, '', '') }, listed)
    },
    postStep: async (caseId, operation, move) => {
      this.said.push(`${operation} ${caseId} v${move.version}`)
      await this.fail('step')
      this.demandPhotos(move.photos ?? [])
      const id = move.step_id ?? ''
      const said = JSON.stringify([caseId, operation, unsealed(move)])
      const done = this.steps.get(id)
      if (done !== undefined && done.said !== said) throw new Problem(409, { type: 'x/step-differs' })
      const version = this.versions.get(caseId) ?? 1
      if (done === undefined && move.version !== version) {
        throw new Problem(409, { type: 'x/stale-version', detail: '张三已签收', current_version: version, current_state: 'ACCEPTED' })
      }
      const reached = done?.reached ?? version + 1
      if (done === undefined) { this.steps.set(id, { said, reached }); this.versions.set(caseId, reached) }
      this.done('step')
      const photos = (move.photos ?? []).filter((photo) => !this.unlisted.has(photo.sha256))
      const detail = { id: caseId, number: '20230302-0001', version: this.versions.get(caseId), state: 'ACCEPTED', photos } as unknown as CaseDetail
      return { detail, reached }
    },
  }

  private demandPhotos(photos: readonly { sha256: string }[]): void {
    const missing = photos.map((photo) => photo.sha256).filter((hash) => !this.photos.has(hash))
    if (missing.length > 0) throw new Problem(424, { type: 'x/photos-missing', missing })
  }
}

const unsealed = (body: Report | Move): unknown => ({ ...body, seal: undefined })
