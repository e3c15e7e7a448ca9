/** `1,204`. */
export const count = (value: number): string => value.toLocaleString('en-GB')
