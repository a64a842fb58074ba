import type { Answered, Asked } from './framing.worker'

/** The page's side of the worker that makes JPEGs: frames of the film, and smaller copies where the person saves data. */
export interface Framer {
  /** A frame as JPEG of quality 0.92. Takes the frame over. */
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
  const ask = (asked: Omit<Asked, 'key'>, moved: Transferable[]): Promise<ArrayBuffer> => new Promise((resolve, reject) => {
    const key = ++last
    waiting.set(key, { resolve, reject })
    worker.postMessage({ ...asked, key }, moved)
  })
  return {
    encode: (frame) => ask({ frame }, [frame]),
    shrink: (bytes, type) => ask({ bytes, type }, []),
  }
}

/** For browsers whose workers cannot draw: slower, the page stands still meanwhile; nothing is shrunk. */
function onThePage(): Framer {
  return {
    encode: async (frame) => {
      const canvas = document.createElement('canvas')
      canvas.width = 'displayWidth' in frame ? frame.displayWidth : frame.width
      canvas.height = 'displayHeight' in frame ? frame.displayHeight : frame.height
      canvas.getContext('2d')?.drawImage(frame, 0, 0)
      frame.close()
      const blob = await new Promise<Blob | null>((resolve) => { canvas.toBlob(resolve, 'image/jpeg', 0.92) })
      if (blob === null) throw new Error('The photo could not be made')
      return blob.arrayBuffer()
    },
    shrink: (bytes) => Promise.resolve(bytes),
  }
}
