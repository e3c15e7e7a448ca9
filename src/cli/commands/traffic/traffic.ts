import type { Command } from 'commander'
import type { TargetView } from '../../../read/records/target-view.ts'
import { asksServer, type ConnectionOptions, connect } from '../../connection/connection.ts'
import { drawn } from '../../screen/drawn.ts'
import { modeLines } from '../../screen/mode-lines.ts'
import { drawTargets } from '../../screen/target-table.ts'
import { fullTarget } from '../../terminal/target-name.ts'
import type { Terminal } from '../../terminal/terminal.ts'

type Options = ConnectionOptions & { json?: boolean }

/** Weights as `targets` shows them, and below each target what is turned away, by whose word and why. */
export function define(command: Command, terminal: Terminal): void {
  asksServer(command.argument('[target]', 'one of them, such as staging/wix')).action(
    async (word: string | undefined, options: Options) => {
      const targets = await chosenTargets(word, options, terminal)
      if (options.json === true) return terminal.say(JSON.stringify(targets))
      if (targets.length === 0) return terminal.say('the binding names no target')
      const frame = drawn(terminal)
      for (const target of targets)
        terminal.say([drawTargets([target], frame), ...modeLines(target, frame)].join('\n'))
    },
  )
}

/** One of them by its name, or all. */
export async function chosenTargets(
  word: string | undefined,
  options: ConnectionOptions,
  terminal: Terminal,
): Promise<readonly TargetView[]> {
  const targets = await connect(options, terminal).targets()
  if (word === undefined) return targets
  const name = fullTarget(
    word,
    targets.map((target) => target.name),
  )
  return targets.filter((target) => target.name === name)
}
