import { defineStore } from 'pinia'
import { computed, ref } from 'vue'
import { answer, api, onSignedOut } from '@/core/api'
import { keptAs } from '@/core/keeping'
import { asProblem } from '@/core/problem'
import type { Me } from '@/core/shapes'

/** Who is signed in on this page. `known` is false until the server has been asked once. */
export const useSession = defineStore('session', () => {
  const me = ref<Me | null>(null)
  const keptMe = keptAs<Me>('me')
  const known = ref(false)
  /** A demonstration server, known before anybody signs in. */
  const demo = ref(false)

  const may = (operation: string): boolean => me.value?.may.includes(operation) ?? false
  const readsCases = computed(() => may('cases.read_all') || may('cases.read_unit'))

  /** Where the person's day starts, by role. */
  const home = computed(() => {
    const roles = me.value?.roles ?? []
    if (roles.includes('INSPECTOR')) return '/report'
    if (roles.includes('DISPATCHER') || roles.includes('CREW')) return '/desk'
    return '/map'
  })

  function be(person: Me | null): void {
    me.value = person
    known.value = true
    if (person === null) keptMe.forget()
    else keptMe.write(person)
  }

  /** Asks the server who we are; 401 means nobody. Without an answer we are who we were. Throws Problem when that is nobody. */
  async function recall(): Promise<void> {
    try {
      be(await answer(api.GET('/api/me')))
    } catch (thrown) {
      const problem = asProblem(thrown)
      if (problem.status !== 401) {
        me.value = keptMe.read()
        if (me.value === null) throw problem
        return
      }
      demo.value = problem.body.demo === true
      be(null)
    }
  }

  /** Throws Problem: 401 wrong name or password, 429 locked for `retryAfter` seconds. */
  async function signIn(username: string, password: string): Promise<void> {
    be(await answer(api.POST('/api/session', { body: { username, password } })))
  }

  async function signOut(): Promise<void> {
    await answer(api.DELETE('/api/session'))
    be(null)
  }

  onSignedOut(() => { be(null) })
  return { me, known, demo, may, readsCases, home, recall, signIn, signOut }
})
