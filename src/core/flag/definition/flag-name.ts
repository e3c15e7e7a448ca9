/** What a flag can be called, as a remedy says it. */
export const FLAG_NAME =
  'Begin it with a letter or a digit; then letters, digits and _ . : - follow, 100 in all at most'

export const isFlagName = (name: string): boolean => /^[A-Za-z0-9][A-Za-z0-9_.:-]{0,99}$/.test(name)
