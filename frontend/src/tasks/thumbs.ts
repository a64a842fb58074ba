import { ref, watch, type Ref } from 'vue'
import { usePack } from '@/pack/pack'

/** An address for a photo's small rendition, from this phone where it is kept; null for no photo. */
export function useThumb(sha256: () => string | null): Ref<string | null> {
  const address = ref<string | null>(null)
  watch(sha256, async (wanted) => {
    const found = wanted === null ? null : await usePack().thumb(wanted)
    if (wanted === sha256()) address.value = found
  }, { immediate: true })
  return address
}
