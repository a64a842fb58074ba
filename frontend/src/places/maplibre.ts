/** MapLibre, set up once. Import only from components that are themselves loaded lazily. */
import { setWorkerUrl } from 'maplibre-gl'
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url'
import 'maplibre-gl/dist/maplibre-gl.css'

setWorkerUrl(workerUrl)

export { AttributionControl, Map as MapView, Marker, NavigationControl, type StyleSpecification } from 'maplibre-gl'
