/** Days as answers write them. The registers know some of them in part: 1985-00-00 is a day of 1985, 0000-00-00 any day. */

/** Whether a text is a day of which the day, or the month too, or everything is unknown. */
export function isKnownInPart(text: string): boolean {
  return /^(0000-00-00|(?!0000)\d{4}-(00|0[1-9]|1[0-2])-00)$/.test(text)
}

/** First day that a day known in part can be; undefined when not even its year is known. */
export function earliest(text: string): string | undefined {
  return text.startsWith('0000') ? undefined : text.replace(/-00/g, '-01')
}
