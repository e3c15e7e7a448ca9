import type { CommandBody } from '../change/commands/command.ts'
import type { Script } from './script.ts'

/** What a line of the script asks of the change. */
export function commandOf(said: Script['commands'][number]): CommandBody {
  const { because = 'as scripted' } = said
  switch (said.do) {
    case 'pause':
    case 'abort':
    case 'kill':
      return { command: said.do, because }
    case 'resume':
      return { command: 'resume', ...(said.because === undefined ? {} : { because }) }
    case 'promote':
    case 'promote-all':
      return { command: 'promote', all: said.do === 'promote-all', override: said.override ?? null }
    case 'promote-auto':
      return { command: 'promotion', as: 'auto' }
    case 'promote-manual':
      return { command: 'promotion', as: 'manual', approver: said.approver ?? '' }
    case 'rollback':
    case 'rollback-gradual':
      return { command: 'rollback', because, gradual: said.do === 'rollback-gradual' }
    case 'consider':
      return { command: 'consider', because }
    case 'decline':
      return { command: 'decline', number: said.number ?? 1, because }
    case 'extend':
      return { command: 'extend', byMs: said.by ?? 0, because }
    case 'settle':
      return { command: 'settle', item: said.item ?? '', as: settledAs(said.as), because }
    case 'answer':
      return {
        command: 'answer',
        guard: said.guard ?? '',
        as: said.as === 'rollback' ? 'rollback' : 'resume',
        because,
      }
    case 'tick':
      return { command: 'tick', item: said.item ?? '', note: said.note }
    case 'untick':
    case 'not-ready':
      return { command: said.do, item: said.item ?? '', because }
    case 'decide':
      return {
        command: 'decide',
        decision: said.item ?? '',
        ...(said.as === 'reject' ? { as: 'reject', because } : { as: 'approve', because: said.because }),
      }
  }
}

type As = Script['commands'][number]['as']

function settledAs(as: As): 'done' | 'failed' | 'repeat' | 'skip' {
  switch (as) {
    case 'failed':
    case 'repeat':
    case 'skip':
      return as
    case 'done':
    case 'resume':
    case 'rollback':
    case 'approve':
    case 'reject':
    case undefined:
      return 'done'
  }
}
