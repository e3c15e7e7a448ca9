import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { openSecrets } from '../adapters/secrets/secrets.ts'
import { readDatabaseUrl } from '../core/database/database-url.ts'
import { withoutCredentials } from '../core/text/credentials.ts'
import { formPattern, REDACTED, secretForms } from '../ports/redaction.ts'

/** Takes every secret out of a text that is known here, in each of its forms, and what looks like one. */
export function redactionFor(
  env: NodeJS.ProcessEnv,
  bindingFile: string,
  tokenFile: string,
): (text: string) => string {
  const secrets = openSecrets({ env, dir: join(dirname(bindingFile), 'secrets') })
  const known = [passwordIn(env.DATABASE_URL), textOf(env.DATABASE_PASSWORD_FILE), textOf(tokenFile)].filter(
    (value) => value !== '',
  )
  const pattern = formPattern(secretForms(known))
  return (text) => {
    const bare = secrets.redact(text)
    return withoutCredentials(pattern === null ? bare : bare.replace(pattern, REDACTED))
  }
}

function passwordIn(url = ''): string {
  try {
    return readDatabaseUrl(url).password ?? ''
  } catch {
    // What stands before the @ of an address is left out in any case.
    return ''
  }
}

function textOf(file = ''): string {
  try {
    return readFileSync(file, 'utf8').trim()
  } catch {
    // One that cannot be read is not known, and so cannot be in what was written.
    return ''
  }
}
