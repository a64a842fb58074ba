import { asked, type Wanted } from './wanted'
import { endedStates, isEnded, openStates } from '@/cases/states'

/**
 * What to ask the inbox for, one after the other, so that cases come the most pressing first: late, open, then what has
 * ended. A deadline stays with a case that has ended, so that one list by deadline would begin with what nobody can act on.
 */
export function pressingFirst(wanted: Wanted) {
  const among = wanted.state.length > 0 ? wanted.state : [...openStates, ...endedStates]
  const open = among.filter((state) => !isEnded(state))
  const ended = among.filter(isEnded)
  const narrowed = asked(wanted)
  return [
    ...(open.length > 0 ? [{ ...narrowed, state: open, overdue: true, sort: 'due_at' }] : []),
    ...(open.length > 0 && !wanted.overdue ? [{ ...narrowed, state: open, overdue: false, sort: 'due_at' }] : []),
    ...(ended.length > 0 && !wanted.overdue ? [{ ...narrowed, state: ended, sort: '-reported_at' }] : []),
  ]
}

/** The same of what can be acted on: nothing that has ended, unless that is all that is wanted. */
export function toActOn(wanted: Wanted): Wanted {
  const states = wanted.state.length > 0 ? wanted.state : openStates
  const open = states.filter((state) => !isEnded(state))
  return { ...wanted, state: [...(open.length > 0 ? open : states)] }
}
