import type { components } from '@/core/schema'

/** The offline pack's shapes under short names. Positions WGS-84 degrees, lon before lat. */
type Schemas = components['schemas']

export type Pack = Schemas['Pack']
export type PackRules = Schemas['PackRules']
export type PackRule = Schemas['PackRule']
export type PackUnit = Schemas['PackUnit']
export type PackOutline = Schemas['PackOutline']
export type PackNear = Schemas['PackNear']
export type PackCase = Schemas['PackCase']
export type Task = Schemas['PackTask']
export type Colleague = Schemas['Colleague']
