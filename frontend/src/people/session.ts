import { defineStore } from 'pinia'
import { computed, ref } from 'vue'
import { answer, api, onSignedOut } from '@/core/api'
import { asProblem } from '@/core/problem'
import type { Me } from '@/core/shapes'

/** Who is signed in on this page. `known` is false until the server has been asked once. */
export const useSession = defineStore('session', () => {
  const me = ref<Me | null>(null)
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

  /** Asks the server who we are; 401 means nobody. Throws Problem when no answer came. */
  async function recall(): Promise<void> {
    try {
      me.value = await answer(api.GET('/api/me'))
    } catch (thrown) {
      const problem = asProblem(thrown)
      if (problem.status !== 401) throw problem
      demo.value = problem.body.demo === true
      me.value = null
    }
    known.value = true
  }

  /** Throws Problem: 401 wrong name or password, 429 locked for `retryAfter` seconds. */
  async function signIn(username: string, password: string): Promise<void> {
    me.value = await answer(api.POST('/api/session', { body: { username, password } }))
    known.value = true
  }

  async function signOut(): Promise<void> {
    await answer(api.DELETE('/api/session'))
    me.value = null
  }

  onSignedOut(() => { me.value = null })
  return { me, known, demo, may, readsCases, home, recall, signIn, signOut }
})
