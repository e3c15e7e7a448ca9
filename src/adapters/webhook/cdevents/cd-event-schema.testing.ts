import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'

/**
 * The schemas of CDEvents 0.5.1 for the types that are sent, word for word from https://github.com/cdevents/spec at
 * v0.5.1 (Apache-2.0).
 */
const FILES: Readonly<Record<string, string>> = {
  'dev.cdevents.service.deployed.0.3.0': 'servicedeployed.json',
  'dev.cdevents.service.rolledback.0.3.0': 'servicerolledback.json',
  'dev.cdevents.incident.detected.0.3.0': 'incidentdetected.json',
  'dev.cdevents.incident.resolved.0.3.0': 'incidentresolved.json',
}

/** Throws what is wrong with it, also when its type is none that CDEvents has. */
export function parseCdEvent(event: unknown): void {
  const { context } = z.looseObject({ context: z.looseObject({ type: z.string() }) }).parse(event)
  const { type } = context
  schemaOf(
    type.startsWith('dev.cdeventsx.') ? 'custom.json' : (FILES[type] ?? `${type} is sent by nobody`),
  ).parse(event)
}

const known = new Map<string, z.ZodType>()

function schemaOf(file: string): z.ZodType {
  const schema = known.get(file) ?? read(file)
  known.set(file, schema)
  return schema
}

function read(file: string): z.ZodType {
  const schema = JSON.parse(readFileSync(join(import.meta.dirname, file), 'utf8'), uriReferences)
  // Links have a schema of their own, and none are sent: with this one gone, a link is refused.
  delete schema.properties.context.properties.links
  return z.fromJSONSchema(schema)
}

/** Zod takes `uri-reference` for a whole URL, so its characters (RFC 3986, appendix A) stand for it. */
function uriReferences(_: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !('format' in value)) return value
  const { format, ...rest } = value
  return format === 'uri-reference'
    ? { ...rest, pattern: "^([A-Za-z0-9\\-._~:/?#\\[\\]@!$&'()*+,;=]|%[0-9A-Fa-f]{2})+$" }
    : value
}
