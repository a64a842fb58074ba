import { computed, onBeforeUnmount, onMounted, ref, type ComputedRef, type Ref, type ShallowRef } from 'vue'

/** Which rows to draw: `start` up to but not including `end`. */
export interface Slice { start: number; end: number }

/**
 * The rows in sight plus `spare` on either side. All lengths in pixels; rows are equally tall.
 * `top` may lie outside the list (rubber-band scrolling, a list that became shorter).
 */
export function sliceOf(top: number, height: number, row: number, count: number, spare = 6): Slice {
  if (count === 0 || row <= 0) return { start: 0, end: 0 }
  const first = Math.floor(Math.max(0, top) / row)
  const last = Math.ceil((Math.max(0, top) + height) / row)
  const end = Math.min(count, last + spare)
  return { start: Math.max(0, Math.min(first - spare, end - 1)), end }
}

/** Where to scroll so that row `index` is wholly in sight, moving as little as possible. */
export function revealed(index: number, top: number, height: number, row: number): number {
  const from = index * row
  if (from < top) return from
  return from + row > top + height ? from + row - height : top
}

/** Draws a long list of equally tall rows in `box` through a window. `row` is the rows' height in pixels. */
export function useWindow(box: Readonly<ShallowRef<HTMLElement | null>>, count: () => number, row: () => number): {
  slice: ComputedRef<Slice>
  top: Ref<number>
  reveal: (index: number) => void
  scrollTo: (top: number) => void
} {
  const top = ref(0)
  const height = ref(800)
  const observer = typeof ResizeObserver === 'undefined' ? null : new ResizeObserver(measure)

  function measure(): void {
    if (box.value === null) return
    top.value = box.value.scrollTop
    height.value = box.value.clientHeight
  }
  onMounted(() => {
    if (box.value === null) return
    measure()
    box.value.addEventListener('scroll', measure, { passive: true })
    observer?.observe(box.value)
  })
  onBeforeUnmount(() => { observer?.disconnect() })

  function scrollTo(to: number): void {
    if (box.value === null) return
    box.value.scrollTop = to
    measure()
  }
  const reveal = (index: number) => {
    const to = revealed(index, top.value, height.value, row())
    if (to !== top.value) scrollTo(to)
  }
  return { slice: computed(() => sliceOf(top.value, height.value, row(), count())), top, reveal, scrollTo }
}
