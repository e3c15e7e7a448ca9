import type { Command } from 'commander'
import type { Sent } from '../../../http/client/client.ts'
import { foretell } from '../../connection/foretell.ts'
import { type GiveOptions, giveCommand, givesCommand } from '../../connection/give-command.ts'
import { Fault } from '../../terminal/fault.ts'
import type { Terminal } from '../../terminal/terminal.ts'

type Options = GiveOptions & {
  all?: boolean
  override?: string
  auto?: boolean
  manual?: boolean
  approver?: string
}

/** Never past a gate that fails, and never without data: the server refuses both, whatever is given here. */
export function define(command: Command, terminal: Terminal): void {
  givesCommand(command)
    .option('--all', 'every later stage too, each as soon as its gates hold')
    .option('--override <reason>', 'although there are too few samples')
    .option('--auto', 'ends no hold: once everything else has passed, evidence alone adopts the canary')
    .option('--manual', 'ends no hold: once everything else has passed, the approver has to say so')
    .option('--approver <name>', 'with --manual: who has to approve, by the name of a token')
    .action(async (id: string, options: Options) => {
      const promotion = promotionOf(options)
      if (promotion !== null) {
        const { body, done } = promotion
        return giveCommand(id, body, 'seen', done, options, terminal)
      }
      const { all = false, override } = options
      const body = { command: 'promote', all, ...(override === undefined ? {} : { override }) } as const
      await foretell(id, body, options, terminal)
      return giveCommand(id, body, 'seen', all ? 'promoted, all the way' : 'promoted', options, terminal)
    })
}

/** Whose word is the last before the canary is adopted; null: a hold is to end. */
function promotionOf({ auto, manual, approver, all, override }: Options): {
  readonly body: Sent
  readonly done: string
} | null {
  if (auto !== true && manual !== true) {
    if (approver === undefined) return null
    throw new Fault('--approver belongs to --manual', 'Add --manual, or leave --approver out.')
  }
  if (auto === true && manual === true)
    throw new Fault('--auto and --manual exclude each other', 'Give one of them.')
  if (all === true || override !== undefined)
    throw new Fault(
      `${all === true ? '--all' : '--override'} ends a hold, and ${auto === true ? '--auto' : '--manual'} does not`,
      'Give them in two commands.',
    )
  if (manual === true && approver === undefined)
    throw new Fault('--manual needs to know who approves', 'Add --approver NAME.')
  if (auto === true && approver !== undefined)
    throw new Fault('--auto asks nobody, so it has no --approver', 'Leave it out, or use --manual.')
  return approver === undefined
    ? { body: { command: 'promotion', as: 'auto' }, done: 'adopted by evidence alone' }
    : {
        body: { command: 'promotion', as: 'manual', approver },
        done: `adopted once ${approver} has approved`,
      }
}
