import { onScopeDispose, ref, type Ref } from 'vue'
import { language, say } from './language'
import { timeWords } from '@/words/times'

/** County time, whatever the phone is set to. */
const zone = 'Asia/Shanghai'

/** "3月2日 09:05" or "Mar 2, 09:05", in county time. */
export function dayAndTime(iso: string): string {
  return new Intl.DateTimeFormat(language.value, {
    timeZone: zone, month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit', hourCycle: 'h23',
  }).format(new Date(iso))
}

/** A length of time in its largest fitting unit, rounded down: "3 天", "5 小时", "12 分钟". */
export function span(milliseconds: number): string {
  const minutes = Math.floor(Math.abs(milliseconds) / 60_000)
  if (minutes < 60) return say(timeWords.minutes, { n: minutes })
  if (minutes < 48 * 60) return say(timeWords.hours, { n: Math.floor(minutes / 60) })
  return say(timeWords.days, { n: Math.floor(minutes / 1440) })
}

/** Epoch milliseconds, refreshed every `every` milliseconds while the calling component lives. */
export function useNow(every = 30_000): Ref<number> {
  const now = ref(Date.now())
  const timer = setInterval(() => { now.value = Date.now() }, every)
  onScopeDispose(() => { clearInterval(timer) })
  return now
}
