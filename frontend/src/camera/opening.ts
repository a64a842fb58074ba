/** Why there is a picture or none: being asked for, there, refused by the person, not to be had, barred over plain http. */
export type CameraState = 'starting' | 'live' | 'denied' | 'none' | 'insecure'

interface Range { min: number; max: number; step: number }
/** What browsers tell of a camera beyond TypeScript's own list; all of it may be missing. */
interface Capabilities extends MediaTrackCapabilities { torch?: boolean; zoom?: Range; focusMode?: string[]; pointsOfInterest?: unknown }
/** What this camera can do beside filming. `zoom`: how far, as a factor; null where it cannot. */
export interface Abilities { torch: boolean; zoom: Range | null; focus: boolean }
interface Wish { torch?: boolean; zoom?: number; focusMode?: string; pointsOfInterest?: { x: number; y: number }[] }

let ahead: Promise<MediaStream> | null = null

/** Opens the camera before the page that shows it is there; the next `openCamera` takes it over. */
export function openAhead(): void {
  if (!window.isSecureContext) return
  ahead = ask()
  ahead.catch(() => undefined) // who takes it over is told
}

/** Lets go of a camera that was opened ahead and is not wanted. */
export function closeAhead(): void {
  void ahead?.then((stream) => { stream.getTracks().forEach((one) => { one.stop() }) }, () => undefined)
  ahead = null
}

/** The camera, the one opened ahead if there is one. Throws DOMException as getUserMedia does. */
export function openCamera(): Promise<MediaStream> {
  const opened = ahead ?? ask()
  ahead = null
  return opened
}

/**
 * The camera at the back, as sharp as it films; where the browser takes photos beside the film (ImageCapture) a
 * smaller film is enough and spares the battery.
 */
function ask(): Promise<MediaStream> {
  const wide = 'ImageCapture' in window ? { width: { ideal: 2560 }, height: { ideal: 1920 } } : { width: { ideal: 4032 }, height: { ideal: 3024 } }
  return navigator.mediaDevices.getUserMedia({ audio: false, video: { facingMode: { ideal: 'environment' }, ...wide } })
}

export const whyClosed = (thrown: unknown): CameraState =>
  thrown instanceof DOMException && thrown.name === 'NotAllowedError' ? 'denied' : 'none'

export function abilitiesOf(track: Partial<Pick<MediaStreamTrack, 'getCapabilities'>>): Abilities {
  const can: Capabilities = track.getCapabilities?.() ?? {}
  const { zoom } = can
  return {
    torch: can.torch === true,
    zoom: zoom !== undefined && zoom.max > zoom.min ? zoom : null,
    focus: can.focusMode?.includes('single-shot') ?? false,
  }
}

/** Asks the camera for something it said it can; a camera that then will not is left as it is. */
export async function wish(track: MediaStreamTrack, wanted: Wish): Promise<boolean> {
  try {
    await track.applyConstraints({ advanced: [wanted as MediaTrackConstraintSet] })
    return true
  } catch {
    return false
  }
}
