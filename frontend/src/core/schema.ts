/* Stands in for the file `npm run generate` makes from openapi.json. */
import type { FeatureCollection } from 'geojson'
import type * as shapes from './shapes'

interface Takes<Query = never> { query?: Query; header?: never; path?: never; cookie?: never }
interface Gives<T> { 200: { headers: Record<string, unknown>; content: { 'application/json': T } } }
interface Ask<T, Q = never> { parameters: Takes<Q>; responses: Gives<T> }
interface Tell<B, T> { parameters: Takes; requestBody: { content: { 'application/json': B } }; responses: Gives<T> }
interface At<P, T> { parameters: { query?: never; header?: never; path: P; cookie?: never }; responses: Gives<T> }
interface TellAt<P, B, T> extends At<P, T> { requestBody: { content: { 'application/json': B } } }

export interface paths {
  '/api/me': { get: Ask<shapes.Me> }
  '/api/session': { post: Tell<{ username: string; password: string }, shapes.Me>; delete: Ask<undefined> }
  '/api/notice': { get: Ask<shapes.Notice> }
  '/api/responsibility/try': { post: Tell<shapes.TryOut, shapes.Responsibility> }
  '/api/cases': { get: Ask<shapes.CasePage, Record<string, unknown>> }
  '/api/cases/counts': { get: Ask<shapes.CaseCounts, Record<string, unknown>> }
  '/api/cases/{id}': { get: At<{ id: string }, shapes.CaseDetail>; put: TellAt<{ id: string }, shapes.Report, shapes.Receipt> }
  '/api/cases/{id}/journal': { get: At<{ id: string }, shapes.JournalPage> }
  '/api/cases/{id}/{operation}': { post: TellAt<{ id: string; operation: string }, shapes.Move, shapes.CaseDetail> }
  '/api/cases.geojson': { get: Ask<shapes.CasePoints, Record<string, unknown>> }
  '/api/areas.geojson': { get: Ask<FeatureCollection> }
  '/api/map/base': { get: Ask<shapes.MapBase> }
}
