import type { Command } from 'commander'
import { type ConnectionOptions, connect } from '../../connection/connection.ts'
import { givesCommand, sayGiven } from '../../connection/give-command.ts'
import { type ChoiceOptions, choosePlan, choosesPlan } from '../../plan/chosen-plan.ts'
import { orFindings } from '../../plan/findings.ts'
import { type InputOptions, namesPeople, PACE, planInputs } from '../../plan/plan-inputs.ts'
import type { Terminal } from '../../terminal/terminal.ts'

type Options = ConnectionOptions & ChoiceOptions & InputOptions & { readonly json?: boolean }

export function define(command: Command, terminal: Terminal): void {
  namesPeople(choosesPlan(givesCommand(command)))
    .option(...PACE)
    .addHelpText('after', '\nGive all inputs and leads again; approvals are void and have to be given again.')
    .action((id: string, plan: string, words: readonly string[], options: Options) =>
      edit(id, plan, words, options, terminal),
    )
}

async function edit(
  id: string,
  plan: string,
  words: readonly string[],
  options: Options,
  terminal: Terminal,
): Promise<void> {
  const client = connect(options, terminal)
  const inputs = planInputs(words, options)
  const { revision } = await client.change(id)
  const order = { ...inputs, ...(await choosePlan(plan, options, () => client, terminal)) }
  sayGiven(await orFindings(client.edit(id, order, revision), 'taken', terminal), 'edited', options, terminal)
}
