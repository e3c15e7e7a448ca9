import { freePorts } from '../../process/free-ports.ts'

/** What stands beside the shop. */
export type PartAddresses = { readonly pager: string; readonly prometheus: string }

export async function pickPartAddresses(): Promise<PartAddresses> {
  const [pager, prometheus] = await freePorts(2)
  return { pager: `http://127.0.0.1:${pager}`, prometheus: `http://127.0.0.1:${prometheus}` }
}
