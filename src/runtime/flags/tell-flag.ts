import type { Scalar } from '../../core/runbook/runbook.ts'
import type { Millis } from '../../core/time/instant.ts'
import { environmentOf } from '../context/reach.ts'
import type { Runtime } from '../context/runtime.ts'
import { within } from '../context/time-limit.ts'

const PUSH_LIMIT_MS: Millis = 10_000

/** Tells a target's own flag services; null when all have taken it, else what went wrong. */
export async function tellFlag(
  { reach }: Runtime,
  environment: string,
  target: string,
  flag: string,
  value: Scalar,
  signal?: AbortSignal,
): Promise<string | null> {
  const bound = environmentOf(reach, environment)
  const services =
    bound !== null && Object.hasOwn(bound.targets, target) ? (bound.targets[target]?.flags ?? []) : []
  const told = await Promise.allSettled(
    services.map((service) =>
      within(
        PUSH_LIMIT_MS,
        `telling ${target} of ${flag}`,
        (limit) => service.push(flag, value, limit),
        signal,
      ),
    ),
  )
  const failed = told.flatMap((each) => (each.status === 'rejected' ? [messageOf(each.reason)] : []))
  return failed.length === 0 ? null : failed.join('; ')
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
