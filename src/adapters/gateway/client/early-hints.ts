import type { IncomingHttpHeaders, ServerResponse } from 'node:http'

/**
 * What an upstream says before its answer (103, RFC 8297): links to what the page will need, and nothing else of it.
 * HTTP/1.0 knows no such thing, and links that cannot be read are left out.
 */
export function passHints(response: ServerResponse, { link }: IncomingHttpHeaders): void {
  const { httpVersionMajor, httpVersionMinor } = response.req
  if (link === undefined || response.headersSent || (httpVersionMajor === 1 && httpVersionMinor === 0)) return
  try {
    response.writeEarlyHints({ link })
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'ERR_INVALID_ARG_VALUE') throw cause
  }
}
