import type { Permission } from '../../access/roles.ts'
import { ANSWERS, type CommandName } from './command.ts'

/**
 * A kill latches, and so keeps everybody else's changes off the target; it has a permission of its own. To ask
 * whether a change should go back, to tick, to decide, and to answer where one is asked, nobody has to be able to move
 * it.
 */
export function permissionOf(command: CommandName): Permission {
  if (command === 'kill') return 'kill'
  if (ANSWERS.has(command) || command === 'answer' || command === 'decline') return 'answer-change'
  return command === 'consider' ? 'consider' : 'command-change'
}
