import { formPattern, REDACTED, SECRET_LENGTH_MIN, secretForms } from '../../ports/redaction.ts'
import { SecretFault, type Secrets } from '../../ports/secrets.ts'
import { readSecretFile, secretFileNames } from './secret-file.ts'

const PREFIX = 'CUTWATER_SECRET_'
const NAME = /^[A-Za-z0-9][A-Za-z0-9_-]{0,127}$/

/**
 * Reads `secret:NAME` from the environment variable CUTWATER_SECRET_NAME, or else from the file `dir/NAME`, each time
 * anew, so that a secret can be rotated without a restart. Every value that was ever seen stays redacted.
 */
export function openSecrets(options: { env: NodeJS.ProcessEnv; dir: string }): Secrets {
  const seen = new Set<string>()
  let pattern: RegExp | null = null

  const remember = (value: string) => {
    if (seen.has(value)) return
    seen.add(value)
    pattern = formPattern(secretForms(seen))
  }

  for (const value of knownAtStart(options)) remember(value)

  return {
    get(name) {
      const value = lookUp(name, options)
      remember(value)
      return value
    },
    redact(text) {
      return pattern === null ? text : text.replace(pattern, REDACTED)
    },
  }
}

function lookUp(name: string, { env, dir }: { env: NodeJS.ProcessEnv; dir: string }): string {
  if (!NAME.test(name))
    throw new SecretFault(`secret:${name.slice(0, 40)} is no name for a secret: use letters, digits, _ and -`)
  const value = env[PREFIX + name] ?? readSecretFile(dir, name)
  if (value === null)
    throw new SecretFault(
      `secret:${name} is not there: set the environment variable ${PREFIX}${name}, or write the file ${dir}/${name} with mode 0600, or 0640 for the group of the server`,
    )
  if (value.length < SECRET_LENGTH_MIN)
    throw new SecretFault(
      `secret:${name} has fewer than ${SECRET_LENGTH_MIN} characters and could not be kept out of output: use a longer one`,
    )
  return value
}

/** So that a value is redacted even before anything asked for it. Files that may not be used are reported by `get`. */
function* knownAtStart({ env, dir }: { env: NodeJS.ProcessEnv; dir: string }): Generator<string> {
  for (const [key, value] of Object.entries(env))
    if (key.startsWith(PREFIX) && value !== undefined) yield value
  for (const name of secretFileNames(dir)) {
    if (!NAME.test(name)) continue
    try {
      const value = readSecretFile(dir, name)
      if (value !== null) yield value
    } catch {
      // Refused here with the same error as `get`, which carries the remedy.
    }
  }
}
