import type { Permission } from '../../access/roles.ts'
import { ANSWERS, type CommandName } from './command.ts'

const OTHER_ANSWERS: ReadonlySet<CommandName> = new Set<CommandName>([
  'answer',
  'decline',
  'record-validation',
])

/**
 * A kill latches, and so keeps everybody else's changes off the target; it has a permission of its own. To ask
 * whether a change should go back, to tick, to decide, to say what suites have shown, and to answer where one is asked,
 * nobody has to be able to move it.
 */
export function permissionOf(command: CommandName): Permission {
  if (command === 'kill') return 'kill'
  if (ANSWERS.has(command) || OTHER_ANSWERS.has(command)) return 'answer-change'
  return command === 'consider' ? 'consider' : 'command-change'
}
