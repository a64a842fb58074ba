// Runs in the page: when the picture is live, and how long after a tap the frame that shows its outcome is painted.
(() => {
  const watch = { live: null, preview: null, saved: null, largest: null }
  const painted = (then) => requestAnimationFrame(() => {
    const { port1, port2 } = new MessageChannel() // its message is the first task after this frame was painted
    port1.onmessage = () => { then(performance.now()) }
    port2.postMessage(null)
  })
  /** Calls `then` with the time of the first frame in which `selector` is there. */
  const when = (selector, then) => {
    const look = () => document.querySelector(selector) === null ? void requestAnimationFrame(look) : painted(then)
    look()
  }
  when('video.live', () => {
    document.querySelector('video').requestVideoFrameCallback((at) => { watch.live = at })
  })
  addEventListener('click', (event) => {
    const tapped = event.timeStamp
    if (event.target.closest('.shutter') !== null) when('.shots li', (at) => { watch.preview = at - tapped })
    if (event.target.closest('.types') !== null) when('.saved', (at) => { watch.saved = at - tapped })
  }, { capture: true })
  new PerformanceObserver((list) => { watch.largest = list.getEntries().at(-1).startTime })
    .observe({ type: 'largest-contentful-paint', buffered: true })
  window.watch = watch
})()
