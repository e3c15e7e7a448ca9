import { type Fault, fault, keyFault, type Path } from '../document/finding.ts'
import { checkNoVariables } from './check-variables.ts'

/** Headers that a binding sends: none of those that the request itself consists of, and secrets by their names. */
export function checkHeaders(path: Path, headers: Readonly<Record<string, string>>): readonly Fault[] {
  const names = Object.keys(headers)
  return names.flatMap((name, i) => checkHeader([...path, name], headers[name] ?? '', names.slice(0, i)))
}

/** What the request itself consists of. */
const OURS = new Set([
  ...[
    'host',
    'connection',
    'keep-alive',
    'proxy-connection',
    'transfer-encoding',
    'te',
    'trailer',
    'upgrade',
  ],
  ...['content-length', 'content-type', 'content-encoding', 'expect', 'accept', 'accept-encoding'],
])
/** Whatever they say proves who asks. */
const SECRET = new Set(['authorization', 'proxy-authorization', 'cookie'])

function checkHeader(path: Path, value: string, before: readonly string[]): readonly Fault[] {
  const name = String(path.at(-1)).toLowerCase()
  if (OURS.has(name))
    return [keyFault(path, 'forbidden-header', `${name} belongs to the request itself`, 'remove it')]
  if (before.some((other) => other.toLowerCase() === name))
    return [keyFault(path, 'duplicate-name', `the header ${name} is there twice`, 'keep one of them')]
  if (SECRET.has(name) && !/(^|^[A-Za-z][\w-]* )secret:/.test(value))
    return [
      fault(
        path,
        'wrong-type',
        'a secret has to be named, never written',
        "write 'secret:NAME', or 'SCHEME secret:NAME', and keep the value in the environment or in secrets/NAME",
      ),
    ]
  return checkNoVariables(path, value)
}
