import type { Permission } from '../../access/roles.ts'
import type { CommandName } from './command.ts'

/** A kill latches, and so keeps everybody else's changes off the target; it has a permission of its own. */
export const permissionOf = (command: CommandName): Permission =>
  command === 'kill' ? 'kill' : 'command-change'
