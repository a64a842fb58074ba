import { someCase } from '../outbox/a-report'
import type { Task } from '@/pack/shapes'

/** A stall outside its shop, dispatched to the crew that holds this phone. */
export const aTask = (changes: Partial<Task> = {}): Task => ({
  id: someCase, number: '20230302-0001', version: 2, state: 'ACCEPTED', category: { code: 'LL2-02', name: '店外经营' }, duty: 'handle',
  may: ['feedback'], photos: [], description: '门口摆货', location: { lon: 118.1602, lat: 36.1861, accuracy_m: 8, fixed_at: null, source: 'gps' }, ...changes,
} as unknown as Task)
