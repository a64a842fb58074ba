import { serverTime } from '@/core/server-clock'

/**
 * An id for a case made on this phone: a UUIDv7 (RFC 9562, 5.7), milliseconds first and then 74 random bits. What is filed
 * about the same time lies together on the server, month by month. The server's time where it is known, for a phone's clock
 * may be off; no more than the order depends on it.
 */
export function newCaseId(at: number = serverTime() ?? Date.now()): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  const view = new DataView(bytes.buffer)
  view.setUint16(0, Math.floor(at / 2 ** 32))
  view.setUint32(2, at % 2 ** 32)
  view.setUint8(6, 0x70 | view.getUint8(6) & 0x0f)
  view.setUint8(8, 0x80 | view.getUint8(8) & 0x3f)
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
}
