import { createRouter, createWebHistory, type RouteRecordRaw } from 'vue-router'
import { asProblem } from './problem'
import { useSession } from '@/people/session'

declare module 'vue-router' {
  interface RouteMeta {
    /** Open to people who are not signed in. */
    open?: boolean
    /** The page takes the whole phone screen: no bottom bar. */
    whole?: boolean
    /** The camera is at hand: nothing may come in between, not even a new version of the app. */
    capture?: boolean
  }
}

const pages: RouteRecordRaw[] = [
  // The guard below leads on from here, once it is known who is asking.
  { path: '/', component: () => import('@/shell/LostPage.vue') },
  { path: '/sign-in', name: 'sign-in', component: () => import('@/people/SignInPage.vue'), meta: { open: true, whole: true } },
  { path: '/set-password', name: 'set-password', component: () => import('@/people/SetPasswordPage.vue'), meta: { open: true, whole: true } },
  { path: '/accounts', name: 'accounts', component: () => import('@/accounts/AccountsPage.vue') },
  { path: '/report', name: 'report', component: () => import('@/report/ReportPage.vue'), meta: { capture: true } },
  { path: '/desk', name: 'desk', component: () => import('@/desk/DeskPage.vue') },
  { path: '/cases/:id', name: 'case', component: () => import('@/desk/CasePage.vue'), props: true },
  { path: '/board', name: 'board', component: () => import('@/figures/BoardPage.vue') },
  { path: '/map', name: 'map', component: () => import('@/map/MapPage.vue') },
  {
    path: '/responsibility',
    component: () => import('@/responsibility/ResponsibilityPage.vue'),
    children: [
      { path: '', name: 'responsibility', component: () => import('@/responsibility/TablePage.vue') },
      { path: 'drafts', name: 'rule-drafts', component: () => import('@/responsibility/DraftsPage.vue') },
      { path: 'drafts/:id', name: 'rule-draft', component: () => import('@/responsibility/DraftPage.vue'), props: true },
      { path: 'history', name: 'rule-history', component: () => import('@/responsibility/HistoryPage.vue') },
      { path: 'fairness', name: 'rule-fairness', component: () => import('@/responsibility/FairnessPage.vue') },
    ],
  },
  { path: '/supervision', name: 'supervision', component: () => import('@/supervision/SupervisionPage.vue') },
  { path: '/supervision/orders/:id/:number', name: 'supervision-order', component: () => import('@/supervision/OrderPage.vue'), props: true, meta: { whole: true } },
  { path: '/tasks', name: 'tasks', component: () => import('@/tasks/TasksPage.vue') },
  { path: '/tasks/:id', name: 'task', component: () => import('@/tasks/TaskPage.vue'), props: true, meta: { capture: true } },
  { path: '/duty', name: 'duty', component: () => import('@/duty/MyDayPage.vue') },
  { path: '/outbox', name: 'outbox', component: () => import('@/outbox/OutboxPage.vue') },
  { path: '/me', name: 'me', component: () => import('@/people/MePage.vue') },
  { path: '/:lost(.*)*', name: 'lost', component: () => import('@/shell/LostPage.vue') },
]

export const router = createRouter({
  history: createWebHistory(),
  routes: pages,
  scrollBehavior: (_to, _from, kept) => kept ?? { top: 0 },
})

// A page opens only for somebody signed in: at once for whoever the phone knows (main.ts asks the server meanwhile), else as
// the server says. With no answer the person is sent to sign in, which says so.
router.beforeEach(async (to) => {
  const session = useSession()
  if (!session.known && session.me === null) {
    try {
      await session.recall()
    } catch (thrown) {
      asProblem(thrown)
    }
  }
  if (session.me === null && to.meta.open !== true) return { name: 'sign-in', query: to.path === '/' ? {} : { then: to.fullPath } }
  if (session.me !== null && to.name === 'sign-in') return session.home
  return to.path === '/' ? session.home : true
})
