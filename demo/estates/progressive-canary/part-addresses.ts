import { freePorts } from '../../process/free-ports.ts'

/** What stands beside the shop. */
export type PartAddresses = {
  readonly pager: string
  readonly prometheus: string
  /** Where HAProxy tells Prometheus what it counted. */
  readonly haproxyMetrics: string
}

export async function pickPartAddresses(): Promise<PartAddresses> {
  const [pager, prometheus, haproxyMetrics] = await freePorts(3)
  const at = (port: number | undefined) => `http://127.0.0.1:${port}`
  return { pager: at(pager), prometheus: at(prometheus), haproxyMetrics: at(haproxyMetrics) }
}
