/** What a rule says in the middle of a line, as the detail of a problem: `it is done` becomes `It is done.` */
export const asSentence = (words: string): string => `${words.charAt(0).toUpperCase()}${words.slice(1)}.`
