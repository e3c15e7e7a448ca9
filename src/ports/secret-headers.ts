import type { Secrets } from './secrets.ts'

/**
 * Headers of a binding as they are sent, with names in lower case; `secret:NAME` is resolved where it stands, alone or
 * after a scheme: `Bearer secret:NAME`. Throws an `Error` whose message is the remedy and holds no secret.
 */
export function withSecrets(
  headers: Readonly<Record<string, string>>,
  secrets: Pick<Secrets, 'get'>,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, template]) => {
      const [, scheme = '', secret] = /^([A-Za-z][\w-]* )?secret:(.+)$/.exec(template) ?? []
      const value = secret === undefined ? template : scheme + secrets.get(secret)
      if (!/^[\w!#$%&'*+.^`|~-]+$/.test(name) || !/^[\t\x20-\x7e\x80-\xff]*$/.test(value))
        throw new Error(
          `the header ${JSON.stringify(name)} cannot be sent: its name or its value is not allowed`,
        )
      return [name.toLowerCase(), value]
    }),
  )
}
