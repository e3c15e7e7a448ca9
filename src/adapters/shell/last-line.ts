const LINE_MAX = 200

/** The last line that says something: a stack and Node's version after it do not. */
export function lastLine(text: string): string {
  const lines = text.split('\n').map((line) => line.trim())
  const line = lines.findLast((each) => each !== '' && !/^(at |Node\.js v\d|[{}()[\]^]+$)/.test(each)) ?? ''
  return line.length <= LINE_MAX ? line : `${line.slice(0, LINE_MAX)}…`.toWellFormed()
}
