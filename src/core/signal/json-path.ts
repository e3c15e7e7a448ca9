import { JSONPathEnvironment, type JSONValue } from 'json-p3'

/** Where a number stands in a document, by RFC 9535. */
export type JsonPath = {
  /** What stands there: so many at most. */
  find(document: unknown, most: number): readonly Found[]
}

/** `key`: under which name, or at which place, it stands in what holds it. */
export type Found = { readonly key: string; readonly value: unknown }

/** No regular expressions: what backtracks over a document of somebody else has no limit in time. */
const environment = new JSONPathEnvironment({ maxRecursionDepth: 100 })
environment.functionRegister.delete('match')
environment.functionRegister.delete('search')

/** `wrong`: why it is no path. */
export function readJsonPath(text: string): JsonPath | { readonly wrong: string } {
  try {
    const path = environment.compile(text)
    return {
      find: (document, most) => {
        const found: Found[] = []
        for (const { value, location } of path.lazyQuery(document as JSONValue)) {
          if (found.length >= most) break
          found.push({ key: String(location.at(-1) ?? ''), value })
        }
        return found
      },
    }
  } catch (error) {
    return { wrong: error instanceof Error ? error.message : String(error) }
  }
}
