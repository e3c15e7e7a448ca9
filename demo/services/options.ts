import { parseArgs } from 'node:util'
import { wholeNumber } from '../process/settings.ts'

export type ServiceOptions = {
  readonly port: number
  readonly data: string
  readonly version: string
  /** Of the version; each estate has words of its own for it. */
  readonly fault: string
  readonly parent: number | undefined
}

/** `--port N --data DIR [--version V] [--fault KIND] [--parent PID]`; an option it does not know is refused. */
export function serviceOptions(): ServiceOptions {
  const { values } = parseArgs({
    options: {
      port: { type: 'string' },
      data: { type: 'string' },
      version: { type: 'string', default: 'v0.0.0' },
      fault: { type: 'string', default: 'none' },
      parent: { type: 'string' },
    },
  })
  if (!values.data) throw new Error('--data DIR is missing')
  return {
    port: wholeNumber('--port', values.port),
    data: values.data,
    version: values.version,
    fault: values.fault,
    parent: values.parent === undefined ? undefined : wholeNumber('--parent', values.parent),
  }
}
