import type { IncomingMessage } from 'node:http'

/** What the gateway answers by itself, because no upstream should get it. */
export type Unfit = { readonly status: number; readonly title: string }

/**
 * Why a request is not passed on, although it is HTTP; null for every other. What is no HTTP never comes this far:
 * framing that two readers could read in two ways, control characters, no host.
 */
export function whyUnfit({
  method,
  url,
  headers,
}: Pick<IncomingMessage, 'method' | 'url' | 'headers'>): Unfit | null {
  const coding = headers['transfer-encoding']
  if (coding !== undefined && !/^\s*chunked\s*$/i.test(coding))
    return { status: 501, title: `The transfer coding ${quoted(coding)} is not known here; send chunked` }
  if (url?.includes('#'))
    return { status: 400, title: 'The request asks for a fragment; send the path without it' }
  if (url === '*')
    return {
      status: 501,
      title: `${method ?? ''} * is about the gateway itself, which has nothing to say; ask for a path`,
    }
  return null
}

const quoted = (text: string): string => JSON.stringify(text.slice(0, 40))
