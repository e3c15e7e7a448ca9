import type { Runbook } from '../../core/runbook/runbook.ts'
import type { SignalShape } from '../../core/signal/shape.ts'
import { readScript, type Script, strangersIn } from '../../core/simulate/script.ts'
import { Fault } from '../terminal/fault.ts'
import type { Terminal } from '../terminal/terminal.ts'
import { readPlan } from './read-plan.ts'

/** A world that a person wrote, with names of the runbook alone. */
export function readScriptFile(
  file: string,
  runbook: Runbook,
  shapeOf: (signal: string) => SignalShape | null,
  terminal: Terminal,
): Script {
  const answer = readScript(readPlan(file, terminal, 'script'))
  if ('faults' in answer)
    throw new Fault(
      `${file}: ${answer.faults.join('; ')}`,
      'See docs/how-to/simulate.md for what a script may say.',
    )
  const strangers = strangersIn(answer.script, runbook, shapeOf)
  if (strangers.length > 0)
    throw new Fault(
      `${file}: ${strangers.join('; ')}`,
      `The steps are ${runbook.steps.map(({ id }) => id).join(', ')}.`,
    )
  return answer.script
}
