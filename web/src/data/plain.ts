/**
 * What came from outside is shown as text. React sees to the markup; this sees to characters that turn the reading direction
 * round or cannot be seen. Line breaks and tabs stay: outputs of commands have them.
 */
export function plain(text: string): string {
  return text.replace(/[^\P{Cc}\n\t]|[\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, '\ufffd')
}
