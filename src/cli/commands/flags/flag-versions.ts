import type { Schemas } from '../../../http/client/client.ts'
import { localTime } from '../../../read/words/time.ts'
import { type ConnectionOptions, connect } from '../../connection/connection.ts'
import { plain } from '../../screen/text.ts'
import { Fault } from '../../terminal/fault.ts'
import type { Terminal } from '../../terminal/terminal.ts'
import { placeOf } from './place.ts'

type Options = ConnectionOptions & { readonly json?: boolean }

export async function showHistory(
  word: string,
  flag: string,
  options: Options,
  terminal: Terminal,
): Promise<void> {
  const versions = await connect(options, terminal).flagHistory(await placeOf(word, flag, options, terminal))
  if (options.json === true) return terminal.say(JSON.stringify(versions))
  for (const version of versions) {
    const { by, because, at } = version
    const when = localTime(at, terminal.zone, terminal.now())
    const why = terminal.paint.dim(`by ${plain(by)}: ${plain(because)}`)
    terminal.say(`${String(version.version).padStart(4)}  ${when}  ${shownContent(version)}  ${why}`)
  }
}

export async function showDiff(
  word: string,
  flag: string,
  asked: readonly [from: string | undefined, to: string | undefined],
  options: Options,
  terminal: Terminal,
): Promise<void> {
  const [from, to] = asked.map((version) => (version === undefined ? undefined : versionFrom(version)))
  const diff = await connect(options, terminal).flagDiff(
    await placeOf(word, flag, options, terminal),
    from,
    to,
  )
  if (options.json === true) return terminal.say(JSON.stringify(diff))
  if (diff.differences.length === 0) return terminal.say(`versions ${diff.from} and ${diff.to} say the same`)
  for (const difference of diff.differences) {
    terminal.say(plain(difference.path))
    for (const line of sides(difference, terminal)) terminal.say(line)
  }
}

export async function rollBack(
  word: string,
  flag: string,
  version: string,
  options: Options & { readonly because: string },
  terminal: Terminal,
): Promise<void> {
  const place = await placeOf(word, flag, options, terminal)
  const answer = await connect(options, terminal).rollbackFlag(place, versionFrom(version), options.because)
  if (options.json === true)
    return terminal.say(JSON.stringify({ ...place, version: Number(version), ...answer }))
  const said = answer.already ? 'nothing to do, it is so already' : `is again as in version ${version}`
  terminal.say(`${place.environment}/${place.target} ${flag}: ${said}`)
}

/** A value, or that there is a definition; what that says is in the diff. */
export function shownContent({
  value,
  definition,
}: Pick<Schemas['FlagVersion'], 'value' | 'definition'>): string {
  if (value !== null) return plain(String(value))
  return definition === null ? '(removed)' : '(by its definition)'
}

/** Red what was, green what is. */
export function sides({ was, is }: Schemas['FlagDifference'], { paint }: Terminal): readonly string[] {
  return [
    ...(was === undefined ? [] : [paint.red(`  - ${plain(JSON.stringify(was))}`)]),
    ...(is === undefined ? [] : [paint.green(`  + ${plain(JSON.stringify(is))}`)]),
  ]
}

function versionFrom(text: string): number {
  if (!/^\d{1,9}$/.test(text))
    throw new Fault(`"${text}" is no version`, 'Write a number, as cutwater flags history shows it.')
  return Number(text)
}
