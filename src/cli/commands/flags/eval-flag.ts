import { type ConnectionOptions, connect } from '../../connection/connection.ts'
import { plain } from '../../screen/text.ts'
import { Fault } from '../../terminal/fault.ts'
import type { Terminal } from '../../terminal/terminal.ts'
import { placeOf } from './place.ts'

export type EvalOptions = ConnectionOptions & {
  readonly json?: boolean
  readonly subject?: string
  readonly segment?: string
  readonly context?: string
}

/** What an SDK would be told. Exit code 1 when the flag cannot be evaluated. */
export async function evalFlag(
  word: string,
  flag: string,
  options: EvalOptions,
  terminal: Terminal,
): Promise<void> {
  const context = contextFrom(options)
  const place = await placeOf(word, flag, options, terminal)
  const said = await connect(options, terminal).evaluateFlag(place, context)
  if ('errorCode' in said && options.json !== true)
    throw new Fault(`${said.errorDetails} (${said.errorCode})`)
  if ('errorCode' in said) terminal.exitCode(1)
  if (options.json === true || 'errorCode' in said) return terminal.say(JSON.stringify(said))
  const shown = said.value === undefined ? "(the default in the caller's code)" : plain(textOf(said.value))
  const reason = said.reason === 'UNKNOWN' ? String(said.metadata?.reason ?? said.reason) : said.reason
  const why = said.variant === undefined ? reason : `${plain(said.variant)}, ${reason}`
  terminal.say(`${shown}  ${terminal.paint.dim(why)}`)
}

const textOf = (value: unknown): string => (typeof value === 'object' ? JSON.stringify(value) : String(value))

function contextFrom({ subject, segment, context = '{}' }: EvalOptions): Readonly<Record<string, unknown>> {
  return {
    ...parsed(context),
    ...(subject === undefined ? {} : { targetingKey: subject }),
    ...(segment === undefined ? {} : { segment }),
  }
}

function parsed(text: string): object {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value
  } catch {
    // Answered below like everything else that is no object.
  }
  throw new Fault('the context is no JSON object', `Write it as '{"email": "anna@example.com"}'.`)
}
