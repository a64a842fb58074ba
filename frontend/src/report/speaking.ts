import { onScopeDispose, ref, type Ref } from 'vue'

interface Heard { results: ArrayLike<ArrayLike<{ transcript: string }> & { isFinal: boolean }>; resultIndex: number }
interface Recognition {
  lang: string; interimResults: boolean; continuous: boolean
  onresult: ((event: Heard) => void) | null; onend: (() => void) | null
  start: () => void; stop: () => void; abort: () => void
}
type MakesRecognition = new () => Recognition

/** Speech to text in Chinese where the browser has it: `able` is false elsewhere, and nothing is shown. */
export function useSpeaking(hear: (text: string) => void): { able: boolean; listening: Ref<boolean>; toggle: () => void } {
  const offered = window as { SpeechRecognition?: MakesRecognition; webkitSpeechRecognition?: MakesRecognition }
  const Recognition = offered.SpeechRecognition ?? offered.webkitSpeechRecognition
  const listening = ref(false)
  let one: Recognition | null = null

  function toggle(): void {
    if (Recognition === undefined) return
    if (listening.value) { one?.stop(); return }
    one = new Recognition()
    Object.assign(one, { lang: 'zh-CN', interimResults: false, continuous: false })
    one.onresult = ({ results, resultIndex }) => {
      for (let at = resultIndex; at < results.length; at++) {
        const said = results[at]
        if (said?.isFinal === true && said[0] !== undefined) hear(said[0].transcript)
      }
    }
    one.onend = () => { listening.value = false } // also after an error: refused, or no network
    listening.value = true
    one.start()
  }
  onScopeDispose(() => { one?.abort() })
  return { able: Recognition !== undefined, listening, toggle }
}
