import { freePorts } from '../../process/free-ports.ts'
import { type Target, targets } from './targets.ts'

/** Every address of the world, chosen before anything is started, because the binding names them all. */
export type Addresses = {
  readonly sides: Readonly<Record<Target, { readonly blue: string; readonly green: string }>>
  /** Where users reach a target: the gateway, or HAProxy. */
  readonly publicly: Readonly<Record<Target, string>>
  readonly flags: Readonly<Record<Target, string>>
  readonly source: string
  readonly pager: string
  readonly prometheus: string
  /** Where HAProxy tells Prometheus what it counted. */
  readonly haproxyMetrics: string
}

export async function pickAddresses(): Promise<Addresses> {
  const ports = await freePorts(targets.length * 4 + 4)
  const next = () => `http://127.0.0.1:${ports.pop()}`
  const each = <T>(make: () => T) =>
    Object.fromEntries(targets.map((target) => [target, make()])) as Record<Target, T>
  return {
    sides: each(() => ({ blue: next(), green: next() })),
    publicly: each(next),
    flags: each(next),
    source: next(),
    pager: next(),
    prometheus: next(),
    haproxyMetrics: next(),
  }
}
