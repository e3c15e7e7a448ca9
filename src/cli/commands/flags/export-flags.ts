import { viteLines } from '../../../core/flag/file/vite-lines.ts'
import type { Scalar } from '../../../core/runbook/runbook.ts'
import { type ConnectionOptions, connect } from '../../connection/connection.ts'
import { Fault } from '../../terminal/fault.ts'
import type { Terminal } from '../../terminal/terminal.ts'
import { placeOf } from './place.ts'

export type ExportOptions = ConnectionOptions & { readonly format: string }

export const FORMATS = ['vite', 'json', 'flagd'] as const

/** Standard output holds the file and nothing else. */
export async function exportFlags(word: string, options: ExportOptions, terminal: Terminal): Promise<void> {
  const client = connect(options, terminal)
  const { environment, target } = await placeOf(word, '', options, terminal)
  if (options.format === 'flagd') {
    const file = await client.flagdFile(environment, target)
    if (JSON.stringify(file).includes('"fractional"'))
      terminal.note(
        'shares that follow the traffic are as they are now; export again when the split has moved',
      )
    return terminal.say(JSON.stringify(file, null, 2))
  }
  const values: Record<string, Scalar> = {}
  for (const { target: of, flag, value } of await client.flags(environment)) {
    if (of !== target) continue
    if (value === null) terminal.note(`${flag} is left out: its definition decides by subject`)
    else values[flag] = value
  }
  if (options.format === 'json') return terminal.say(JSON.stringify(values, null, 2))
  const lines = viteLines(values)
  if ('text' in lines) return terminal.say(lines.text.trimEnd())
  for (const { flag, because } of lines.refused) terminal.note(`${flag}: ${because}`)
  throw new Fault(
    'these flags cannot be written as VITE_ lines',
    'Rename or change what is listed above, or export as json.',
  )
}
