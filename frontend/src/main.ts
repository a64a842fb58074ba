import { createPinia } from 'pinia'
import { createApp, watch } from 'vue'
import './styles/base.css'
import { closeAhead, openAhead } from './camera/opening'
import { onSignedOut } from './core/api'
import { awaitInstallOffer } from './core/installing'
import { followLanguage } from './core/language'
import { followLooks } from './core/looks'
import { router } from './core/pages'
import { asProblem } from './core/problem'
import { useSession } from './people/session'
import AppShell from './shell/AppShell.vue'
import { keepShell } from './shell/update'

followLanguage()
followLooks()

const app = createApp(AppShell)
app.use(createPinia())
const session = useSession()
const starts = location.pathname === '/' ? session.home : location.pathname
if (session.me !== null && starts === '/report') openAhead()
app.use(router)
app.mount('#app')

function toSignIn(): void {
  const here = router.currentRoute.value
  if (here.meta.open !== true) void router.push({ name: 'sign-in', query: { then: here.fullPath } })
}
onSignedOut(toSignIn)
router.afterEach((to) => { if (to.name !== 'report') closeAhead() })

/** What the first page does not wait for. */
async function goOn(): Promise<void> {
  await router.isReady()
  // What waits on this phone belongs to whoever is signed in: to them alone it is shown, under their name it is sent.
  void import('./outbox/outbox').then(({ useOutbox }) => {
    watch(() => session.me?.id ?? null, (person) => { void useOutbox().open(person) }, { immediate: true })
  }).catch(() => undefined) // without it, the page says so when something is saved
  if (session.known) return
  await session.recall().catch(asProblem)
  if (session.me === null) toSignIn()
}
void goOn()
awaitInstallOffer()
if (import.meta.env.PROD) {
  void keepShell(router)
  void import('./shell/missing-parts').then(({ mendMissingParts }) => { mendMissingParts(router) }).catch(() => undefined)
}
// What the phone keeps for when there is no signal comes after the page stands.
setTimeout(() => { void import('./pack/starting').then(({ startPack }) => { startPack() }) }, 1500)
