// Runs in the page: how long after a key the frame that shows its outcome is painted, how far frames lie apart, long tasks.
(() => {
  const watch = { key: null, frames: [], tasks: [], following: false }

  /** What a key changes: where the cursor stands, what its row shows, which case lies beside the list, what has the keyboard. */
  watch.seen = () => {
    const row = document.querySelector('article.row.current')
    return [
      row?.querySelector('[data-row]')?.dataset.id, row?.className, row?.querySelector('.facts')?.textContent,
      document.querySelector('.panel .case .number')?.textContent, document.activeElement?.tagName,
    ].join('|')
  }
  watch.cursor = () => document.querySelector('article.row.current [data-row]')?.dataset.id ?? null

  addEventListener('keydown', (event) => {
    const pressed = event.timeStamp
    const before = watch.seen()
    const again = () => requestAnimationFrame(() => {
      if (watch.seen() === before) { again(); return }
      const { port1, port2 } = new MessageChannel() // its message is the first task after this frame was painted
      port1.onmessage = () => { watch.key = performance.now() - pressed }
      port2.postMessage(null)
    })
    again()
  }, { capture: true })

  new PerformanceObserver((list) => { watch.tasks.push(...list.getEntries().map((one) => one.duration)) }).observe({ type: 'longtask' })

  let last = null
  const tick = (at) => {
    if (last !== null) watch.frames.push(at - last)
    last = at
    if (watch.following) requestAnimationFrame(tick)
  }
  watch.follow = (on) => {
    watch.following = on
    last = null
    if (on) { watch.frames = []; requestAnimationFrame(tick) }
  }
  window.watch = watch
})()
