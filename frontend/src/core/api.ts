import createClient from 'openapi-fetch'
import { isAttended } from './attended'
import { language } from './language'
import { asProblem, problemFrom, Problem } from './problem'
import { setByHeader } from './server-clock'
import type { paths } from './schema'

/**
 * The typed client. Unsuccessful answers are thrown as Problem, so use it through `answer`:
 * `const page = await answer(api.GET('/api/cases', { params: { query } }))`.
 */
export const api = createClient<paths>({ baseUrl: '/', credentials: 'same-origin' })

type SignedOutListener = () => void
const signedOut = new Set<SignedOutListener>()

/** Calls `listener` whenever the server answers 401, except to the sign-in itself and to asking who we are. */
export function onSignedOut(listener: SignedOutListener): void {
  signedOut.add(listener)
}

api.use({
  onRequest({ request }) {
    request.headers.set('Accept-Language', language.value) // the server's sentences come in the person's language
    if (!isAttended()) request.headers.set('X-Unattended', '1')
    return request
  },
  async onResponse({ request, response }) {
    setByHeader(response.headers.get('Date'))
    if (response.ok || response.status === 304) return undefined
    if (response.status === 401 && !/\/api\/(session|me)$/.test(request.url)) signedOut.forEach((tell) => { tell() })
    throw await problemFrom(response)
  },
})

/** The data of a call, or a thrown Problem. */
export async function answer<T>(call: Promise<{ data?: T }>): Promise<T> {
  try {
    return (await call).data as T
  } catch (thrown) {
    throw asProblem(thrown)
  }
}

export { Problem }
