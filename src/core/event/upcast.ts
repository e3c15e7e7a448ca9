/** Brings data of one version to the next. It must not look at anything but what it is given. */
export type Upcast = (data: unknown) => unknown

/** A shape that is kept for years: the version that is written today, and how each older one becomes the next. */
export type Versions = {
  readonly version: number
  /** By the version that is read: 1 makes version 2 of version 1. */
  readonly upcasts: Readonly<Record<number, Upcast>>
}

export type Versioned = { readonly version: number; readonly data: unknown }

/** A newer program has written it. To read it as if it were ours would be a guess. */
export class NewerVersion extends Error {
  override readonly name = 'NewerVersion'
  constructor(what: string, version: number, known: number) {
    super(
      `${what} is of version ${version}, and this program knows it up to version ${known}; ` +
        'a newer Cutwater has written it, and only that reads it',
    )
  }
}

/** The same in today's version; null when it is newer than that. What is of today is given back as it is. */
export function upcast(
  { version: today, upcasts }: Versions,
  { version, data }: Versioned,
): Versioned | null {
  if (version > today) return null
  let upcasted = data
  for (let step = version; step < today; step++) {
    const raise = upcasts[step]
    if (raise === undefined) throw new Error(`nothing makes version ${step + 1} of version ${step}`)
    upcasted = raise(upcasted)
  }
  return { version: today, data: upcasted }
}
