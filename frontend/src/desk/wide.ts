import { onScopeDispose, ref, type Ref } from 'vue'

/** Whether the screen has room for list and case side by side (1100 px), followed while the scope lives. */
export function useWide(): Ref<boolean> {
  const room = matchMedia('(min-width: 1100px)')
  const wide = ref(room.matches)
  const follow = () => { wide.value = room.matches }
  room.addEventListener('change', follow)
  onScopeDispose(() => { room.removeEventListener('change', follow) })
  return wide
}
