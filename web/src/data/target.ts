import { ask } from './api.ts'
import { COMMAND_LIMIT_MS } from './command.ts'

/** Closes and latches `environment/service`, and rolls back the change that moves it. Throws as `giveCommand` does. */
export async function killTarget(target: string, because: string, key: string): Promise<void> {
  await ask(`/v1/targets/${target}/kill`, {
    method: 'POST',
    body: { because },
    headers: { 'idempotency-key': key },
    limitMs: COMMAND_LIMIT_MS,
  })
}

/** Lifts a latch; asked again, it changes nothing more. */
export async function releaseTarget(target: string, because: string): Promise<void> {
  await ask(`/v1/targets/${target}/release`, { method: 'POST', body: { because }, limitMs: COMMAND_LIMIT_MS })
}
