import type { FeatureCollection, Point } from 'geojson'
import type { components } from './schema'

/** The API's shapes under the field's names. Times are RFC 3339; positions WGS-84 degrees; accuracy metres. */
type Schemas = components['schemas']

export type Named = Schemas['Named']

export type Role = Schemas['Role']
export type Me = Schemas['Me']

export type Question = Schemas['QuestionOut']
export type Category = Schemas['CategoryOut']
export type Group = Schemas['GroupOut']
export type StateCode = Schemas['State']
/** A state as it is shown; a code this version of the page does not know still has a label. */
export type State = Omit<Schemas['StateOut'], 'code'> & { code: string }
export type Operation = Schemas['OperationOut']
/** Working time: hours as pairs of "HH:MM", rest days as ISO weekdays, holidays with both ends included. */
export interface CalendarTable {
  hours: string[][]; rest_days: number[]; holidays: { first: string; last: string; make_up: string[] }[]
}
export type Notice = Schemas['NoticeOut'] & { calendar?: CalendarTable | null }

export type Routing = Schemas['Routing']
export type TryOut = Schemas['Trial']
export type Responsibility = Schemas['TrialOut']

export type FixSource = Schemas['FixSource']
export type PhotoRole = Schemas['PhotoRole']
/** A place as the phone states it: nothing left to the server's defaults. */
export type Location = Required<Schemas['Location']>
/** A photo as it is claimed and signed: `location` is left out where the phone does not know where it was taken. */
export type PhotoClaim = Omit<Schemas['PhotoRef'], 'location'> & { taken_at: string; location?: Location }
/** What the phone sends to file a case. */
export type Report = Schemas['Report']
export type Receipt = Schemas['Receipt']
/** What the phone signed of a report or a step. */
export type Seal = Schemas['SealIn']

export type OwnSession = Schemas['SessionOut']
export type OwnSignIn = Schemas['SignInOut']
export type SomebodysSignIn = Schemas['SomebodysSignInOut']
export type Account = Schemas['AccountOut']
export type AccountEntry = Schemas['AccountEntryOut']
export type AccountLink = Schemas['AccountLinkOut']
export type PersonLink = Schemas['PersonLinkOut']
export type ImportedRow = Schemas['RowOut']
export type Verb = Schemas['VerbOut']
export type DeviceKeyShown = Schemas['DeviceKeyOut']

export type CaseItem = Schemas['CaseRow']
export type CasePage = Schemas['CasePage']
/** An open case that may be the same as another. */
export type AlikeItem = Schemas['AlikeRow']
export type CaseCounts = Schemas['Counts']
export type CaseDetail = Schemas['CaseDetail']
export type JournalEntry = Schemas['EntryOut']
export type JournalPage = Schemas['JournalOut']
export type Move = Schemas['MoveIn']
/** `layers`: for each raster layer, from the ground up, the addresses of its mirrors. */
export type MapBase = Schemas['BaseMap']
/** What the map knows of a case. `unit` is a code. */
export interface CasePoint {
  id: string; number: string; state: string; category: string; category_name: string; unit: string; unit_name: string
  overdue: boolean; urgent: boolean; due_at: string | null; reported_at: string; demo: boolean
}
/** `truncated`: there are more than were sent. */
export type CasePoints = FeatureCollection<Point, CasePoint> & { truncated: boolean }
/** A case on one of OFFICE's lists, with the latest order on it. */
export type SupervisedCase = Schemas['SupervisedRow']
