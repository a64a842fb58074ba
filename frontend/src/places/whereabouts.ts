import type { Spot } from './distance'

const patience = 5000 // milliseconds

/** Where the phone is, if it may be asked without asking the person; null when it may not or does not know. */
export async function whereabouts(): Promise<Spot | null> {
  if (!('geolocation' in navigator) || !await allowed()) return null
  return new Promise((resolve) => {
    const hush = setTimeout(() => { resolve(null) }, patience)
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => { clearTimeout(hush); resolve({ lon: coords.longitude, lat: coords.latitude }) },
      () => { clearTimeout(hush); resolve(null) },
      { maximumAge: 60_000, timeout: patience },
    )
  })
}

async function allowed(): Promise<boolean> {
  try {
    return (await navigator.permissions.query({ name: 'geolocation' })).state === 'granted'
  } catch {
    return false // a browser without the Permissions API would ask the person
  }
}
