import { freePorts } from '../../process/free-ports.ts'

/** What stands beside the shop. */
export type PartAddresses = {
  readonly pager: string
  readonly prometheus: string
  /** Where what splits the traffic tells Prometheus what it counted. */
  readonly edgeMetrics: string
}

export async function pickPartAddresses(): Promise<PartAddresses> {
  const [pager, prometheus, edgeMetrics] = await freePorts(3)
  const at = (port: number | undefined) => `http://127.0.0.1:${port}`
  return { pager: at(pager), prometheus: at(prometheus), edgeMetrics: at(edgeMetrics) }
}
