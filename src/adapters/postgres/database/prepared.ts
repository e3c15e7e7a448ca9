/**
 * Names for the statements that are asked again and again: a connection reads and plans a statement with a name once,
 * and from then on only fills in its values. Much is asked once, and a list makes a new text of every length; so a
 * text has to be asked a few times first, a long one never has a name, and there are no more names than a connection
 * can well remember.
 */
export function preparedNames({ most = MOST } = {}): (text: string) => string | undefined {
  const names = new Map<string, string>()
  const asked = new Map<string, number>()
  return (text) => {
    const name = names.get(text)
    if (name !== undefined || names.size >= most || text.length > LONGEST) return name
    const times = (asked.get(text) ?? 0) + 1
    asked.delete(text)
    if (times < OFTEN) {
      asked.set(text, times)
      const oldest = asked.keys().next()
      if (asked.size > COUNTED && !oldest.done) asked.delete(oldest.value)
      return undefined
    }
    const given = `often_${names.size + 1}`
    names.set(text, given)
    return given
  }
}

const OFTEN = 5
const MOST = 200
const LONGEST = 8_000
const COUNTED = 500
