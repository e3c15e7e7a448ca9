/** What goes into a json column. */
export const document = (value: unknown): string => JSON.stringify(value)
export const documentOrNull = (value: unknown): string | null => (value === null ? null : document(value))

/** Text from outside may hold a NUL, which a text column refuses. */
export const plainText = (text: string): string => text.replaceAll('\u0000', '\ufffd')
