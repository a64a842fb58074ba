/** MapLibre, set up once. Import only from components that are themselves loaded lazily. */
import { prewarm, setWorkerUrl } from 'maplibre-gl'
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url'
import 'maplibre-gl/dist/maplibre-gl.css'

// A file of our own, not a blob: the worker then passes `script-src 'self'`.
setWorkerUrl(workerUrl)
prewarm() // its worker starts while the page is still being put together

export {
  addProtocol, GPUInitializationError, Map as MapView, NavigationControl, ScaleControl,
  type ExpressionSpecification, type GeoJSONSource, type LayerSpecification, type MapGeoJSONFeature, type SourceSpecification,
  type StyleSpecification, type SymbolLayerSpecification, type VectorTileSource, type VariableAnchorOffsetCollectionSpecification,
} from 'maplibre-gl'
