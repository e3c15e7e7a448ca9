import type { Possible } from '../../../../../src/read/advice/possible.ts'
import type { ChangeView } from '../../../../../src/read/change/change-view.ts'
import { isAdopted } from '../../../../../src/read/progress/adopted.ts'

/** What a button of this page says for a command. */
export function labelOf({ command, send, asks, item }: Possible, view: ChangeView): string {
  switch (command) {
    case 'abort':
      if (view.startedAt === null) return 'Cancel this change'
      if (view.rollouts.some(isAdopted)) return 'Abort: end it here'
      return view.status === 'rolling-back' ? 'Close at once' : 'Abort: everyone to stable'
    case 'kill':
      return 'Kill: close every target'
    case 'rollback':
      return 'Roll back step by step'
    case 'pause':
      return 'Pause'
    case 'resume':
      return 'Resume'
    case 'promote':
      if (asks.includes('override')) return 'Promote on few samples'
      return send.all === true ? 'Promote all the way' : 'Promote'
    case 'extend':
      return 'Extend the window'
    case 'settle':
      return item?.of === 'undo' ? 'Skip this undo' : 'Settle'
  }
}

/** What it is called in a question, and in its answer. */
export function verbOf({ command, item }: Possible, { startedAt }: ChangeView): string {
  switch (command) {
    case 'abort':
      return startedAt === null ? 'Cancel' : 'Abort'
    case 'rollback':
      return 'Roll back'
    case 'extend':
      return 'Extend the window'
    case 'settle':
      return item?.of === 'undo' ? 'Skip the undo of' : 'Settle'
    default:
      return `${command.charAt(0).toUpperCase()}${command.slice(1)}`
  }
}

type Item = NonNullable<Possible['item']>

/** The ways to settle something, in the words of a person who has looked. */
export const OUTCOMES: Readonly<Record<Item['of'], Readonly<Record<string, string>>>> = {
  step: { done: 'It worked', failed: 'It failed', repeat: 'Run it again' },
  check: { done: 'It passes', failed: 'It does not pass' },
  undo: { skip: 'Leave it as it is' },
}

const STOPS: ReadonlySet<Possible['command']> = new Set(['abort', 'kill', 'rollback'])

/** `red` stops something; `risky` goes on without evidence that all is well, or leaves something undone. */
export function kindOf({ command, send, asks }: Possible): 'red' | 'risky' | 'primary' {
  if (STOPS.has(command)) return 'red'
  const doubtful = send.as === 'failed' || send.as === 'repeat' || send.as === 'skip'
  return doubtful || asks.includes('override') ? 'risky' : 'primary'
}
