import { fieldOf } from './read.ts'
import { type Compiler, type Context, joined, listOf, Unanswerable, work } from './rule.ts'

export const texts: Readonly<Record<string, Compiler>> = {
  /** An attribute that is missing is joined as nothing, as JsonLogic and the flagd daemon do. */
  cat: (args, scope) => {
    const parts = listOf(args).map((rule) => scope.compile(rule, scope))
    return (data, asking) => {
      let text = ''
      for (const part of parts) text = joined(text, part(data, asking) ?? '')
      work(asking, text.length >> 4)
      return text
    }
  },
  substr: (args, scope) => {
    const [text, from, length] = listOf(args).map((rule) => scope.compile(rule, scope))
    return (data, asking) => {
      const whole = text?.(data, asking)
      if (typeof whole !== 'string')
        throw new Unanswerable('its rule takes a part of something that is no text')
      return substring(whole, Number(from?.(data, asking)), length?.(data, asking))
    }
  },
  starts_with: comparing((text, part) => text.startsWith(part)),
  ends_with: comparing((text, part) => text.endsWith(part)),
}

/** Null for what is no text: the rule says nothing then. */
function comparing(compare: (text: string, part: string) => boolean): Compiler {
  return (args, scope) => {
    const [text = null, part = null] = listOf(args)
    const textOf = scope.compile(text, scope)
    const field = fieldOf(text, scope)
    if (typeof part === 'string' && field !== null)
      return (data) => {
        const whole = (data as Context)[field]
        return typeof whole === 'string' ? compare(whole, part) : null
      }
    if (typeof part === 'string')
      return (data, asking) => {
        const whole = textOf(data, asking)
        return typeof whole === 'string' ? compare(whole, part) : null
      }
    const partOf = scope.compile(part, scope)
    return (data, asking) => {
      const [whole, sought] = [textOf(data, asking), partOf(data, asking)]
      return typeof whole === 'string' && typeof sought === 'string' ? compare(whole, sought) : null
    }
  }
}

/** From the end when negative; a negative length leaves that many off at the end. */
function substring(text: string, from: number, length: unknown): string {
  const begin = from < 0 ? Math.max(0, text.length + from) : from
  const rest = text.slice(begin)
  if (length === undefined) return rest
  const count = Number(length)
  return rest.slice(0, count < 0 ? Math.max(0, rest.length + count) : count)
}
