import type { Permission } from '../../access/roles.ts'
import type { CommandName } from './command.ts'

/**
 * A kill latches, and so keeps everybody else's changes off the target; it has a permission of its own. To ask whether a
 * change should go back, nobody has to be able to move it.
 */
export function permissionOf(command: CommandName): Permission {
  if (command === 'kill') return 'kill'
  return command === 'consider' ? 'consider' : 'command-change'
}
