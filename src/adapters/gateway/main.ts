import process from 'node:process'
import { parseArgs } from 'node:util'
import { destination, type Logger, pino } from 'pino'
import type { EdgeMetrics } from '../../ports/edge-metrics.ts'
import type { RequestTraces } from '../../ports/traces.ts'
import { loadConfig } from './config/config.ts'
import { plainly, SetupFault } from './config/setup-fault.ts'
import { type Gateway, startGateway } from './gateway.ts'

/** Answers undefined where requests are not traced. */
type OpenTraces = (instance: string, warn: (message: string) => void) => Promise<RequestTraces | undefined>

/** `targets`: their names. */
type OpenMetrics = (targets: readonly string[]) => Promise<EdgeMetrics>

/** What a gateway can do without, and is not loaded where nobody wants it. */
export type Extras = { readonly openTraces: OpenTraces; readonly openMetrics: OpenMetrics }

const NONE: Extras = {
  openTraces: async () => undefined,
  openMetrics: async () => {
    throw new SetupFault('This gateway has no metrics.', 'Start it as cutwater gateway.')
  },
}

const STOP_GRACE_MS = 10_000

/**
 * The gateway's process: `node main.ts --config FILE [--demo-faults]`. It needs no database and outlives the server.
 * SIGTERM and SIGINT let what is under way end; SIGHUP has the configuration read anew. Throws `SetupFault` when it
 * cannot start.
 */
export async function gatewayMain(
  args: readonly string[],
  { openTraces, openMetrics }: Extras = NONE,
): Promise<void> {
  const out = destination({ fd: 2, sync: true })
  // The terminal that read it was closed: users of the targets must not notice.
  out.on('error', () => {})
  const log = pino({ name: 'gateway', timestamp: pino.stdTimeFunctions.isoTime }, out)
  // Until it serves there is nothing to read anew; and a terminal that is closed ends it at no time.
  process.on('SIGHUP', () => {})
  const { config, demoFaults } = optionsOf(args)
  const read = await loadConfig(config)
  const traces = await openTraces(read.instance, (message) => log.warn(message))
  const metrics =
    read.metrics === undefined ? undefined : await openMetrics(read.routes.map(({ target }) => target))
  const gateway = await startGateway(read, {
    ...{ log, demoFaults },
    ...(traces === undefined ? {} : { traces }),
    ...(metrics === undefined ? {} : { metrics }),
  })
  process.on('SIGHUP', readAnew(config, gateway, log))
  // A broken channel: the parent process is gone.
  for (const signal of ['SIGTERM', 'SIGINT', 'disconnect'] as const)
    process.once(signal as 'SIGTERM', () => {
      log.info({ signal }, 'the gateway stops')
      void end(gateway)
    })
}

/** One after the other. What is wrong in the configuration changes nothing, and is said with what to do. */
function readAnew(file: string, gateway: Gateway, log: Logger): () => void {
  let reading: Promise<void> = Promise.resolve()
  const once = async () => {
    try {
      await gateway.reload(await loadConfig(file), STOP_GRACE_MS)
      log.info({ file }, 'the gateway serves by its configuration as it is now')
    } catch (cause) {
      if (!(cause instanceof SetupFault))
        log.error({ err: cause }, 'the configuration could not be read anew')
      else
        log.error(
          { because: cause.message, remedy: cause.remedy },
          'the gateway goes on by the configuration it had',
        )
    }
  }
  return () => {
    reading = reading.then(once)
  }
}

async function end(gateway: Gateway): Promise<void> {
  await gateway.stop(STOP_GRACE_MS)
  process.exit(0)
}

function optionsOf(args: readonly string[]): { config: string; demoFaults: boolean } {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: { config: { type: 'string' }, 'demo-faults': { type: 'boolean', default: false } },
    })
    if (values.config !== undefined) return { config: values.config, demoFaults: values['demo-faults'] }
  } catch (cause) {
    throw new SetupFault(
      `The gateway does not understand its arguments: ${plainly(cause)}.`,
      'Start it with --config FILE and nothing else.',
      { cause },
    )
  }
  throw new SetupFault('The gateway needs its configuration.', 'Name it with --config FILE.')
}

if (import.meta.main)
  await gatewayMain(process.argv.slice(2)).catch((fault: unknown) => {
    if (!(fault instanceof SetupFault)) throw fault
    process.stderr.write(`${fault.message}\n${fault.remedy}\n`)
    process.exitCode = 1
  })
