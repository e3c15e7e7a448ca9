import { readFileSync } from 'node:fs'
import type { Type } from 'protobufjs'
import type { MetricFamily } from './families.ts'

/** Each family with its length before it, as Prometheus reads them. */
export async function delimited(families: readonly MetricFamily[]): Promise<Uint8Array<ArrayBuffer>> {
  const type = await familyType()
  const messages = families.map((family) => type.encodeDelimited(type.fromObject(family)).finish())
  return new Uint8Array(Buffer.concat(messages))
}

/** Only who asks for this format pays for reading its definition. */
const familyType = ((): (() => Promise<Type>) => {
  let known: Promise<Type> | null = null
  const read = async () => {
    const { default: protobuf } = await import('protobufjs')
    const { root } = protobuf.parse(readFileSync(new URL('./metrics.proto', import.meta.url), 'utf8'))
    return root.lookupType('io.prometheus.client.MetricFamily')
  }
  return () => {
    known ??= read().catch((error: unknown) => {
      known = null
      throw error
    })
    return known
  }
})()
