import { recordVersion } from './item'
import type { Reached, Stepped, Transport } from './send'
import { language } from '@/core/language'
import { Problem } from '@/core/problem'
import { setByHeader } from '@/core/server-clock'
import type { CaseDetail, Receipt } from '@/core/shapes'

const stall = 60_000 // milliseconds without one byte moving until a call is given up

interface Call {
  method: 'PUT' | 'HEAD' | 'PATCH' | 'POST'
  address: string
  headers?: Record<string, string>
  body?: XMLHttpRequestBodyInit
  onBytes?: (sent: number) => void
}

/**
 * One call by XMLHttpRequest, because fetch does not say how much has left. It bypasses the pages' client on purpose: a
 * session that has ended while sending in the background must not throw the person out of what they are doing.
 * `owner` is whose item it is: the server refuses it where somebody else has signed in meanwhile in another tab.
 */
function call({ method, address, headers = {}, body, onBytes }: Call, owner: string | null): Promise<XMLHttpRequest> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    const stop = () => { request.abort() }
    let watchdog = setTimeout(stop, stall)
    const alive = () => {
      clearTimeout(watchdog)
      watchdog = setTimeout(stop, stall)
    }
    request.open(method, address)
    const said = {
      ...headers, 'Accept-Language': language.value, 'Outbox-Record': String(recordVersion), ...(owner === null ? {} : { 'Outbox-Owner': owner }),
    }
    for (const [name, value] of Object.entries(said)) request.setRequestHeader(name, value)
    request.upload.onprogress = (event) => { alive(); onBytes?.(event.loaded) }
    request.onprogress = alive
    request.onabort = request.onerror = () => { clearTimeout(watchdog); reject(new Problem(0)) }
    request.onload = () => {
      clearTimeout(watchdog)
      setByHeader(request.getResponseHeader('Date'))
      if (request.status >= 200 && request.status < 300) resolve(request)
      else reject(problemOf(request))
    }
    request.send(body ?? null)
  })
}

function problemOf(request: XMLHttpRequest): Problem {
  const after = request.getResponseHeader('Retry-After')
  const seconds = after === null ? NaN : Number(after)
  const wait = Number.isFinite(seconds) ? seconds : null
  const offset = request.getResponseHeader('Upload-Offset')
  try {
    return new Problem(request.status, JSON.parse(request.responseText) as Record<string, unknown>, wait)
  } catch {
    return new Problem(request.status, offset === null ? {} : { type: 'phone/wrong-offset' }, wait) // a proxy's page, or cut off half way
  }
}

/** A success that is not our server's (a network's sign-in page) or was cut short. */
const notOurs = (status: number): Problem => new Problem(status, { type: 'phone/not-our-answer' })

function bodyOf(request: XMLHttpRequest): Record<string, unknown> {
  try {
    return JSON.parse(request.responseText) as Record<string, unknown>
  } catch {
    throw notOurs(request.status)
  }
}

function reachedBy(request: XMLHttpRequest): Reached {
  const offset = request.getResponseHeader('Upload-Offset')
  if (offset === null) throw notOurs(request.status)
  return { offset: Number(offset), complete: request.getResponseHeader('Upload-Complete') === '?1' }
}

const json = { 'Content-Type': 'application/json' }
const bytesType = (type: string): string => type === '' ? 'application/octet-stream' : type

/** The way to the server for items of `owner` (null: for whoever is signed in). */
export function overHttpFor(owner: string | null): Transport {
  return {
    async putPhoto(sha256, bytes, type, onBytes) {
      const headers = { 'Content-Type': bytesType(type) }
      const answered = await call({ method: 'PUT', address: `/api/photos/${sha256}`, headers, body: bytes, onBytes }, owner)
      if (bodyOf(answered).sha256 !== sha256) throw notOurs(answered.status)
    },
    async askPhoto(sha256) {
      return reachedBy(await call({ method: 'HEAD', address: `/api/photos/${sha256}` }, owner))
    },
    async patchPhoto(sha256, bytes, offset, total, onBytes) {
      const headers = { 'Content-Type': 'application/octet-stream', 'Upload-Offset': String(offset), 'Upload-Length': String(total) }
      return reachedBy(await call({ method: 'PATCH', address: `/api/photos/${sha256}`, headers, body: bytes, onBytes }, owner))
    },
    async putCase(id, report) {
      const answered = await call({ method: 'PUT', address: `/api/cases/${id}`, headers: json, body: JSON.stringify(report) }, owner)
      const receipt = bodyOf(answered) as unknown as Receipt
      if (!Array.isArray(receipt.photos)) throw notOurs(answered.status)
      return receipt
    },
    async postStep(caseId, operation, move) {
      const address = `/api/cases/${caseId}/${operation}`
      const answered = await call({ method: 'POST', address, headers: json, body: JSON.stringify(move) }, owner)
      const detail = bodyOf(answered) as unknown as CaseDetail
      if (!Array.isArray(detail.photos) || typeof detail.version !== 'number') throw notOurs(answered.status)
      const stepped: Stepped = { detail, reached: Number(answered.getResponseHeader('Step-Version') ?? detail.version) }
      return stepped
    },
  }
}

/** For photos that are sent while their sheet is open. */
export const overHttp: Transport = overHttpFor(null)
