/** County time is UTC+8 all year; date-time fields know nothing of zones. */
const zone = '+08:00'
const eastOfGreenwich = 8 * 3_600_000

/** A moment (RFC 3339) as a date-time field shows it in county time: "2026-03-02T17:30". */
export const toCountyInput = (iso: string): string => new Date(Date.parse(iso) + eastOfGreenwich).toISOString().slice(0, 16)

/** A date-time field's value as a moment in UTC (RFC 3339); null when it is none. */
export function fromCountyInput(value: string): string | null {
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?$/.test(value)) return null
  const moment = Date.parse(`${value}${zone}`)
  return Number.isNaN(moment) ? null : new Date(moment).toISOString()
}

/** The day (yyyy-mm-dd) in the county, so many days after a moment (epoch milliseconds). */
export const countyDay = (moment: number, days = 0): string => new Date(moment + eastOfGreenwich + days * 86_400_000).toISOString().slice(0, 10)

/** The end of the working day (17:30 unless said otherwise) some days on, for a date-time field to begin with. */
export const countyEvening = (moment: number, days: number, at = '17:30'): string => `${countyDay(moment, days)}T${at}`
