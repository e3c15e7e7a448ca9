import type { CommandName } from '../change/command.ts'
import type { Permission } from './roles.ts'

/** A kill latches, and so keeps everybody else's changes off the target; it has a permission of its own. */
export const permissionOf = (command: CommandName): Permission =>
  command === 'kill' ? 'kill' : 'command-change'
