import { framer } from './framing'
import { keptAs } from '@/core/keeping'

/** A photo just taken: `picture` at once, for showing (close it when shown); `bytes` when they are made. */
export interface Still { picture: ImageBitmap; bytes: Promise<ArrayBuffer>; type: string }

interface Capture { takePhoto: () => Promise<Blob>; getPhotoCapabilities: () => Promise<{ imageWidth?: { max: number }; imageHeight?: { max: number } }> }
type MakesCapture = new (track: MediaStreamTrack) => Capture

const worthIt = 1.2 // times the pixels of the film
const patience = 1_500 // milliseconds a photo beside the film may take
const slow = keptAs<boolean>('camera-slow')

/** The browser's own way to a photo larger than the film; null where it has none, or it was too slow on this phone. */
export async function photoBeside(track: MediaStreamTrack, pixels: number): Promise<Capture | null> {
  const ImageCapture = (window as { ImageCapture?: MakesCapture }).ImageCapture
  if (ImageCapture === undefined || slow.read() === true) return null
  try {
    const capture = new ImageCapture(track)
    const { imageWidth, imageHeight } = await capture.getPhotoCapabilities()
    return (imageWidth?.max ?? 0) * (imageHeight?.max ?? 0) > pixels * worthIt ? capture : null
  } catch {
    return null // says it can and cannot
  }
}

/** The blob within `patience`, else null; a phone that was too slow once is not asked again. */
async function takenInTime(capture: Capture): Promise<Blob | null> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<null>((resolve) => { timer = setTimeout(() => { slow.write(true); resolve(null) }, patience) })
  try {
    const blob = await Promise.race([capture.takePhoto(), late])
    return blob?.type === 'image/jpeg' && blob.size > 0 ? blob : null
  } catch {
    return null
  } finally {
    clearTimeout(timer)
  }
}

/**
 * Takes what is on the screen now. The picture shown is the film's; the bytes are the camera's own photo where that is
 * larger, else the film's frame as JPEG of quality 0.92, made beside the page so that it stays quick.
 */
export async function shootFrom(video: HTMLVideoElement, capture: Capture | null): Promise<Still> {
  // A VideoFrame is the film's own picture, not a copy of it: nothing large is drawn while the page waits.
  const frame = 'VideoFrame' in window ? new VideoFrame(video) : await createImageBitmap(video)
  const picture = await smallOf(video, frame)
  return { picture, type: 'image/jpeg', bytes: bytesOf(frame, capture) }
}

const previewWidth = 360 // pixels

async function smallOf(video: HTMLVideoElement, frame: VideoFrame | ImageBitmap): Promise<ImageBitmap> {
  if (typeof OffscreenCanvas === 'undefined') return createImageBitmap(frame, { resizeWidth: previewWidth, resizeQuality: 'low' })
  const canvas = new OffscreenCanvas(previewWidth, Math.round(previewWidth * video.videoHeight / video.videoWidth))
  canvas.getContext('2d')?.drawImage(frame, 0, 0, canvas.width, canvas.height)
  return canvas.transferToImageBitmap()
}

/** Once the person has seen the next frame: the one after it is asked for when it is there. Soon, where none is painted. */
const painted = (): Promise<void> => new Promise((resolve) => {
  requestAnimationFrame(() => { requestAnimationFrame(() => { setTimeout(resolve) }) })
  setTimeout(resolve, 600)
})

async function bytesOf(frame: VideoFrame | ImageBitmap, capture: Capture | null): Promise<ArrayBuffer> {
  const own = capture === null ? null : await takenInTime(capture)
  if (own === null) {
    await painted() // first the person sees what was taken: on a slow phone both at once would make that late
    return framer().encode(frame)
  }
  frame.close()
  return own.arrayBuffer()
}
