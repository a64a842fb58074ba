import { ref, watch } from 'vue'
import { keptAs } from '@/core/keeping'

const kept = keptAs<boolean>('quiet')
/** No sound and no vibration, as the person chose; remembered on this machine. */
export const quiet = ref(kept.read() ?? false)
watch(quiet, (is) => { kept.write(is) })

let audio: AudioContext | null = null

/** Two short tones, and a short vibration where there is one. Silent in quiet mode, and before the first touch of the page. */
export async function chime(): Promise<void> {
  if (quiet.value || typeof AudioContext === 'undefined' || !touched()) return
  navigator.vibrate?.(200) // eslint-disable-line @typescript-eslint/no-unnecessary-condition -- Safari has none
  audio ??= new AudioContext()
  if (audio.state === 'suspended') await Promise.race([audio.resume(), new Promise((go) => setTimeout(go, 500))])
  if (audio.state !== 'running') return
  const start = audio.currentTime
  for (const [after, hertz] of [[0, 880], [0.16, 1175]] as const) tone(audio, start + after, hertz)
}

/** Browsers let nothing ring on a page that nobody has touched, and complain in the console. */
const touched = (): boolean => (navigator as Partial<Navigator>).userActivation?.hasBeenActive ?? true

function tone(on: AudioContext, at: number, hertz: number): void {
  const voice = on.createOscillator()
  const loudness = on.createGain()
  voice.frequency.value = hertz
  loudness.gain.setValueAtTime(0, at)
  loudness.gain.linearRampToValueAtTime(0.18, at + 0.015)
  loudness.gain.exponentialRampToValueAtTime(0.001, at + 0.3)
  voice.connect(loudness).connect(on.destination)
  voice.start(at)
  voice.stop(at + 0.32)
}

/** Whether this tab is the one to ring: of several that hear the same, only one does. */
export async function firstToRing(): Promise<boolean> {
  const locks = (navigator as Partial<Navigator>).locks
  if (locks === undefined) return true
  return new Promise((resolve, reject) => {
    locks.request('ringing', { ifAvailable: true }, async (lock) => {
      resolve(lock !== null)
      if (lock !== null) await new Promise((go) => setTimeout(go, 2000)) // longer than tabs differ
    }).catch(reject)
  })
}
