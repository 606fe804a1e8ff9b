/**
 * Within a transaction, whether rows belong to a person is checked at its end: a batch stores a new person after the rows that make it known. Persons who
 * were there before are held from the beginning (`numbers.ts`).
 */
export const CHECK_PERSONS_LAST = { text: 'set constraints all deferred', values: [] }
