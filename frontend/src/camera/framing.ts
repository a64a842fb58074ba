import type { Answered, Asked } from './framing.worker'

/** The page's side of the worker that makes JPEGs: frames of the film, and smaller copies where the person saves data. */
export interface Framer {
  /** A frame as JPEG of quality 0.92; made on the page where the worker fails. Takes the frame over. Throws Error when neither can. */
  encode: (frame: VideoFrame | ImageBitmap) => Promise<ArrayBuffer>
  /** A JPEG of at most 2560 pixels a side with the EXIF of the original; the original where it is no larger or unreadable. */
  shrink: (bytes: ArrayBuffer, type: string) => Promise<ArrayBuffer>
}

let one: Framer | null = null

/** The page's one worker, begun when first wanted. */
export function framer(): Framer {
  one ??= typeof OffscreenCanvas === 'undefined' ? onThePage() : inAWorker()
  return one
}

function inAWorker(): Framer {
  const worker = new Worker(new URL('./framing.worker.ts', import.meta.url), { type: 'module' })
  const waiting = new Map<number, { resolve: (bytes: ArrayBuffer) => void; reject: (reason: Error) => void }>()
  let last = 0
  worker.onmessage = ({ data }: MessageEvent<Answered>) => {
    if (data.bytes === null) waiting.get(data.key)?.reject(new Error('The photo could not be made'))
    else waiting.get(data.key)?.resolve(data.bytes)
    waiting.delete(data.key)
  }
  worker.onerror = () => {
    waiting.forEach(({ reject }) => { reject(new Error('The photo could not be made')) })
    waiting.clear()
    one = onThePage() // the next one is made here
  }
  const ask = (asked: Omit<Asked, 'key'>): Promise<ArrayBuffer> => new Promise((resolve, reject) => {
    const key = ++last
    waiting.set(key, { resolve, reject })
    worker.postMessage({ ...asked, key })
  })
  return {
    encode: async (frame) => {
      // The frame is lent, not given: where the worker fails the page has it still. Of a VideoFrame that costs nothing.
      const bytes = await ask({ frame }).catch(() => null)
      if (bytes === null) return onThePage().encode(frame)
      frame.close()
      return bytes
    },
    shrink: (bytes, type) => ask({ bytes, type }).catch(() => bytes),
  }
}

/** For workers that cannot draw, or fail: slower, the page stands still meanwhile; nothing is shrunk. */
function onThePage(): Framer {
  return {
    encode: async (frame) => {
      const blob = await drawn(frame).catch(() => null)
      frame.close()
      if (blob === null) throw new Error('The photo could not be made')
      return blob.arrayBuffer()
    },
    shrink: (bytes) => Promise.resolve(bytes),
  }
}

async function drawn(frame: VideoFrame | ImageBitmap): Promise<Blob | null> {
  const canvas = document.createElement('canvas')
  canvas.width = 'displayWidth' in frame ? frame.displayWidth : frame.width
  canvas.height = 'displayHeight' in frame ? frame.displayHeight : frame.height
  const brush = canvas.getContext('2d')
  if (brush === null) return null // no memory for it: better no photo than a black one
  brush.drawImage(frame, 0, 0)
  return new Promise((resolve) => { canvas.toBlob(resolve, 'image/jpeg', 0.92) })
}
