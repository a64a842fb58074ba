import { shallowRef } from 'vue'

/** The browser's own offer to install the app, kept until the person asks for it. Not every browser makes one. */
interface InstallOffer extends Event { prompt: () => Promise<void>; readonly userChoice: Promise<{ outcome: 'accepted' | 'dismissed' }> }

export const installOffer = shallowRef<InstallOffer | null>(null)

/** Listens from the start: the offer comes once, early, and is gone if nobody takes it. */
export function awaitInstallOffer(): void {
  window.addEventListener('beforeinstallprompt', (event) => {
    event.preventDefault()
    installOffer.value = event as InstallOffer
  })
  window.addEventListener('appinstalled', () => { installOffer.value = null })
}

export const isInstalled = (): boolean => matchMedia('(display-mode: standalone)').matches
/** Safari on iPhone and iPad makes no offer: the way leads through its share menu. */
export const isApplePhone = (agent = navigator.userAgent): boolean => /iPhone|iPad/.test(agent)

/** Asks the person; the browser asks once more. */
export async function install(): Promise<void> {
  const offer = installOffer.value
  installOffer.value = null
  await offer?.prompt()
}
