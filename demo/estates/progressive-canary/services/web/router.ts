/** Finds the handler of a request. A route is `METHOD /path`, where `:name` stands for one part of the path. */
import type { Handler, Routes } from './answers.ts'

export type Match = {
  /** As it is counted: the route's path, so that what users type never becomes a label. */
  readonly path: string
  readonly handler: Handler
  readonly params: Readonly<Record<string, string>>
}

export function router(routes: Routes): (method: string, path: string) => Match | null {
  const exact = new Map<string, Match>()
  const patterns: { readonly method: string; readonly parts: readonly string[]; readonly match: Match }[] = []
  for (const [route, handler] of Object.entries(routes)) {
    const [method = '', path = ''] = route.split(' ')
    const match = { path, handler, params: {} }
    if (path.includes(':')) patterns.push({ method, parts: path.split('/'), match })
    else exact.set(route, match)
  }
  return (method, path) => {
    const found = exact.get(`${method} ${path}`)
    if (found !== undefined) return found
    const given = path.split('/')
    for (const { method: wanted, parts, match } of patterns) {
      if (wanted !== method || parts.length !== given.length) continue
      const params = paramsIn(parts, given)
      if (params !== null) return { ...match, params }
    }
    return null
  }
}

function paramsIn(parts: readonly string[], given: readonly string[]): Record<string, string> | null {
  const params: Record<string, string> = {}
  for (const [i, part] of parts.entries()) {
    const value = given[i] ?? ''
    if (part.startsWith(':') && value !== '') params[part.slice(1)] = value
    else if (part !== value) return null
  }
  return params
}
