import { parseArgs } from 'node:util'
import { wholeNumber } from '../../../../process/settings.ts'

/** `--port N [--parent PID]`, of what is not ours to release. */
export function outsideOptions(): { readonly port: number; readonly parent: number | undefined } {
  const { values } = parseArgs({ options: { port: { type: 'string' }, parent: { type: 'string' } } })
  return {
    port: wholeNumber('--port', values.port),
    parent: values.parent === undefined ? undefined : wholeNumber('--parent', values.parent),
  }
}
