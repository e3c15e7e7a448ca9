import { checkHeaders } from '../address/check-headers.ts'
import { type Fault, keyFault, type Path } from '../document/finding.ts'
import type { WrittenPrometheus } from './signal-schema.ts'

/** What a Prometheus is told about who asks: by one way, with secrets named, and nothing that HTTP itself needs. */
export function checkAccess(
  path: Path,
  { token, basicAuth, headers = {} }: WrittenPrometheus,
): readonly Fault[] {
  const authorization = Object.keys(headers).find((name) => name.toLowerCase() === 'authorization')
  const ways: readonly Path[] = [
    ...(token === undefined ? [] : [['token']]),
    ...(basicAuth === undefined ? [] : [['basicAuth']]),
    ...(authorization === undefined ? [] : [['headers', authorization]]),
  ]
  const [, ...more] = ways
  return [
    ...more.map((way) =>
      keyFault(
        [...path, ...way],
        'bad-value',
        `who asks is said more than once: ${ways.map((one) => one.join('.')).join(' and ')}`,
        'keep one of them',
      ),
    ),
    ...checkHeaders([...path, 'headers'], headers),
  ]
}
