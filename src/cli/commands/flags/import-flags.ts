import { formatFinding } from '../../../core/document/finding.ts'
import { readWholeFlagFile } from '../../../core/flag/file/read-flag-file.ts'
import type { Schemas } from '../../../http/client/client.ts'
import { type ConnectionOptions, connect } from '../../connection/connection.ts'
import { readPlan } from '../../plan/read-plan.ts'
import { plain } from '../../screen/text.ts'
import { Fault } from '../../terminal/fault.ts'
import type { Terminal } from '../../terminal/terminal.ts'
import { sides } from './flag-versions.ts'
import { placeOf } from './place.ts'

export type ImportOptions = ConnectionOptions & {
  readonly json?: boolean
  readonly because: string
  readonly dryRun?: boolean
}

/** Every flag of a file at once; what differs from what is there is shown, also when nothing is done yet. */
export async function importFlags(
  word: string,
  path: string,
  { dryRun = false, ...options }: ImportOptions,
  terminal: Terminal,
): Promise<void> {
  const read = readWholeFlagFile(readPlan(path, terminal, 'definition'), path)
  if ('findings' in read) {
    for (const finding of read.findings) terminal.note(formatFinding(finding))
    throw new Fault(`${path} cannot be imported; nothing was set`, 'Fix what is listed above.')
  }
  const { environment, target } = await placeOf(word, '', options, terminal)
  const answer = await connect(options, terminal).importFlags(
    { environment, target },
    { file: read.file, dryRun, because: options.because },
  )
  if (options.json === true) return terminal.say(JSON.stringify(answer))
  for (const flag of answer.flags) for (const line of linesOf(flag, terminal)) terminal.say(line)
  const changing = answer.flags.filter(({ is }) => is !== 'same')
  terminal.say(
    `${environment}/${target}: ${changing.length} of ${answer.flags.length} flags ${dryRun ? 'would change; nothing was done' : 'changed'}`,
  )
  const locked = changing.filter(({ lockedBy }) => lockedBy !== null)
  if (!dryRun || locked.length === 0) return
  throw new Fault(
    `it would be refused: ${locked.map(({ flag, lockedBy }) => `${flag} is locked by ${lockedBy}`).join(', ')}`,
    'Unlock them first, with a reason, or leave them out of the file.',
  )
}

type Imported = Schemas['FlagsImported']['flags'][number]

function linesOf({ flag, is, differences, lockedBy }: Imported, terminal: Terminal): readonly string[] {
  if (is === 'same') return []
  const locked = lockedBy === null ? '' : terminal.paint.yellow(`  locked by ${plain(lockedBy)}`)
  const head = `${is === 'new' ? 'new' : 'changed'}  ${plain(flag)}${locked}`
  if (is === 'new') return [head]
  return [
    head,
    ...differences.flatMap((one) => [
      `  ${plain(one.path)}`,
      ...sides(one, terminal).map((line) => `  ${line}`),
    ]),
  ]
}
