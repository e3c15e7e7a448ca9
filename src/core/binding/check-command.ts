import { checkNoVariables, checkUrl, checkVariables } from '../address/check-variables.ts'
import { type Fault, fault, keyFault, type Path } from '../document/finding.ts'
import type { WrittenRun } from './schema.ts'

/** What a command or a call may be told; the executor fills these in. */
export const VARIABLES = [
  'KEY',
  'CHANGE',
  'ENVIRONMENT',
  'TARGET',
  'VERSION',
  'REVERTS',
  'SIDE',
  'SIDE_URL',
  'LOG_LEVEL',
  'WITH',
  'OUTPUT',
].map((name) => `CUTWATER_${name}`)
/** A variable alone, or what follows the `=` of a long option, where no value can become an option of its own. */
const PLACE = /^(?:(--[A-Za-z][A-Za-z0-9._-]*)=)?\$\{[^}]*\}$/
const CODE_FLAGS = /^(-[a-zA-Z]*[cep]|--eval|--print|--command|-Command|-EncodedCommand|\/c)$/
const FORBIDDEN = /^(DATABASE_(URL|PASSWORD_FILE)|PG[A-Z]+|CUTWATER_.*)$/

/**
 * An input must never become command text: a variable is a whole argument or the whole value of a `--option=`, never a
 * program and never code. That no input becomes an option is checked where plans are: `check-options.ts`.
 */
export function checkRun(path: Path, run: WrittenRun): readonly Fault[] {
  const faults: Fault[] = []
  for (const [i, argument] of (run.command ?? []).entries()) {
    const at = [...path, 'command', i]
    faults.push(...checkVariables(at, argument, VARIABLES))
    if (!argument.includes('${')) continue
    if (argument.includes('${{')) continue
    const place = PLACE.exec(argument)
    const option = place?.[1] ?? run.command?.[i - 1] ?? ''
    if (place === null)
      faults.push(
        fault(
          at,
          'input-in-command',
          'a variable is mixed into the text of an argument',
          'make ${NAME} an argument of its own, or write --option=${NAME}',
        ),
      )
    else if (i === 0)
      faults.push(fault(at, 'input-in-command', 'a variable chooses the program', 'write the program itself'))
    else if (CODE_FLAGS.test(option))
      faults.push(
        fault(
          at,
          'input-in-command',
          `a variable becomes code after ${option}`,
          'put the code into a file, and pass the variable as an argument of it',
        ),
      )
  }
  for (const key of ['cwd', 'passEnv', 'env', 'grace'] as const)
    if (run.http !== undefined && run[key] !== undefined)
      faults.push(
        keyFault(
          [...path, key],
          'unknown-key',
          `${key} means nothing for a call`,
          'remove it, or run a command instead',
        ),
      )
  for (const [i, name] of (run.passEnv ?? []).entries())
    if (FORBIDDEN.test(name))
      faults.push(
        fault(
          [...path, 'passEnv', i],
          'forbidden-variable',
          `${name} is never passed on`,
          'remove it; commands get no database and no token',
        ),
      )
  for (const [name, value] of Object.entries(run.env ?? {})) {
    if (FORBIDDEN.test(name))
      faults.push(
        keyFault([...path, 'env', name], 'forbidden-variable', `${name} is reserved`, 'choose another name'),
      )
    faults.push(...checkNoVariables([...path, 'env', name], value))
  }
  if (run.http !== undefined) faults.push(...checkUrl([...path, 'http', 'url'], run.http.url, VARIABLES))
  for (const [name, value] of Object.entries(run.http?.headers ?? {}))
    faults.push(...checkNoVariables([...path, 'http', 'headers', name], value))
  return faults
}
