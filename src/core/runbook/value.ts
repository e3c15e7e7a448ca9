export type Scalar = string | number | boolean

/** What a finished step reported, for expressions of later ones. */
export type Outputs = Readonly<Record<string, Scalar>>

/** Known at compile time, or a CEL expression over outputs of earlier steps, evaluated when the step begins. */
export type Value = Scalar | { readonly cel: string }
