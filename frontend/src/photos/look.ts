import LookWorker from './look.worker?worker'

let worker: Worker | null = null
let asked = 0
const waiting = new Map<number, (look: string | null) => void>()

/** The perceptual hash of a photo, made beside the page; null where it shows nothing, or this browser cannot decode it. */
export function lookOf(bytes: ArrayBuffer): Promise<string | null> {
  if (typeof OffscreenCanvas === 'undefined') return Promise.resolve(null)
  worker ??= open()
  const id = ++asked
  return new Promise((resolve) => {
    waiting.set(id, resolve)
    worker?.postMessage({ id, bytes }) // a copy: the page still needs its own
  })
}

function open(): Worker {
  const opened = new LookWorker()
  opened.onmessage = ({ data }: MessageEvent<{ id: number; look: string | null }>) => {
    waiting.get(data.id)?.(data.look)
    waiting.delete(data.id)
  }
  opened.onerror = () => { waiting.forEach((tell) => { tell(null) }); waiting.clear() }
  return opened
}
