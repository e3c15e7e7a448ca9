import type { SignalBinding } from '../binding/signal-binding.ts'

/** Why Prometheus has no numbers of a signal, as half a sentence. */
export function whoMeasures(signal: string, by: SignalBinding | undefined): string {
  switch (by?.source) {
    case undefined:
    case 'prometheus':
      return `the binding measures no ${signal} there`
    case 'gateway':
      return `the gateways count ${signal} themselves, and the binding does not say of its Prometheus that it scrapes them`
    case 'sql':
      return `${signal} is asked of a Postgres, and Prometheus does not have it`
    case 'http':
      return `${signal} is asked by HTTP, and Prometheus does not have it`
  }
}
