/** Text with `${{ }}` in it, cut into what stands for itself and what is an expression. */
export type Template = { readonly parts: readonly Part[] }
export type Part = { readonly text: string } | { readonly cel: string }

const OPEN = '${{'

export const hasExpression = (text: string): boolean => text.includes(OPEN)

/** Null when a `${{` is never closed. Quotes and braces inside the expression are respected. */
export function readTemplate(text: string): Template | null {
  const parts: Part[] = []
  let from = 0
  for (;;) {
    const open = text.indexOf(OPEN, from)
    if (open === -1) break
    const close = endOf(text, open + OPEN.length)
    if (close === null) return null
    if (open > from) parts.push({ text: text.slice(from, open) })
    parts.push({ cel: text.slice(open + OPEN.length, close).trim() })
    from = close + 2
  }
  if (from < text.length) parts.push({ text: text.slice(from) })
  return { parts }
}

/** The one expression of a text that holds nothing else; its value then keeps its type. */
export function wholeExpression(template: Template): string | null {
  const [only] = template.parts
  return template.parts.length === 1 && only !== undefined && 'cel' in only ? only.cel : null
}

function endOf(text: string, start: number): number | null {
  let depth = 0
  let quote: string | null = null
  for (let i = start; i < text.length; i++) {
    const character = text[i] as string
    if (quote !== null) {
      if (character === '\\') i++
      else if (character === quote) quote = null
    } else if (character === '"' || character === "'") quote = character
    else if (character === '{') depth++
    else if (character === '}' && depth === 0) return text[i + 1] === '}' ? i : null
    else if (character === '}') depth--
  }
  return null
}
