import type { Logger } from 'pino'
import type { Ending } from '../../core/traffic/blame.ts'
import type { Attempt } from './upstream/attempt.ts'

/** Once when a side stops answering, and once when it answers again: not once a request. */
export function sayWhetherItAnswers(
  log: Logger,
  target: string,
  { upstream, slot }: Attempt,
  error: Error | null,
): void {
  if (upstream.failing === (error !== null)) return
  if (!upstream.maySay()) return
  upstream.failing = error !== null
  const about = { target, side: upstream.side, slot }
  if (error === null) log.info(about, 'the upstream answers again')
  else log.warn({ ...about, because: error.message }, 'the upstream does not answer')
}

/** What the gateway has to answer for. */
export function sayOurs(
  log: Logger,
  target: string,
  { upstream }: Attempt,
  ending: Ending,
  error: Error,
): void {
  if (!upstream.maySay()) return
  const about = { target, side: upstream.side, ending }
  if (ending === 'quiet stream')
    log.warn(about, 'an answer was cut because it was silent for longer than limits.bodyMs')
  else log.error({ ...about, err: error }, 'the gateway itself could not pass a request on')
}
