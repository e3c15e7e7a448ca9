import type { Outcome } from '../../core/change/outside/observations.ts'
import type { Act } from '../../core/runbook/runbook.ts'
import type { EffectRow } from '../../ports/store/effects.ts'
import type { Runtime } from '../context/runtime.ts'
import { tellChannel } from '../notice/tell-channel.ts'

type Tell = Extract<Act, { act: 'tell' }>

/** Done when the channel has acknowledged it. A receiver that gets it a second time sees that by its id. */
export async function tell(
  runtime: Pick<Runtime, 'reach' | 'clock' | 'store'>,
  {
    change,
    environment,
    ref,
    timeLimitMs,
  }: Pick<EffectRow, 'change' | 'environment' | 'ref' | 'timeLimitMs'>,
  { channel, words }: Tell,
  signal: AbortSignal,
): Promise<Outcome> {
  const until = runtime.clock.now() + timeLimitMs
  const telling = { change, environment, of: ref.item, words }
  const told = await tellChannel(runtime, telling, channel, { until, signal })
  return told.told
    ? { outcome: 'done', outputs: {}, evidence: `${channel} was told: ${words}` }
    : { outcome: 'failed', reason: told.because }
}
