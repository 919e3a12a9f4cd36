/** Texts of one line, as people paste them. */

/** Return text on one line: what is pasted from a spreadsheet or a mail has tabs and line breaks. */
export const oneLine = (text: string) => text.replace(/[\p{Cc}\s]+/gu, ' ').trim()

/** Whether nothing of the text can be seen: spaces, zero-width letters and the like. */
export const isBlank = (text: string) => /^[\p{Cc}\s\p{DI}\u2800]*$/u.test(text)

const BREAKS = /[\t\n\v\f\r\u2028\u2029]/

/**
 * Paste what has line breaks or tabs with spaces in their place.
 *
 * A browser leaves line breaks out, and would write "High Street" and "Flat 4" as one word.
 */
export function pasteAsOneLine(event: ClipboardEvent): void {
  const input = event.currentTarget as HTMLInputElement
  const pasted = event.clipboardData?.getData('text') ?? ''
  // Only these types have a place for what is pasted.
  if (!BREAKS.test(pasted) || !['text', 'tel', 'search'].includes(input.type)) return
  event.preventDefault()
  const { selectionStart, selectionEnd, value } = input
  input.setRangeText(
    oneLine(pasted),
    selectionStart ?? value.length,
    selectionEnd ?? value.length,
    'end',
  )
  input.dispatchEvent(new InputEvent('input', { bubbles: true, inputType: 'insertFromPaste' }))
}
