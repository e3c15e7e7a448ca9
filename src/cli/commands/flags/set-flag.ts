import { formatFinding } from '../../../core/document/finding.ts'
import type { FlagContent } from '../../../core/flag/definition/definition.ts'
import { readFlagFile } from '../../../core/flag/file/read-flag-file.ts'
import type { Scalar } from '../../../core/runbook/runbook.ts'
import { type ConnectionOptions, connect } from '../../connection/connection.ts'
import { readPlan } from '../../plan/read-plan.ts'
import { Fault } from '../../terminal/fault.ts'
import type { Terminal } from '../../terminal/terminal.ts'
import { placeOf } from './place.ts'

export type SetOptions = ConnectionOptions & {
  readonly json?: boolean
  readonly because: string
  readonly text?: boolean
  readonly definition?: string
}

export async function setFlag(
  word: string,
  flag: string,
  value: string | undefined,
  options: SetOptions,
  terminal: Terminal,
): Promise<void> {
  const content = contentFrom(flag, value, options, terminal)
  const place = await placeOf(word, flag, options, terminal)
  const answer = await connect(options, terminal).setFlag(place, content, options.because)
  if (options.json === true) {
    const said = typeof content === 'object' ? { definition: content } : { value: content }
    return terminal.say(JSON.stringify({ ...place, ...said, ...answer }))
  }
  const shown = typeof content === 'object' ? ` is as ${options.definition} defines it` : `=${content}`
  terminal.say(
    `${place.environment}/${place.target} ${flag}${shown}${answer.already ? ' (nothing to do, it is so already)' : ''}`,
  )
}

function contentFrom(
  flag: string,
  value: string | undefined,
  { definition: file, text }: SetOptions,
  terminal: Terminal,
): FlagContent {
  if ((value === undefined) === (file === undefined))
    throw new Fault(
      value === undefined ? 'there is nothing to set it to' : 'a value and a definition are one too many',
      'Give a VALUE, or --definition FILE.',
    )
  if (value !== undefined) return text === true ? value : scalarFrom(value)
  if (file === undefined) throw new Error('neither value nor definition')
  const read = readFlagFile(readPlan(file, terminal, 'definition'), file, flag)
  if ('definition' in read) return read.definition
  for (const finding of read.findings) terminal.note(formatFinding(finding))
  throw new Fault(`${file} does not define ${flag}`, 'Fix what is listed above.')
}

export function scalarFrom(text: string): Scalar {
  if (text === 'true' || text === 'false') return text === 'true'
  return /^-?(0|[1-9]\d{0,14})(\.\d{1,15})?$/.test(text) ? Number(text) : text
}
