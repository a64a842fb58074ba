import { language } from '@/core/language'

/** A day as official papers write it: "2026年11月23日", no leading zeros. Takes a day or a moment; county time. */
export const orderDate = (iso: string): string => new Intl.DateTimeFormat(language.value, { dateStyle: 'long', timeZone: 'Asia/Shanghai' }).format(new Date(iso))

/** The same with the time of day: "2026年11月23日 17:30". */
export const orderMoment = (iso: string): string =>
  new Intl.DateTimeFormat(language.value, { dateStyle: 'long', timeStyle: 'short', hourCycle: 'h23', timeZone: 'Asia/Shanghai' }).format(new Date(iso))
