import type { Transport } from './send'
import { answer, api } from '@/core/api'
import { Problem } from '@/core/problem'

const stall = 60_000 // milliseconds without one byte moving until an upload is given up

/** Uploads by XMLHttpRequest, because fetch does not say how much has left. */
function putBytes(address: string, bytes: ArrayBuffer, type: string, onBytes: (sent: number) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    let watchdog = setTimeout(() => { request.abort() }, stall)
    const alive = () => {
      clearTimeout(watchdog)
      watchdog = setTimeout(() => { request.abort() }, stall)
    }
    request.open('PUT', address)
    request.setRequestHeader('Content-Type', type === '' ? 'application/octet-stream' : type)
    request.upload.onprogress = (event) => { alive(); onBytes(event.loaded) }
    request.onabort = request.onerror = () => { clearTimeout(watchdog); reject(new Problem(0)) }
    request.onload = () => {
      clearTimeout(watchdog)
      if (request.status >= 200 && request.status < 300) resolve()
      else reject(problemOf(request))
    }
    request.send(bytes)
  })
}

function problemOf(request: XMLHttpRequest): Problem {
  const seconds = Number(request.getResponseHeader('Retry-After') ?? NaN)
  const wait = Number.isFinite(seconds) ? seconds : null
  try {
    return new Problem(request.status, JSON.parse(request.responseText) as Record<string, unknown>, wait)
  } catch {
    return new Problem(request.status, {}, wait) // a proxy's page, or cut off half way
  }
}

export const overHttp: Transport = {
  putPhoto: (sha256, bytes, type, onBytes) => putBytes(`/api/photos/${sha256}`, bytes, type, onBytes),
  putCase: (id, report) => answer(api.PUT('/api/cases/{case_id}', {
    params: { path: { case_id: id } }, body: report, signal: AbortSignal.timeout(stall),
  })),
}
