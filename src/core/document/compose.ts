import { Composer, Lexer, type LineCounter, Parser, type Document as Yaml } from 'yaml'

/** What breaks the grammar first; what follows is mostly its echo. */
export type Broken = { readonly code: string; readonly message: string; readonly offset: number }

export type Composed =
  /** `document` is null when the text holds none; `second` is where another begins. */
  | { readonly document: Yaml.Parsed | null; readonly second: number | null }
  | { readonly broken: Broken }
  | { readonly over: 'length' | 'depth' }

/** `most` tokens; brackets within `deepest` others. */
export type Bounds = { readonly most: number; readonly deepest: number }

/**
 * The one document of a text. Reading ends at the first fault, at a second document, and after `most` tokens (a word, a
 * bracket, a space, a line end), so that it costs no more than the text is long. The library by itself would collect
 * every fault of a text, and compare each key of a map with all others.
 */
export function compose(text: string, lines: LineCounter, { most, deepest }: Bounds): Composed {
  let document: Yaml.Parsed | null = null
  try {
    for (const found of documentsIn(text, lines, { most, deepest })) {
      if (document !== null) return { document, second: found.range[0] }
      const [fault] = [...found.errors, ...found.warnings]
      if (fault !== undefined)
        return { broken: { code: fault.code, message: fault.message, offset: fault.pos[0] } }
      document = found
    }
  } catch (error) {
    if (error instanceof Stopped) return error.because
    // Nested so deeply that even the library gives up.
    if (error instanceof RangeError) return { over: 'depth' }
    throw error
  }
  return { document, second: null }
}

function* documentsIn(text: string, lines: LineCounter, { most, deepest }: Bounds): Generator<Yaml.Parsed> {
  const composer = new Composer({
    uniqueKeys: false,
    stringKeys: true,
    logLevel: 'silent',
    prettyErrors: false,
  })
  // The library hands every fault to this, and would keep it.
  Object.assign(composer, { onError: stopper() })
  const parser = new Parser(lines.addNewLine)
  lines.addNewLine(0)
  let left = most
  let open = 0
  for (const lexeme of new Lexer().lex(text)) {
    if (left-- === 0) throw new Stopped({ over: 'length' })
    if (lexeme === '[' || lexeme === '{') open++
    else if (lexeme === ']' || lexeme === '}') open--
    if (open > deepest) throw new Stopped({ over: 'depth' })
    for (const token of parser.next(lexeme)) yield* composer.next(sound(token)) as Iterable<Yaml.Parsed>
  }
  for (const token of parser.end()) yield* composer.next(sound(token)) as Iterable<Yaml.Parsed>
  yield* composer.end() as Iterable<Yaml.Parsed>
}

type Token = Parameters<Composer['next']>[0]

function sound(token: Token): Token {
  if (token.type !== 'error') return token
  throw new Stopped({ broken: { code: 'UNEXPECTED_TOKEN', message: token.message, offset: token.offset } })
}

class Stopped extends Error {
  override readonly name = 'Stopped'
  readonly because: Composed

  constructor(because: Composed) {
    super('a text is read no further')
    this.because = because
  }
}

type Source = number | readonly [number, ...number[]] | { readonly offset: number }

/** The library takes what is thrown below a value for a fault of that value, and comes again with it. */
function stopper(): (source: Source, code: string, message: string) => never {
  let first: Stopped | null = null
  return (source, code, message) => {
    const offset = typeof source === 'number' ? source : 'offset' in source ? source.offset : source[0]
    first ??= new Stopped(
      code === 'RESOURCE_EXHAUSTION' ? { over: 'depth' } : { broken: { code, message, offset } },
    )
    throw first
  }
}
