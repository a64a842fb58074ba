import type { components } from '@/core/schema'

/** The API's shapes of the responsibility table. */
type Schemas = components['schemas']

export type Rule = Schemas['RuleOut']
export type Clause = Schemas['ClauseOut']
export type Table = Schemas['ResponsibilityOut']
export type Choices = Schemas['Choices']
export type Pattern = Schemas['Pattern']
export type DraftRow = Schemas['DraftRow']
export type Draft = Schemas['DraftOut']
export type DraftState = Schemas['DraftState']
export type Fault = Schemas['FaultOut']
export type Changes = Schemas['ChangesOut']
export type ChangeCounts = Schemas['ChangeCounts']
export type DryRun = Schemas['DryRunOut']
export type CaseMention = Schemas['CaseMention']
export type Version = Schemas['VersionOut']
export type Fairness = Schemas['FairnessOut']
export type FairnessRow = Schemas['FairnessRow']
/** A rule as the editor sends it: nothing left to the server's defaults. */
export type RuleInput = Required<Schemas['RuleIn']>
