/** What of HTTP a check says. */

/** Without a list: 200 to 299. */
export const isExpected = (expect: readonly number[] | null, status: number): boolean =>
  expect === null ? status >= 200 && status <= 299 : expect.includes(status)

/** RFC 9110, 15: the ones that a health check meets. */
const REASONS: Readonly<Record<number, string>> = {
  200: 'OK',
  201: 'Created',
  202: 'Accepted',
  204: 'No Content',
  301: 'Moved Permanently',
  302: 'Found',
  304: 'Not Modified',
  307: 'Temporary Redirect',
  308: 'Permanent Redirect',
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  408: 'Request Timeout',
  409: 'Conflict',
  410: 'Gone',
  422: 'Unprocessable Content',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  501: 'Not Implemented',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
  504: 'Gateway Timeout',
}

export const statusInWords = (status: number): string =>
  REASONS[status] === undefined ? String(status) : `${status} ${REASONS[status]}`
