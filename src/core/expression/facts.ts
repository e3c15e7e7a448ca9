/**
 * What an expression may speak of beside inputs and outputs, by the name that people write. A name with a dot is a key
 * of a variable.
 */
export const FACTS = [
  'environment',
  'version',
  'change.type',
  'change.tier',
  'window.start',
  'window.end',
] as const
export type Fact = (typeof FACTS)[number]

/** Variables of facts with dots, each with its keys. */
export const FACT_VARIABLES: readonly string[] = [
  ...new Set(FACTS.flatMap((name) => (name.includes('.') ? [name.split('.')[0] as string] : []))),
]

/** `a.b` becomes a map `a` with the key `b`. */
export function nested<V>(
  facts: Readonly<Record<string, V>>,
): Readonly<Record<string, V | Record<string, V>>> {
  const all: Record<string, V | Record<string, V>> = {}
  for (const [name, value] of Object.entries(facts)) {
    const [variable = '', key] = name.split('.')
    if (key === undefined) all[variable] = value
    else all[variable] = { ...((all[variable] as Record<string, V> | undefined) ?? {}), [key]: value }
  }
  return all
}
