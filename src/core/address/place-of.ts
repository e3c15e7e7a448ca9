const ADDRESS = /^(https?):\/\/(\[[^\]]+\]|[^/:?#]+)(?::(\d+))?/i
const DEFAULT_PORTS: Readonly<Record<string, string>> = { http: '80', https: '443' }

/** Where an address leads: names of this machine are one host, and a port that is left out is the one of its scheme. */
export type PlaceOf = {
  readonly host: string
  readonly origin: string
  /** What stands behind it, as written: path and query. */
  readonly rest: string
}

export function placeOf(text: string): PlaceOf {
  const [whole = '', scheme = '', name = '', port] = ADDRESS.exec(text) ?? []
  if (name === '') return { host: text, origin: text, rest: '' }
  const [low, lowScheme] = [name.toLowerCase(), scheme.toLowerCase()]
  const host = ['localhost', '[::1]'].includes(low) ? '127.0.0.1' : low
  const origin = `${lowScheme}://${host}:${port ?? DEFAULT_PORTS[lowScheme]}`
  return { host, origin, rest: text.slice(whole.length) }
}
