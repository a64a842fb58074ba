import { defineStore } from 'pinia'
import { computed, ref } from 'vue'
import { answer, api, onSignedOut } from '@/core/api'
import { keptAs } from '@/core/keeping'
import { asProblem } from '@/core/problem'
import type { Me } from '@/core/shapes'

/**
 * Who is signed in on this page: at first whoever the phone knows to have signed in last, so that pages open at once.
 * `known` is false until the server has been asked once.
 */
export const useSession = defineStore('session', () => {
  const keptMe = keptAs<Me>('me')
  const me = ref<Me | null>(keptMe.read())
  const known = ref(false)
  /** A demonstration server, known before anybody signs in. */
  const demo = ref(false)

  const may = (operation: string): boolean => me.value?.may.includes(operation) ?? false
  /** Runs the accounts and has no other part in the work. */
  const onlyManages = computed(() => (me.value?.roles ?? []).length > 0 && (me.value?.roles.every((role) => role === 'ADMIN') ?? false))
  const readsCases = computed(() => may('cases.read_all') || may('cases.read_unit'))

  /** Where the person's day starts, by role. */
  const home = computed(() => {
    const roles = me.value?.roles ?? []
    if (roles.includes('INSPECTOR')) return '/report'
    if (roles.includes('DISPATCHER') || roles.includes('CREW')) return '/desk'
    return onlyManages.value ? '/accounts' : '/map'
  })

  function be(person: Me | null): void {
    known.value = true
    const before = me.value
    if (person === null) keptMe.forget()
    else keptMe.write(person)
    if (before !== null && person !== null && before.id !== person.id) { startAfresh(); return }
    if (JSON.stringify(before) !== JSON.stringify(person)) me.value = person
  }

  /** Somebody else has signed in on this phone: of the former one's nothing may be shown, so nothing stays in memory. */
  function startAfresh(): void { location.replace('/') }
  window.addEventListener('storage', ({ key }) => { if (key === 'me' && keptMe.read()?.id !== me.value?.id) startAfresh() })

  /** Asks the server who we are; 401 means nobody. Without an answer we are who we were. Throws Problem when that is nobody. */
  async function recall(): Promise<void> {
    try {
      be(await answer(api.GET('/api/me')))
    } catch (thrown) {
      const problem = asProblem(thrown)
      if (problem.status !== 401) {
        if (me.value === null) throw problem
        return
      }
      demo.value = problem.body.demo === true
      be(null)
    }
  }

  /** Throws Problem: 401 wrong name or password, or a code is asked for (`second_factor`); 429 locked for `retryAfter` seconds. */
  async function signIn(username: string, password: string, code = ''): Promise<void> {
    be(await answer(api.POST('/api/session', { body: { username, password, code } })))
  }

  async function signOut(): Promise<void> {
    await answer(api.DELETE('/api/session'))
    be(null)
  }

  onSignedOut(() => { be(null) })
  return { me, known, demo, may, onlyManages, readsCases, home, recall, signIn, signOut }
})
