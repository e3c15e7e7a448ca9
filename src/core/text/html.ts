const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** Whatever somebody says is text, in an element as in an attribute. */
export const escapedForHtml = (text: string): string => text.replace(/[&<>"']/g, (one) => ENTITIES[one] ?? '')
