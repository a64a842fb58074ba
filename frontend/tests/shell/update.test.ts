import { beforeEach, describe, expect, it, vi } from 'vitest'
import { createMemoryHistory, createRouter, type Router } from 'vue-router'

vi.stubGlobal('localStorage', { getItem: () => null, setItem: () => undefined, removeItem: () => undefined })
const { offerWhenFree } = await import('@/shell/update')
const { dismiss, toasts } = await import('@/ui/toasts')

const page = { render: () => null }
let router: Router
beforeEach(async () => {
  toasts.value = []
  router = createRouter({
    history: createMemoryHistory(),
    routes: [{ path: '/tasks', component: page }, { path: '/map', component: page }, { path: '/report', component: page, meta: { capture: true } }],
  })
  await router.push('/tasks')
})
const offered = () => toasts.value.length

describe('a new version of the app', () => {
  it('is offered at once where nobody takes photos', () => {
    let updated = 0
    offerWhenFree(router, () => { updated++ })
    toasts.value[0]?.act?.run()
    expect([offered(), updated]).toEqual([1, 1])
  })

  it('waits until the person leaves the camera', async () => {
    await router.push('/report')
    offerWhenFree(router, () => undefined)
    expect(offered()).toBe(0)
    await router.push('/tasks')
    expect(offered()).toBe(1)
  })

  it('steps aside for the camera, and comes again afterwards', async () => {
    offerWhenFree(router, () => undefined)
    await router.push('/report')
    expect(offered()).toBe(0)
    await router.push('/map')
    expect(offered()).toBe(1)
    await router.push('/tasks')
    expect(offered()).toBe(1)
  })

  it('does not come again to somebody who has closed it', async () => {
    offerWhenFree(router, () => undefined)
    dismiss(toasts.value[0]?.key ?? 0)
    await router.push('/report')
    await router.push('/map')
    expect(offered()).toBe(0)
  })

  it('is offered once, though two versions come in a row', async () => {
    offerWhenFree(router, () => undefined)
    offerWhenFree(router, () => undefined)
    await router.push('/report')
    await router.push('/map')
    expect(offered()).toBe(1)
  })
})
